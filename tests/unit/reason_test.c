/* Why io_uring does not run here, in words. */
#include "engine/reason.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/tap.h"
#include "iocp/linux.h"
#include "sys/machine.h"

#define ALL ((uint32_t)IOCP_FEATURES_REQUIRED)

static void says(int rc, uint32_t found, int disabled, const char *words)
{
    char reason[200];

    reason_write(reason, sizeof reason, rc, found, disabled);
    CHECK(strstr(reason, words) != NULL, "%d, %x, %d: %s", rc, found, disabled,
          reason);
}

static void names_what_is_missing(void)
{
    unsetenv("IOCP_FEATURES_MASK");
    says(-EINVAL, ALL & ~(uint32_t)IOCP_FEATURE_NODROP, 0,
         "lacks NODROP here (an old kernel");
    says(-EINVAL,
         ALL & ~(uint32_t)(IOCP_FEATURE_OP_READ | IOCP_FEATURE_OP_SHUTDOWN), 0,
         "lacks OP_READ, OP_SHUTDOWN here");
    setenv("IOCP_FEATURES_MASK", "8", 1);
    says(-EINVAL, ALL & ~(uint32_t)IOCP_FEATURE_NODROP, 0,
         "lacks NODROP here (IOCP_FEATURES_MASK is set)");
}

/* Every required bit has a name: no list is empty. */
static void each_bit_has_a_name(void)
{
    char reason[200];

    for (uint32_t bit = 1; bit != 0; bit <<= 1)
        if (bit & ALL) {
            reason_write(reason, sizeof reason, -EINVAL, ALL & ~bit, 0);
            CHECK(strstr(reason, "lacks  here") == NULL, "bit %x", bit);
        }
}

static void long_lists_are_cut(void)
{
    char reason[40];

    memset(reason, 'x', sizeof reason);
    reason_write(reason, sizeof reason - 1, -EINVAL, IOCP_FEATURE_POLL_FIRST,
                 0);
    CHECK(strnlen(reason, sizeof reason) < sizeof reason - 1);
    CHECK(reason[sizeof reason - 1] == 'x', "nothing behind the end");
}

static void tells_the_switch_from_a_filter(void)
{
    says(-EPERM, 0, 2, "kernel.io_uring_disabled is 2, nobody");
    says(-EPERM, 0, 1, "kernel.io_uring_disabled is 1, only CAP_SYS_ADMIN");
    says(-EPERM, 0, 0, "seccomp");
    says(-EPERM, 0, -ENOENT, "seccomp");
    says(-EACCES, 0, 0, "not permitted");
}

static void tells_absence_from_shortage(void)
{
    says(-ENOSYS, 0, -ENOENT, "io_uring is not there");
    says(-EINVAL, 0, 0, "io_uring is not there");
    says(-ENOMEM, 0, 0, "out of resources");
    says(-EMFILE, 0, 2, "out of resources");
    CHECK(reason_is_refusal(-ENOSYS) && reason_is_refusal(-EPERM) &&
          reason_is_refusal(-EINVAL) && reason_is_refusal(-EACCES));
    CHECK(!reason_is_refusal(-ENOMEM) && !reason_is_refusal(-EMFILE) &&
          !reason_is_refusal(-ENFILE) && !reason_is_refusal(-EAGAIN));
}

static int setting_of(const char *text)
{
    char name[] = "reason_test.XXXXXX";
    int fd = mkstemp(name), value;

    CHECK(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    value = machine_setting(name);
    unlink(name);
    return value;
}

static void reads_settings(void)
{
    CHECK(setting_of("2\n") == 2);
    CHECK(setting_of("0\n") == 0);
    CHECK(setting_of("1") == 1);
    CHECK(setting_of("") == -EIO);
    CHECK(machine_setting("/nowhere/at/all") == -ENOENT);
}

TAP_MAIN(CASE(names_what_is_missing), CASE(each_bit_has_a_name),
         CASE(long_lists_are_cut), CASE(tells_the_switch_from_a_filter),
         CASE(tells_absence_from_shortage), CASE(reads_settings))
