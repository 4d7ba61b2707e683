#include "store/memory_shelf.hpp"

#include <algorithm>
#include <cstddef>
#include <new>

namespace cohook::store::memory {
namespace {

/// Large enough to be mapped by itself: the pages come when they are written to.
constexpr std::size_t slab_bytes = 1024 * 1024;

constexpr std::size_t aligned(std::size_t size) {
    constexpr auto step = alignof(std::max_align_t);
    return (size + step - 1) / step * step;
}

}  // namespace

struct alignas(std::max_align_t) shelf::slab {
    std::size_t used = 0;
    std::size_t size = 0;
    std::size_t blocks = 1;  // the open slab counts itself
};

struct alignas(std::max_align_t) shelf::place {
    slab* home = nullptr;
};

shelf::~shelf() {
    if (open_) leave(open_);
}

void* shelf::take(std::size_t size) {
    auto const needed = sizeof(place) + aligned(size);
    if (!open_ || open_->used + needed > open_->size) {
        if (open_) leave(open_);
        open_ = nullptr;
        auto const room = std::max(slab_bytes - sizeof(slab), needed);
        open_ = new (::operator new(sizeof(slab) + room)) slab;
        open_->size = room;
    }
    auto* const at = reinterpret_cast<std::byte*>(open_ + 1) + open_->used;
    open_->used += needed;
    ++open_->blocks;
    auto* const start = new (at) place;
    start->home = open_;
    return start + 1;
}

void shelf::leave(slab* from) noexcept {
    if (--from->blocks == 0) ::operator delete(from);
}

void shelf::give_back(void const* block) noexcept {
    leave((static_cast<place const*>(block) - 1)->home);
}

}  // namespace cohook::store::memory
