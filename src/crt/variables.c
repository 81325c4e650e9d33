/* getenv_s and its kin, on the environment that SetEnvironmentVariable has. */
#include <stdlib.h>
#include <string.h>

#include "crt/invalid.h"
#include "iocp/crt_stdlib.h"
#include "sys/environment.h"

errno_t __cdecl getenv_s(size_t *needed, char *to, size_t size,
                         const char *name)
{
    char *value = NULL;
    size_t bytes;
    int rc;

    if (to != NULL && size > 0)
        to[0] = '\0';
    if (needed == NULL || name == NULL || (to == NULL) != (size == 0))
        return crt_invalid(EINVAL);
    *needed = 0;
    rc = environment_get(name, &value);
    if (rc != 0)
        return rc == -ENOENT ? 0 : (errno = -rc);
    bytes = strlen(value) + 1;
    *needed = bytes;
    if (to != NULL && bytes <= size)
        memcpy(to, value, bytes);
    free(value);
    return to == NULL || bytes <= size ? 0 : (errno = ERANGE);
}

errno_t __cdecl _dupenv_s(char **value, size_t *size, const char *name)
{
    int rc;

    if (value != NULL)
        *value = NULL;
    if (size != NULL)
        *size = 0;
    if (value == NULL || name == NULL)
        return crt_invalid(EINVAL);
    rc = environment_get(name, value);
    if (rc == 0 && size != NULL)
        *size = strlen(*value) + 1;
    if (rc == 0 || rc == -ENOENT)
        return 0;
    return errno = -rc;
}

errno_t __cdecl _putenv_s(const char *name, const char *value)
{
    int rc;

    if (name == NULL || value == NULL || *name == '\0' ||
        strchr(name, '=') != NULL)
        return crt_invalid(EINVAL);
    rc = environment_set(name, *value != '\0' ? value : NULL);
    if (rc == 0 || rc == -ENOENT)
        return 0;
    return errno = -rc;
}
