#include "delivery/allocations.hpp"

#include <atomic>
#include <cstddef>

// What glibc's own malloc and realloc are called beneath the names that are replaced here.
extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* __libc_realloc(void* block, std::size_t size);
extern "C" void* __libc_calloc(std::size_t count, std::size_t size);
extern "C" void* __libc_memalign(std::size_t alignment, std::size_t size);

namespace {

std::atomic<std::uint64_t> counted{0};

void count() noexcept {
    counted.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

extern "C" __attribute__((visibility("default"))) void* malloc(std::size_t size) noexcept {
    count();
    return __libc_malloc(size);
}
extern "C" __attribute__((visibility("default"))) void* realloc(void* block, std::size_t size) noexcept {
    count();
    return __libc_realloc(block, size);
}
extern "C" __attribute__((visibility("default"))) void* calloc(std::size_t number, std::size_t size) noexcept {
    count();
    return __libc_calloc(number, size);
}
extern "C" __attribute__((visibility("default"))) void* aligned_alloc(std::size_t alignment,
                                                                      std::size_t size) noexcept {
    count();
    return __libc_memalign(alignment, size);
}

std::uint64_t bench::allocations() noexcept {
    return counted.load(std::memory_order_relaxed);
}
