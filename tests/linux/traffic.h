/* A little of everything an engine does, and which one did it. */
#ifndef LINUX_TRAFFIC_H
#define LINUX_TRAFFIC_H

/* Messages, accepts, files. Once a process. */
void traffic_passes(void);

/* The engine's name, and a part of its reason. */
void backend_is(const char *name, const char *reason);

#endif
