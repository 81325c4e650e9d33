#include "base/context.h"

#include <string.h>

/* In both forms the registers stand in one order, without gaps. */
#if defined(__x86_64__)
#define FIRST(context) ((char *)(context) + offsetof(CONTEXT, Rax))

static void fill_rest(CONTEXT *context, const struct fault *fault)
{
    context->ContextFlags =
        CONTEXT_CONTROL | CONTEXT_INTEGER | CONTEXT_SEGMENTS;
    context->EFlags = fault->flags;
    context->SegCs = fault->segments[0];
    context->SegGs = fault->segments[1];
    context->SegFs = fault->segments[2];
    context->SegSs = fault->segments[3];
    if (fault->float_state == NULL)
        return;
    context->ContextFlags |= CONTEXT_FLOATING_POINT;
    memcpy(&context->FltSave, fault->float_state, sizeof context->FltSave);
    context->MxCsr = context->FltSave.MxCsr;
}
#else
#define FIRST(context) ((char *)(context) + offsetof(CONTEXT, X))

static void fill_rest(CONTEXT *context, const struct fault *fault)
{
    context->ContextFlags = CONTEXT_CONTROL | CONTEXT_INTEGER;
    context->Cpsr = fault->flags;
}
#endif

void context_from_fault(CONTEXT *context, const struct fault *fault)
{
    memset(context, 0, sizeof *context);
    memcpy(FIRST(context), fault->registers, sizeof fault->registers);
    fill_rest(context, fault);
}

void context_to_fault(const CONTEXT *context, struct fault *fault)
{
    memcpy(fault->registers, FIRST(context), sizeof fault->registers);
}
