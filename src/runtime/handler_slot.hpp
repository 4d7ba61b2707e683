// Room for one completion handler of any type, without an allocation.
#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace cohook {

/// Holds at most one handler. (`any_completion_handler` of Asio 1.26 cannot be assigned to.)
class handler_slot {
public:
    handler_slot() = default;
    handler_slot(handler_slot const&) = delete;
    handler_slot& operator=(handler_slot const&) = delete;
    ~handler_slot() { drop(); }

    template <class Handler>
    void emplace(Handler&& handler) {
        using held = std::decay_t<Handler>;
        static_assert(sizeof(held) <= sizeof(room_) && alignof(held) <= alignof(std::max_align_t));
        drop();
        new (room_) held(std::forward<Handler>(handler));
        end_ = [](void* room, bool run) {
            auto* const at = static_cast<held*>(room);
            auto handler = std::move(*at);
            at->~held();
            if (run) std::move(handler)();
        };
    }

    bool empty() const noexcept { return end_ == nullptr; }
    /// Runs the handler, which may destroy this slot. There must be one.
    void run() { std::exchange(end_, nullptr)(room_, true); }
    /// Destroys the handler, which may destroy this slot.
    void drop() {
        if (end_) std::exchange(end_, nullptr)(room_, false);
    }

private:
    alignas(std::max_align_t) std::byte room_[64];
    void (*end_)(void* room, bool run) = nullptr;
};

}  // namespace cohook
