/* Starting and feeding a shard; engine/select.c decides how many there are. */
#ifndef ENGINE_SHARD_H
#define ENGINE_SHARD_H

#include "engine/engine.h"

/* Starts the thread and opens the back-end on it. 0 or -errno. */
int shard_start(const struct engine_backend *backend, struct shard **shard);

bool shard_enter(struct shard *shard, bool force);
void shard_leave_early(struct shard *shard);
void shard_submit(struct shard *shard, struct op *op);
void shard_cancel(struct shard *shard, struct op *op);
uint64_t shard_overflows(struct shard *shard);

#endif
