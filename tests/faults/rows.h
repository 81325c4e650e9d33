/* What may fail, and how: which errors a call has that are nobody's bug. */
#ifndef FAULTS_ROWS_H
#define FAULTS_ROWS_H

#include "faults/seam.h"

struct row {
    enum seam seam;
    int error;     /* errno, or SEAM_SHORT */
    bool absorbed; /* the caller must not notice */
};

extern const struct row rows[];
extern const unsigned row_count;

/* For messages: "recv ECONNRESET". */
const char *row_error(const struct row *row);

#endif
