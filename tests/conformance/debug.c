/* Debuggers, and the processor. */
#include "support.h"

/* Claim:  no debugger is there.
 * Source: "IsDebuggerPresent function", Return value.  Wine 8: same. */
static void no_debugger(void)
{
    CHECK(!IsDebuggerPresent());
}

/* Claim:  text for a debugger leaves the last error alone.
 * Source: observed.  Wine 8: changes it. */
static void debug_text(void)
{
    SetLastError(UNTOUCHED);
    OutputDebugStringA("# to a debugger\n");
    OutputDebugStringW((const WCHAR *)u"# to a debugger\n");
    DIFFERS(WINE_8, "OutputDebugString changes the last error")
    CHECK_ERROR(UNTOUCHED);
}

/* Claim:  a 64-bit processor compares and exchanges 8 bytes, and 16; an unknown
 *         number is FALSE.
 * Source: "IsProcessorFeaturePresent function".  Wine 8: same. */
static void processor(void)
{
    SYSTEM_INFO info, native;

    CHECK(IsProcessorFeaturePresent(PF_COMPARE_EXCHANGE_DOUBLE));
    CHECK(IsProcessorFeaturePresent(PF_NX_ENABLED));
    CHECK(IsProcessorFeaturePresent(PF_COMPARE_EXCHANGE128));
    CHECK(!IsProcessorFeaturePresent(0x7FFFFFFF));
    GetSystemInfo(&info);
    GetNativeSystemInfo(&native);
    CHECK(memcmp(&info, &native, sizeof info) == 0);
    if (info.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64)
        CHECK(IsProcessorFeaturePresent(PF_XMMI64_INSTRUCTIONS_AVAILABLE));
}

TAP_MAIN(CASE(no_debugger), CASE(debug_text), CASE(processor))
