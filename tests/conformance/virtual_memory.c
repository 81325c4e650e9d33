/* VirtualAlloc and its family: reserving, committing, giving back, protecting,
 * asking, locking. */
#include "support.h"

#define STEP 0x10000
#define PAGE 0x1000

static char *take(SIZE_T size, DWORD type)
{
    return VirtualAlloc(NULL, size, type, PAGE_READWRITE);
}

static void give(void *memory)
{
    CHECK(VirtualFree(memory, 0, MEM_RELEASE));
}

/* The pages at `address` are like this. */
static int is(const void *address, SIZE_T size, DWORD state, DWORD protect)
{
    MEMORY_BASIC_INFORMATION info;

    if (!CHECK(VirtualQuery(address, &info, sizeof info) == sizeof info))
        return 0;
    return CHECK(info.BaseAddress == address && info.RegionSize == size &&
                     info.State == state && info.Protect == protect,
                 "size %llx state %x protect %x",
                 (unsigned long long)info.RegionSize, (unsigned)info.State,
                 (unsigned)info.Protect);
}

/* Claim:  reserving and committing at once gives zeroed memory at a multiple of
 *         64 KiB, of whole pages; committing without an address reserves.
 * Source: "VirtualAlloc function", Parameters, Remarks.  Wine 8: same. */
static void allocate(void)
{
    static const DWORD types[] = {MEM_COMMIT, MEM_COMMIT | MEM_RESERVE,
                                  MEM_COMMIT | MEM_RESERVE | MEM_TOP_DOWN};

    for (unsigned i = 0; i < COUNT_OF(types); i++) {
        char *memory = take(PAGE + 1, types[i]);

        if (!CHECK(memory != NULL))
            return;
        CHECK((ULONG_PTR)memory % STEP == 0);
        for (int k = 0; k < 2 * PAGE; k++)
            if (!CHECK(memory[k] == 0))
                break;
        memset(memory, 7, 2 * PAGE);
        is(memory, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE);
        give(memory);
    }
}

/* Claim:  reserved pages become memory piece by piece, and what is committed
 *         again keeps what it holds.
 * Source: "VirtualAlloc function", MEM_COMMIT.  Wine 8: same. */
static void reserve_then_commit(void)
{
    char *memory = take(10 * PAGE, MEM_RESERVE);

    is(memory, 10 * PAGE, MEM_RESERVE, 0);
    /* The two bytes are of two pages. */
    CHECK(VirtualAlloc(memory + 3 * PAGE - 1, 2, MEM_COMMIT, PAGE_READWRITE) ==
          memory + 2 * PAGE);
    is(memory, 2 * PAGE, MEM_RESERVE, 0);
    is(memory + 2 * PAGE, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    is(memory + 4 * PAGE, 6 * PAGE, MEM_RESERVE, 0);
    memory[2 * PAGE] = 5;
    CHECK(VirtualAlloc(memory, 10 * PAGE, MEM_COMMIT, PAGE_READWRITE) ==
          memory);
    is(memory, 10 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    CHECK(memory[2 * PAGE] == 5 && memory[9 * PAGE] == 0);
    give(memory);
}

/* Claim:  memory that is decommitted and committed again is zero; decommitting
 *         what is not committed is no error; size 0 means everything.
 * Source: "VirtualFree function", MEM_DECOMMIT, Remarks.  Wine 8: same. */
static void decommit(void)
{
    char *memory = take(4 * PAGE, MEM_COMMIT);

    memset(memory, 1, 4 * PAGE);
    CHECK(VirtualFree(memory + PAGE, PAGE + 1, MEM_DECOMMIT));
    is(memory, PAGE, MEM_COMMIT, PAGE_READWRITE);
    is(memory + PAGE, 2 * PAGE, MEM_RESERVE, 0);
    is(memory + 3 * PAGE, PAGE, MEM_COMMIT, PAGE_READWRITE);
    CHECK(VirtualFree(memory + PAGE, PAGE, MEM_DECOMMIT));
    CHECK(VirtualAlloc(memory + PAGE, PAGE, MEM_COMMIT, PAGE_READWRITE) ==
          memory + PAGE);
    CHECK(memory[0] == 1 && memory[PAGE] == 0 && memory[3 * PAGE] == 1);
    CHECK(VirtualFree(memory, 0, MEM_DECOMMIT));
    is(memory, 4 * PAGE, MEM_RESERVE, 0);
    give(memory);
}

/* Claim:  a free place can be asked for; it is rounded down to 64 KiB; a second
 *         reservation of it is ERROR_INVALID_ADDRESS, and so is committing what
 *         nobody reserved, or beyond the end.
 * Source: "VirtualAlloc function", lpAddress, MEM_COMMIT.  Wine 8: same. */
static void at_an_address(void)
{
    char *memory = take(4 * STEP, MEM_RESERVE), *again;

    give(memory);
    again = VirtualAlloc(memory + STEP + 100, 1, MEM_RESERVE, PAGE_NOACCESS);
    CHECK(again == memory + STEP);
    is(again, PAGE, MEM_RESERVE, 0);
    CHECK_FAILS(VirtualAlloc(again, PAGE, MEM_RESERVE, PAGE_NOACCESS),
                ERROR_INVALID_ADDRESS);
    CHECK_FAILS(VirtualAlloc(again, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE),
                ERROR_INVALID_ADDRESS);
    CHECK_FAILS(VirtualAlloc(memory, PAGE, MEM_COMMIT, PAGE_READWRITE),
                ERROR_INVALID_ADDRESS);
    give(again);
    CHECK_FAILS(VirtualAlloc(again, PAGE, MEM_COMMIT, PAGE_READWRITE),
                ERROR_INVALID_ADDRESS);
}

/* Claim:  no bytes, too many, no such protection, no such type, an address in
 *         the first 64 KiB: ERROR_INVALID_PARAMETER.
 * Source: "VirtualAlloc function", Parameters; "Memory Protection Constants".
 *         Wine 8: same. */
static void bad_requests(void)
{
    CHECK_FAILS(take(0, MEM_COMMIT), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(take(PAGE, 0), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(take(PAGE, MEM_RELEASE), ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "takes it")
    CHECK_FAILS(take(PAGE, MEM_RESET | MEM_COMMIT), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualAlloc(NULL, PAGE, MEM_COMMIT, 0),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(
        VirtualAlloc(NULL, PAGE, MEM_COMMIT, PAGE_READONLY | PAGE_READWRITE),
        ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualAlloc(NULL, PAGE, MEM_COMMIT, PAGE_WRITECOPY),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualAlloc((void *)0x1000, PAGE, MEM_RESERVE, PAGE_READWRITE),
                ERROR_INVALID_PARAMETER);
}

/* Claim:  what is not there cannot be had: NULL, and an error.
 * Source: "VirtualAlloc function", Return value.  Wine 8: same. */
static void too_much(void)
{
    CHECK(take((SIZE_T)1 << 62, MEM_RESERVE) == NULL);
    CHECK(take((SIZE_T)1 << 46, MEM_RESERVE | MEM_COMMIT) == NULL);
}

/* Claim:  releasing takes the address that was given, and no size; freeing what
 *         is not there is ERROR_INVALID_ADDRESS.
 * Source: "VirtualFree function", Parameters.  Wine 8: same. */
static void bad_frees(void)
{
    char *memory = take(4 * PAGE, MEM_COMMIT);

    CHECK_FAILS(VirtualFree(memory, PAGE, MEM_RELEASE),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualFree(memory, 0, MEM_RELEASE | MEM_DECOMMIT),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualFree(memory, 0, 0), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(VirtualFree(memory + PAGE, 0, MEM_RELEASE),
                ERROR_INVALID_ADDRESS);
    CHECK_FAILS(VirtualFree(memory + PAGE, 0, MEM_DECOMMIT),
                ERROR_INVALID_ADDRESS);
    CHECK_FAILS(VirtualFree(memory, 5 * PAGE, MEM_DECOMMIT),
                ERROR_INVALID_PARAMETER);
    give(memory);
    DIFFERS(WINE_8, "says 87")
    CHECK_FAILS(VirtualFree(memory, 0, MEM_RELEASE), ERROR_INVALID_ADDRESS);
}

/* Claim:  VirtualProtect changes committed pages and tells how the first one
 *         was; of one that is not committed it is ERROR_INVALID_ADDRESS and
 *         nothing changes; without a place for the old one ERROR_NOACCESS.
 * Source: "VirtualProtect function", Parameters.  Wine 8: same. */
static void protect(void)
{
    char *memory = take(4 * PAGE, MEM_COMMIT);
    DWORD old = UNTOUCHED;

    CHECK(VirtualProtect(memory + PAGE + 5, PAGE, PAGE_READONLY, &old));
    CHECK(old == PAGE_READWRITE);
    is(memory, PAGE, MEM_COMMIT, PAGE_READWRITE);
    is(memory + PAGE, 2 * PAGE, MEM_COMMIT, PAGE_READONLY);
    CHECK(memory[PAGE] == 0);
    CHECK(VirtualProtect(memory + PAGE, 1, PAGE_READWRITE, &old));
    CHECK(old == PAGE_READONLY);
    memory[PAGE] = 1;
    CHECK(VirtualProtect(memory, 4 * PAGE, PAGE_NOACCESS, &old));
    CHECK(old == PAGE_READWRITE);
    is(memory, 4 * PAGE, MEM_COMMIT, PAGE_NOACCESS);
    CHECK(VirtualProtect(memory, 4 * PAGE, PAGE_READWRITE, &old));
    CHECK(old == PAGE_NOACCESS && memory[PAGE] == 1);
    CHECK_FAILS(VirtualProtect(memory, PAGE, PAGE_READONLY, NULL),
                ERROR_NOACCESS);
    CHECK_FAILS(VirtualProtect(memory, PAGE, 3, &old), ERROR_INVALID_PARAMETER);
    CHECK(VirtualFree(memory + 3 * PAGE, PAGE, MEM_DECOMMIT));
    CHECK_FAILS(VirtualProtect(memory, 4 * PAGE, PAGE_READONLY, &old),
                ERROR_INVALID_ADDRESS);
    is(memory, 3 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    give(memory);
    DIFFERS(WINE_8, "says 87")
    CHECK_FAILS(VirtualProtect(memory, PAGE, PAGE_READONLY, &old),
                ERROR_INVALID_ADDRESS);
}

/* Claim:  code that a program writes can be run when the pages allow it.
 * Source: "VirtualAlloc function", Remarks.  Wine 8: same. */
static void execute(void)
{
#if defined(__x86_64__)
    static const unsigned char code[] = {0xb8, 42, 0, 0, 0, 0xc3};
    unsigned char *memory = (unsigned char *)take(PAGE, MEM_COMMIT);
    int (*function)(void);
    DWORD old;

    memcpy(memory, code, sizeof code);
    CHECK(VirtualProtect(memory, PAGE, PAGE_EXECUTE_READ, &old));
    memcpy(&function, &memory, sizeof function);
    CHECK(function() == 42);
    give(memory);
#else
    SKIP("the code is for x86-64");
#endif
}

/* Claim:  VirtualQuery tells where an allocation begins and how it was made,
 *         of free addresses MEM_FREE; a buffer too small is ERROR_BAD_LENGTH.
 * Source: "VirtualQuery function"; "MEMORY_BASIC_INFORMATION structure".
 *         Wine 8: same. */
static void query(void)
{
    char *memory = take(3 * PAGE, MEM_RESERVE);
    MEMORY_BASIC_INFORMATION info;

    CHECK(VirtualAlloc(memory + PAGE, PAGE, MEM_COMMIT, PAGE_READONLY) != NULL);
    CHECK(VirtualQuery(memory + PAGE + 17, &info, sizeof info) == sizeof info);
    CHECK(info.BaseAddress == memory + PAGE && info.AllocationBase == memory);
    CHECK(info.AllocationProtect == PAGE_READWRITE);
    CHECK(info.Protect == PAGE_READONLY && info.Type == MEM_PRIVATE);
    CHECK(info.RegionSize == PAGE);
    CHECK_FAILS(VirtualQuery(memory, &info, sizeof info - 1), ERROR_BAD_LENGTH);
    give(memory);
    CHECK(VirtualQuery(memory, &info, sizeof info) == sizeof info);
    CHECK(info.State == MEM_FREE && info.BaseAddress == memory);
    CHECK(info.AllocationBase == NULL && info.RegionSize >= 3 * PAGE);
    CHECK_FAILS(VirtualQuery((void *)0xffffffffffff0000, &info, sizeof info),
                ERROR_INVALID_PARAMETER);
}

/* Claim:  the program itself is MEM_IMAGE, a variable of a thread is committed
 *         and may be written.
 * Source: "MEMORY_BASIC_INFORMATION structure", Type.  Wine 8: same. */
static void query_the_program(void)
{
    static const char constant[] = "constant";
    MEMORY_BASIC_INFORMATION info;

    CHECK(VirtualQuery(constant, &info, sizeof info) == sizeof info);
    CHECK(info.State == MEM_COMMIT && info.Type == MEM_IMAGE);
    CHECK((char *)info.BaseAddress <= constant &&
          (char *)info.BaseAddress + info.RegionSize > constant);
    CHECK(VirtualQuery(&info, &info, sizeof info) == sizeof info);
    CHECK(info.State == MEM_COMMIT && info.Protect == PAGE_READWRITE);
    CHECK(info.Type == MEM_PRIVATE);
}

/* Claim:  MEM_RESET leaves the pages committed; beyond the allocation it is
 *         ERROR_INVALID_ADDRESS. What they hold then, nobody knows.
 * Source: "VirtualAlloc function", MEM_RESET.  Wine 8: same. */
static void reset(void)
{
    char *memory = take(4 * PAGE, MEM_COMMIT);

    memset(memory, 1, 4 * PAGE);
    CHECK(VirtualAlloc(memory, 2 * PAGE, MEM_RESET, PAGE_NOACCESS) == memory);
    is(memory, 4 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    CHECK(memory[3 * PAGE] == 1);
    memory[0] = 2;
    CHECK(memory[0] == 2);
    give(memory);
    CHECK_FAILS(VirtualAlloc(memory, PAGE, MEM_RESET, PAGE_NOACCESS),
                ERROR_INVALID_ADDRESS);
}

/* Claim:  pages can be locked, and unlocked once; reserved ones cannot.
 * Source: "VirtualLock function", "VirtualUnlock function", Remarks.
 *         Wine 8: every page can be unlocked at any time. */
static void lock(void)
{
    char *memory = take(4 * PAGE, MEM_RESERVE);

    CHECK(VirtualAlloc(memory, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE) != NULL);
    CHECK(VirtualLock(memory, PAGE + 1));
    is(memory, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE);
    CHECK(VirtualUnlock(memory, 2 * PAGE));
    DIFFERS(WINE_8, "does not remember what is locked")
    CHECK_FAILS(VirtualUnlock(memory, PAGE), ERROR_NOT_LOCKED);
    DIFFERS(WINE_8, "says 5")
    CHECK_FAILS(VirtualLock(memory + 3 * PAGE, PAGE), ERROR_NOACCESS);
    give(memory);
}

/* Claim:  what is locked stays so, and nothing else becomes so, when the pages
 *         get a protection or are committed again.
 * Source: "VirtualLock function", Remarks ("until you explicitly unlock").
 *         Wine 8: every page can be unlocked at any time. */
static void lock_stays(void)
{
    char *memory = take(3 * PAGE, MEM_RESERVE | MEM_COMMIT);
    DWORD old;

    CHECK(VirtualLock(memory + PAGE, PAGE));
    CHECK(VirtualProtect(memory, 3 * PAGE, PAGE_READONLY, &old));
    is(memory, 3 * PAGE, MEM_COMMIT, PAGE_READONLY);
    DIFFERS(WINE_8, "does not remember what is locked")
    CHECK_FAILS(VirtualUnlock(memory, PAGE), ERROR_NOT_LOCKED);
    CHECK(VirtualUnlock(memory + PAGE, PAGE));
    CHECK(VirtualLock(memory, 2 * PAGE));
    CHECK(VirtualAlloc(memory, 3 * PAGE, MEM_COMMIT, PAGE_READWRITE) != NULL);
    DIFFERS(WINE_8, "does not remember what is locked")
    CHECK_FAILS(VirtualUnlock(memory + 2 * PAGE, PAGE), ERROR_NOT_LOCKED);
    CHECK(VirtualUnlock(memory, 2 * PAGE));
    CHECK(VirtualLock(memory, PAGE));
    CHECK(VirtualProtect(memory, 2 * PAGE, PAGE_READONLY, &old));
    DIFFERS(WINE_8, "does not remember what is locked")
    CHECK_FAILS(VirtualUnlock(memory + PAGE, PAGE), ERROR_NOT_LOCKED);
    give(memory);
}

/* Claim:  the calls with a process do the same for this one, and refuse what is
 *         no process.
 * Source: "VirtualAllocEx function" and its like.  Wine 8: same. */
static void of_a_process(void)
{
    HANDLE self = GetCurrentProcess();
    MEMORY_BASIC_INFORMATION info;
    DWORD old;
    char *memory = VirtualAllocEx(self, NULL, PAGE, MEM_COMMIT, PAGE_READONLY);

    if (!CHECK(memory != NULL))
        return;
    CHECK(VirtualProtectEx(self, memory, PAGE, PAGE_READWRITE, &old));
    memory[1] = 1;
    CHECK(VirtualQueryEx(self, memory, &info, sizeof info) == sizeof info);
    CHECK(info.Protect == PAGE_READWRITE);
    CHECK(VirtualFreeEx(self, memory, 0, MEM_RELEASE));
    CHECK_FAILS(VirtualAllocEx(NULL, NULL, PAGE, MEM_COMMIT, PAGE_READONLY),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(VirtualFreeEx(NULL, memory, 0, MEM_RELEASE),
                ERROR_INVALID_HANDLE);
}

/* Claim:  thousands of pages of a large reservation, each for itself, and
 *         many reservations at once.
 * Source: "VirtualAlloc function", Remarks.  Wine 8: same. */
static void many(void)
{
    enum { PAGES = 4000, REGIONS = 300 };
    char *memory = take((SIZE_T)1 << 34, MEM_RESERVE);
    static char *regions[REGIONS];

    for (int i = 0; i < PAGES; i++) {
        char *page = memory + (SIZE_T)2 * i * PAGE;

        if (!CHECK(VirtualAlloc(page, 1, MEM_COMMIT, PAGE_READWRITE) == page))
            break;
        *page = 1;
    }
    is(memory + 2 * (PAGES - 1) * PAGE, PAGE, MEM_COMMIT, PAGE_READWRITE);
    give(memory);
    for (int i = 0; i < REGIONS; i++)
        if (!CHECK((regions[i] = take(1, MEM_COMMIT)) != NULL))
            return;
    for (int i = 0; i < REGIONS; i++)
        give(regions[(i * 7) % REGIONS]);
}

static DWORD WINAPI take_and_give(void *argument)
{
    (void)argument;
    for (int i = 0; i < 300; i++) {
        char *memory = take(STEP, MEM_RESERVE);

        CHECK(VirtualAlloc(memory + PAGE, PAGE, MEM_COMMIT, PAGE_READWRITE) ==
              memory + PAGE);
        memory[PAGE] = 1;
        give(memory);
    }
    return 0;
}

/* Claim:  any thread may take and give at any time.
 * Source: "VirtualAlloc function", Remarks.  Wine 8: same. */
static void by_all_threads(void)
{
    HANDLE threads[4];

    for (int i = 0; i < 4; i++)
        threads[i] = thread_start(take_and_give, NULL);
    for (int i = 0; i < 4; i++)
        thread_join(threads[i]);
}

/* Claim:  a large page is a power of 2 larger than a page, or there are none,
 *         which is 0; so it is here.
 * Source: "GetLargePageMinimum function", Return value.  Wine 8: same. */
static void large_pages(void)
{
    SIZE_T size = GetLargePageMinimum();

    CHECK(size == 0 || (size > 4096 && (size & (size - 1)) == 0));
    CHECK(tap_where() != NATIVE || size == 0);
}

TAP_MAIN(CASE(allocate), CASE(reserve_then_commit), CASE(decommit),
         CASE(at_an_address), CASE(bad_requests), CASE(too_much),
         CASE(bad_frees), CASE(protect), CASE(execute), CASE(query),
         CASE(query_the_program), CASE(reset), CASE(lock), CASE(lock_stays),
         CASE(of_a_process), CASE(many), CASE(by_all_threads),
         CASE(large_pages))
