// Preloaded into the server under test: makes writes and flushes of the store's files fail on command.
//
// $FAULT_CONTROL names a file. While it is there, it says what fails, on one line: CALL ERRNO SUFFIX FIRST TIMES
// (`fdatasync EIO -wal 3 1`: of the flushes of files whose name ends in "-wal", the third from now on fails, once;
// TIMES 0: all from there on). CALL is `write`, `sync` or a name. Each failure is one line, with its time on the monotonic
// clock, in $FAULT_CONTROL.log.
//
// ERRNO `LIE` fails a flush that says it was good: what a product looks like that does not ask.
//
// A flush that fails loses what it was to make durable, as Linux does: the bytes written since the last good flush are
// put back to what they were. So an acknowledgement that ignored the failure is one that the store does not remember.
#define _GNU_SOURCE
#undef _FILE_OFFSET_BITS  // with it, pwrite would be pwrite64 and be defined twice
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

typedef ssize_t (*pwrite_call)(int, void const*, size_t, off64_t);
typedef int (*sync_call)(int);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The call that the shim stands before. ISO C has no cast from what dlsym gives to a function. */
static void find_real(char const* name, void* call, size_t size) {
    void* const found = dlsym(RTLD_NEXT, name);
    if (found == NULL) abort();
    memcpy(call, &found, size);
}

/* ---- what is to fail */

struct order {
    char text[160];
    char call[16], error[16], suffix[64];
    int first, times, seen, failed;
};
static struct order current;

static int read_order(void) {
    char const* path = getenv("FAULT_CONTROL");
    int const file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return 0;
    char text[sizeof current.text] = {0};
    ssize_t const size = read(file, text, sizeof text - 1);
    close(file);
    if (size <= 0) return 0;
    if (strcmp(text, current.text) == 0) return 1;
    memset(&current, 0, sizeof current);
    memcpy(current.text, text, sizeof text);
    return sscanf(text, "%15s %15s %63s %d %d", current.call, current.error, current.suffix, &current.first,
                  &current.times) == 5;
}

static int ends_with_suffix(int fd) {
    char link[64], name[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t const size = readlink(link, name, sizeof name - 1);
    size_t const length = strlen(current.suffix);
    if (size < (ssize_t)length) return 0;
    name[size] = 0;
    return strcmp(name + size - length, current.suffix) == 0;
}

static void report(char const* call) {
    char path[4096], line[128];
    struct timespec now;
    snprintf(path, sizeof path, "%s.log", getenv("FAULT_CONTROL"));
    clock_gettime(CLOCK_MONOTONIC, &now);
    int const size = snprintf(line, sizeof line, "%lld.%09ld %s\n", (long long)now.tv_sec, now.tv_nsec, call);
    int const file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0 || write(file, line, (size_t)size) != size) abort();
    close(file);
}

enum { lie = -1 };

/* 0, or how this call fails; under the lock. */
static int fails(int fd, char const* call, char const* kind) {
    if (!read_order()) return 0;
    if (strcmp(current.call, call) != 0 && strcmp(current.call, kind) != 0) return 0;
    if (!ends_with_suffix(fd)) return 0;
    if (++current.seen < current.first) return 0;
    if (current.times != 0 && current.failed >= current.times) return 0;
    ++current.failed;
    report(call);
    if (strcmp(current.error, "LIE") == 0) return lie;
    return strcmp(current.error, "ENOSPC") == 0 ? ENOSPC : EIO;
}

/* ---- what is not durable yet */

struct unsynced {
    struct unsynced* before;
    dev_t device;
    ino_t inode;
    off64_t offset;
    size_t had; /* bytes that were there before; beyond them the file had ended */
    size_t size;
    char old[];
};
static struct unsynced* latest;

static void remember(int fd, size_t size, off64_t offset) {
    struct stat found;
    struct unsynced* const made = malloc(sizeof *made + size);
    if (made == NULL || fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) {
        free(made);
        return;
    }
    ssize_t const had = pread64(fd, made->old, size, offset);
    made->before = latest;
    made->device = found.st_dev;
    made->inode = found.st_ino;
    made->offset = offset;
    made->size = size;
    made->had = had > 0 ? (size_t)had : 0;
    latest = made;
}

static void put_back(int fd, struct unsynced const* write) {
    pwrite_call real;
    find_real("pwrite64", &real, sizeof real);
    if (write->had && real(fd, write->old, write->had, write->offset) != (ssize_t)write->had) abort();
    if (write->had < write->size && ftruncate64(fd, write->offset + (off64_t)write->had) != 0) abort();
}

/* A good flush forgets the file's writes; a failed one undoes them, the latest first. */
static void settle(int fd, int good) {
    struct stat found;
    if (fstat(fd, &found) != 0) return;
    for (struct unsynced** at = &latest; *at != NULL;) {
        struct unsynced* const one = *at;
        if (one->device != found.st_dev || one->inode != found.st_ino) {
            at = &one->before;
            continue;
        }
        if (!good) put_back(fd, one);
        *at = one->before;
        free(one);
    }
}

/* ---- the calls */

static ssize_t write_at(char const* name, int fd, void const* bytes, size_t size, off64_t offset) {
    pthread_mutex_lock(&lock);
    int const error = fails(fd, name, "write");
    if (!error) remember(fd, size, offset);
    pwrite_call real;
    find_real(name, &real, sizeof real);
    ssize_t const done = error ? -1 : real(fd, bytes, size, offset);
    int const why = error ? error : errno;
    pthread_mutex_unlock(&lock);
    errno = why;
    return done;
}

static int sync_file(char const* name, int fd) {
    pthread_mutex_lock(&lock);
    int const error = fails(fd, name, "sync");
    sync_call real;
    find_real(name, &real, sizeof real);
    int const done = error == lie ? 0 : error ? -1 : real(fd);
    int const why = error ? error : errno;
    settle(fd, done == 0 && error == 0);
    pthread_mutex_unlock(&lock);
    errno = why;
    return done;
}

ssize_t pwrite64(int fd, void const* bytes, size_t size, off64_t offset) {
    return write_at("pwrite64", fd, bytes, size, offset);
}
ssize_t pwrite(int fd, void const* bytes, size_t size, off_t offset) {
    return write_at("pwrite", fd, bytes, size, offset);
}
int fdatasync(int fd) {
    return sync_file("fdatasync", fd);
}
int fsync(int fd) {
    return sync_file("fsync", fd);
}
