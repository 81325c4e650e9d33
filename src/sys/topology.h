/* Where memory is near to which processors. */
#ifndef SYS_TOPOLOGY_H
#define SYS_TOPOLOGY_H

#define TOPOLOGY_ANYWHERE (-1)

/* On which memory node the nth busy thread of the library belongs, by hwloc's
 * logical number: on that of `home_cpu` while fewer than half as many as it has
 * processors for us are there, so that what they share stays in one memory; on
 * the next ones after that. TOPOLOGY_ANYWHERE: there is but one node, or each
 * has its fill, or hwloc does not know. May take a while: it reads /sys. */
int topology_node_for(unsigned home_cpu, unsigned nth);

/* Binds the calling thread, and those it starts, to the processors of that
 * node; where that is not possible, nothing happens. */
void topology_settle(unsigned home_cpu, unsigned nth);

#endif
