/* Windows' CONTEXT from the registers of a fault, and back. */
#ifndef BASE_CONTEXT_H
#define BASE_CONTEXT_H

#include "iocp/context.h"
#include "sys/fault.h"

void context_from_fault(CONTEXT *context, const struct fault *fault);

/* The general registers alone. */
void context_to_fault(const CONTEXT *context, struct fault *fault);

#endif
