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

/* The same for the first `count` of them, and less often asked. */
void topology_nodes_for(unsigned home_cpu, unsigned count, int *nodes);

/* What there is, and of that what this process may use; all zeros where hwloc
 * does not know. */
struct topology_summary {
    unsigned processors, cores, packages, nodes;
    unsigned ours;      /* processors of ours */
    unsigned our_cores; /* cores with a processor of ours */
    unsigned first_cpu; /* the lowest of ours */
};
void topology_summary(struct topology_summary *summary);

/* How many processors of ours a node has. */
unsigned topology_ours_on(int node);

/* Binds the calling thread, and those it starts, to the processors of that
 * node; where that is not possible, nothing happens. */
void topology_settle(unsigned home_cpu, unsigned nth);

#endif
