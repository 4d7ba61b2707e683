#include "event_queue.hpp"

#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

namespace cohook::capi {
namespace {

event_ptr lost_event(std::uint64_t number) {
    auto event = std::make_unique<cohook_event>();
    event->kind = COHOOK_EVENT_LOST;
    event->tag = number;
    return event;
}

}  // namespace

event_queue::event_queue(std::size_t limit, std::uint32_t kinds) : limit_(limit), kinds_(kinds) {}

event_queue::~event_queue() {
    if (wake_ >= 0) ::close(wake_);
}

result<void> event_queue::open() {
    wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_ < 0) return error(errc::unavailable, "the process has no file descriptor left for the event queue");
    return {};
}

bool event_queue::wants(std::int32_t kind) const noexcept {
    return (kinds_ & 1u << static_cast<unsigned>(kind)) != 0;
}

bool event_queue::reserve() {
    std::lock_guard const hold(lock_);
    if (closed_ || events_.size() + reserved_ >= limit_) return false;
    ++reserved_;
    return true;
}

// The descriptor is set with the first event and cleared with the last, so that it says what the queue says.
void event_queue::add(event_ptr event) {
    bool const first = !waiting();
    events_.push_back(std::move(event));
    if (first) ::eventfd_write(wake_, 1);
    filled_.notify_one();
}

event_ptr event_queue::take() {
    event_ptr taken;
    if (events_.empty()) {
        taken = lost_event(std::exchange(lost_, 0));
    } else {
        taken = std::move(events_.front());
        events_.pop_front();
    }
    if (!waiting()) {
        eventfd_t ignored = 0;
        ::eventfd_read(wake_, &ignored);
    }
    return taken;
}

void event_queue::push_reserved(event_ptr event) noexcept {
    std::lock_guard const hold(lock_);
    --reserved_;
    add(std::move(event));
}

void event_queue::push_news(event_ptr event) noexcept {
    std::lock_guard const hold(lock_);
    auto const room = limit_ - std::min(limit_, events_.size() + reserved_);
    if (closed_ || room < (lost_ == 0 ? 1u : 2u)) {
        if (!waiting()) ::eventfd_write(wake_, 1);
        ++lost_;
        return;
    }
    if (lost_ != 0) add(lost_event(std::exchange(lost_, 0)));
    add(std::move(event));
}

void event_queue::push_always(event_ptr event) noexcept {
    std::lock_guard const hold(lock_);
    if (!closed_) add(std::move(event));
}

std::optional<event_ptr> event_queue::next(std::chrono::milliseconds at_most) {
    std::unique_lock hold(lock_);
    auto const ready = [this] { return waiting() || closed_; };
    if (at_most.count() < 0)
        filled_.wait(hold, ready);
    else if (!filled_.wait_for(hold, at_most, ready))
        return event_ptr();
    if (!waiting()) return std::nullopt;
    return take();
}

void event_queue::close() {
    std::lock_guard const hold(lock_);
    closed_ = true;
    filled_.notify_all();
}

}  // namespace cohook::capi
