/* The heap of deadlines: the least key first, whatever was taken out. */
#include "base/heap.h"

#include <stdbool.h>
#include <stdlib.h>

#include "harness/tap.h"

#define NODES 2000u

static void heap_gives_the_least_first(void)
{
    static struct heap_node nodes[NODES];
    static bool inside[NODES];
    struct heap heap = {NULL};
    unsigned count = 0;
    int64_t before = INT64_MIN;

    srandom(1);
    for (unsigned i = 0; i < NODES; i++, count++) {
        nodes[i].key = random() % 1000;
        heap_push(&heap, &nodes[i]);
        inside[i] = true;
    }
    for (unsigned turn = 0; turn < NODES; turn++) {
        unsigned i = (unsigned)random() % NODES;

        if (inside[i])
            heap_remove(&heap, &nodes[i]);
        else {
            nodes[i].key = random() % 1000;
            heap_push(&heap, &nodes[i]);
        }
        count = inside[i] ? count - 1 : count + 1;
        inside[i] = !inside[i];
    }
    for (; heap.first != NULL; count--) {
        if (!CHECK(heap.first->key >= before && count > 0))
            return;
        CHECK(inside[heap.first - nodes]);
        inside[heap.first - nodes] = false;
        before = heap.first->key;
        heap_remove(&heap, heap.first);
    }
    CHECK(count == 0);
}

TAP_MAIN(CASE(heap_gives_the_least_first))
