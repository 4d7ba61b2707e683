#include "transport/deadline_queue.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>

namespace cohook::transport {

namespace asio = boost::asio;

deadline::~deadline() {
    clear();
}

void deadline::clear() noexcept {
    if (queue_ != nullptr) queue_->remove(*this);
}

/// The coroutine that waits. It shares this with the queue, and may live on a little after it.
struct deadline_queue::loop {
    deadline_queue* owner;
    std::unique_ptr<timer> wake;
    bool waiting = false;
    steady_time armed{};

    static asio::awaitable<void> run(std::shared_ptr<loop> self) {
        while (self->owner != nullptr && !self->owner->heap_.empty()) {
            self->armed = self->owner->heap_.front()->when_;
            self->wake->expire_at(self->armed);
            co_await self->wake->wait();
            if (self->owner != nullptr) self->owner->fire();
        }
        self->waiting = false;
    }
};

deadline_queue::deadline_queue(cohook::clock& clock, asio::any_io_executor executor)
    : clock_(clock), executor_(std::move(executor)), loop_(std::make_shared<loop>()) {
    loop_->owner = this;
    loop_->wake = clock_.make_timer(executor_);
}

deadline_queue::~deadline_queue() {
    for (auto* one : heap_) one->queue_ = nullptr;
    loop_->owner = nullptr;
    loop_->wake->cancel();
}

void deadline_queue::set(deadline& which, steady_time when) {
    bool const later = which.queue_ != nullptr && when >= which.when_;
    which.when_ = when;
    if (which.queue_ == nullptr) {
        heap_.push_back(&which);
        which.queue_ = this;
        which.place_ = heap_.size() - 1;
        sift_up(which.place_);
    } else if (later) {
        sift_down(which.place_);
    } else {
        sift_up(which.place_);
    }
    if (!loop_->waiting) {
        loop_->waiting = true;
        loop_->armed = heap_.front()->when_;
        asio::co_spawn(executor_, loop::run(loop_), [](std::exception_ptr failed) {
            if (failed) std::rethrow_exception(failed);
        });
    } else if (heap_.front()->when_ < loop_->armed) {
        loop_->armed = heap_.front()->when_;
        loop_->wake->expire_at(loop_->armed);
    }
}

void deadline_queue::fire() {
    auto const now = clock_.now();
    while (!heap_.empty() && heap_.front()->when_ <= now) {
        auto* const due = heap_.front();
        remove(*due);
        due->expired();
    }
}

void deadline_queue::remove(deadline& which) noexcept {
    auto const place = which.place_;
    which.queue_ = nullptr;
    auto* const last = heap_.back();
    heap_.pop_back();
    if (place == heap_.size()) return;
    put(place, last);
    sift_down(place);
    sift_up(last->place_);
}

void deadline_queue::put(std::size_t place, deadline* which) noexcept {
    heap_[place] = which;
    which->place_ = place;
}

void deadline_queue::sift_up(std::size_t place) noexcept {
    auto* const moving = heap_[place];
    for (; place > 0 && moving->when_ < heap_[(place - 1) / 2]->when_; place = (place - 1) / 2)
        put(place, heap_[(place - 1) / 2]);
    put(place, moving);
}

void deadline_queue::sift_down(std::size_t place) noexcept {
    auto* const moving = heap_[place];
    for (;;) {
        auto child = 2 * place + 1;
        if (child >= heap_.size()) break;
        if (child + 1 < heap_.size() && heap_[child + 1]->when_ < heap_[child]->when_) ++child;
        if (heap_[child]->when_ >= moving->when_) break;
        put(place, heap_[child]);
        place = child;
    }
    put(place, moving);
}

}  // namespace cohook::transport
