/* The program that runs in a simulated world: a server and its clients in one,
 * doing what the seed says. */
#ifndef SIM_PROGRAM_H
#define SIM_PROGRAM_H

/* Runs it to its end, on the world's first thread. */
void program_run(void);

#endif
