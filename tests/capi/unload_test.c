// A host that loads the library at run time, uses an engine, closes it and unloads the library, over and over.
#include <cohook.h>
#include <dirent.h>
#include <dlfcn.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Threads of this process.
static int count_threads(void) {
    DIR* const tasks = opendir("/proc/self/task");
    int count = 0;
    for (struct dirent* task = readdir(tasks); task; task = readdir(tasks)) count += task->d_name[0] != '.';
    closedir(tasks);
    return count;
}

// Whether this thread is alone. The kernel lists a thread for a moment after it was joined, so a while is given to it to
// go; one that was not joined stays.
static int is_alone(void) {
    time_t const end = time(NULL) + 30;
    while (count_threads() != 1 && time(NULL) < end) sched_yield();
    return count_threads() == 1;
}

static int use_once(char const* path) {
    void* const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return 0;
    }
    cohook_status (*open_engine)(cohook_engine_options const*, cohook_engine**, cohook_error**);
    cohook_status (*close_engine)(cohook_engine*);
    // The way POSIX shows to turn a data pointer into one to a function.
    *(void**)&open_engine = dlsym(library, "cohook_engine_open");
    *(void**)&close_engine = dlsym(library, "cohook_engine_close");
    cohook_engine_options options = {0};
    cohook_engine* engine = NULL;
    options.size = sizeof options;
    options.store = "memory:";
    int const worked = open_engine && close_engine && open_engine(&options, &engine, NULL) == COHOOK_OK &&
                       close_engine(engine) == COHOOK_OK;
    return dlclose(library) == 0 && worked;
}

int main(int count, char** arguments) {
    if (count != 2) return 2;
    for (int round = 0; round < 5; ++round) {
        if (!use_once(arguments[1])) return EXIT_FAILURE;
        if (!is_alone()) {
            fprintf(stderr, "%d threads are left\n", count_threads());
            return EXIT_FAILURE;
        }
    }
    return EXIT_SUCCESS;
}
