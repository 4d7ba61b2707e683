// Room for what the store in memory keeps: blocks of any size out of large slabs, so that keeping something costs no
// allocation of its own, and no system call to let the heap grow.
#pragma once

#include <cstddef>

namespace cohook::store::memory {

/// Gives and takes blocks. A slab is returned to the system when the last of its blocks is, which comes about because
/// things are forgotten in about the order they came.
class shelf {
public:
    shelf() = default;
    shelf(shelf const&) = delete;
    shelf& operator=(shelf const&) = delete;
    ~shelf();

    /// Aligned for anything.
    void* take(std::size_t size);
    static void give_back(void const* block) noexcept;

private:
    struct slab;
    struct place;
    static void leave(slab* from) noexcept;

    slab* open_ = nullptr;
};

}  // namespace cohook::store::memory
