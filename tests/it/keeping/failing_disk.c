/* Loaded before a program, it lets the disk under a write-ahead log fail while the file named by FAULTS exists: what that
 * file begins with says how. "s": what is written cannot be made durable. "f": the disk is full. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char fault(void) {
    const char *file = getenv("FAULTS");
    char how = 0;
    int from = file ? open(file, O_RDONLY) : -1;
    if (from >= 0) {
        if (read(from, &how, 1) != 1) how = 0;
        close(from);
    }
    return how;
}

static int is_log(int descriptor) {
    static const char END[] = "-wal";
    char link[40], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path);
    size_t end = sizeof END - 1;
    return length > (ssize_t)end && memcmp(path + length - end, END, end) == 0;
}

#define FAILS(how, error)                            \
    if (is_log(descriptor) && fault() == (how)) {    \
        errno = (error);                             \
        return -1;                                   \
    }

#define SYNC(name)                                                                \
    int name(int descriptor) {                                                    \
        static int (*real)(int);                                                  \
        if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, #name);                  \
        FAILS('s', EIO)                                                           \
        return real(descriptor);                                                  \
    }

#define WRITE(name, offset)                                                               \
    ssize_t name(int descriptor, const void *bytes, size_t count, offset at) {            \
        static ssize_t (*real)(int, const void *, size_t, offset);                        \
        if (!real) real = (ssize_t (*)(int, const void *, size_t, offset))dlsym(RTLD_NEXT, #name); \
        FAILS('f', ENOSPC)                                                                \
        return real(descriptor, bytes, count, at);                                        \
    }

SYNC(fsync)
SYNC(fdatasync)
WRITE(pwrite, off_t)
WRITE(pwrite64, off64_t)
