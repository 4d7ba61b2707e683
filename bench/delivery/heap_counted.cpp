#include "delivery/heap.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <malloc.h>

// What glibc's own functions are called beneath the names that are replaced here.
extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* __libc_realloc(void* block, std::size_t size);
extern "C" void* __libc_calloc(std::size_t count, std::size_t size);
extern "C" void* __libc_memalign(std::size_t alignment, std::size_t size);
extern "C" void __libc_free(void* block);

namespace {

std::atomic<std::uint64_t> counted{0};
std::atomic<std::int64_t> live{0};

void* taken(void* block) noexcept {
    counted.fetch_add(1, std::memory_order_relaxed);
    live.fetch_add(static_cast<std::int64_t>(malloc_usable_size(block)), std::memory_order_relaxed);
    return block;
}

void given_back(void* block) noexcept {
    live.fetch_sub(static_cast<std::int64_t>(malloc_usable_size(block)), std::memory_order_relaxed);
}

}  // namespace

#define COHOOK_BENCH_EXPORT extern "C" __attribute__((visibility("default")))

COHOOK_BENCH_EXPORT void* malloc(std::size_t size) noexcept {
    return taken(__libc_malloc(size));
}
COHOOK_BENCH_EXPORT void* calloc(std::size_t number, std::size_t size) noexcept {
    return taken(__libc_calloc(number, size));
}
COHOOK_BENCH_EXPORT void* realloc(void* block, std::size_t size) noexcept {
    given_back(block);
    return taken(__libc_realloc(block, size));
}
COHOOK_BENCH_EXPORT void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    return taken(__libc_memalign(alignment, size));
}
COHOOK_BENCH_EXPORT void* memalign(std::size_t alignment, std::size_t size) noexcept {
    return taken(__libc_memalign(alignment, size));
}
COHOOK_BENCH_EXPORT int posix_memalign(void** block, std::size_t alignment, std::size_t size) noexcept {
    *block = taken(__libc_memalign(alignment, size));
    return *block == nullptr ? ENOMEM : 0;
}
COHOOK_BENCH_EXPORT void free(void* block) noexcept {
    given_back(block);
    __libc_free(block);
}

bench::heap_use bench::heap() noexcept {
    return {counted.load(std::memory_order_relaxed), live.load(std::memory_order_relaxed)};
}
