"""The small programs that the packaging test builds against an installed cohook."""

# What can be left out, each with what the build does not mention then.
PARTS = {"cli": "src/cli/cohook", "bindings": "capi/libcohook.so", "sqlite": "libsqlite3"}

C_PROGRAM = r"""
#include <cohook.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    cohook_engine_options options = {0};
    cohook_engine* engine = NULL;
    cohook_error* error = NULL;
    options.size = sizeof options;
    options.store = "memory:";
    if (cohook_engine_open(&options, &engine, &error) != COHOOK_OK) {
        fprintf(stderr, "%s\n", cohook_error_message(error));
        return 1;
    }
    cohook_engine_close(engine);
    printf("cohook %s\n", cohook_version());
    return strcmp(cohook_version(), "") == 0;
}
"""

CMAKE_PROJECT = """\
cmake_minimum_required(VERSION 3.20)
project(consumer C CXX)
find_package(cohook 0.1 REQUIRED CONFIG)
add_executable(shared main.c)
target_link_libraries(shared cohook::cohook)
add_executable(static main.c)
target_link_libraries(static cohook::static)
"""

MESON_PROJECT = """\
project('consumer', 'c', default_options: ['c_std=c99'])
cohook = dependency('cohook', fallback: 'cohook',
  default_options: ['tests=false', 'cli=disabled', 'werror=false'])
executable('consumer', 'main.c', dependencies: cohook)
"""
