/* A disk that is easily full. */
#ifndef FAULTS_SMALL_DISK_H
#define FAULTS_SMALL_DISK_H

#include <stdbool.h>

#define SMALL_DISK 65536u /* bytes; and three inodes, the root among them */

/* Makes it the current folder. It is seen by this process and its children
 * alone, and ends with them. False: nothing may be mounted here. */
bool small_disk_mount(void);

/* Where nothing may be mounted: no file may grow beyond its size. */
void small_disk_limit(void);

#endif
