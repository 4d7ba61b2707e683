#include "store/completion.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace cohook::store {
namespace {

/// So many executors are looked through for a waiter's own; with more than that, some get two posts.
constexpr std::ptrdiff_t most_looked_through = 16;

/// Runs on the executor of its waiters.
class batch {
public:
    explicit batch(waiter_list waiters) : waiters_(waiters) {}
    batch(batch&& other) noexcept : waiters_(std::exchange(other.waiters_, {})) {}
    batch& operator=(batch&&) = delete;
    ~batch() {
        // The executor is gone: the coroutines end without being resumed.
        while (auto* one = waiters_.pop()) one->handler.drop();
    }

    void operator()() {
        while (auto* one = waiters_.pop()) {
            try {
                one->handler.run();
            } catch (...) {
                // A completion of the caller's threw; it is its executor's to handle, but not at the others' cost.
                if (auto* next = waiters_.first()) {
                    auto const executor = next->executor;
                    boost::asio::post(executor, batch(std::move(*this)));
                }
                throw;
            }
        }
    }

private:
    waiter_list waiters_;
};

}  // namespace

void waiter_list::push(waiter& one) noexcept {
    one.next = nullptr;
    (last_ ? last_->next : first_) = &one;
    last_ = &one;
    ++size_;
}

waiter* waiter_list::pop() noexcept {
    auto* const one = first_;
    if (!one) return nullptr;
    first_ = one->next;
    if (!first_) last_ = nullptr;
    --size_;
    return one;
}

void waiter_list::append(waiter_list& other) noexcept {
    if (other.empty()) return;
    (last_ ? last_->next : first_) = other.first_;
    last_ = other.last_;
    size_ += other.size_;
    other = {};
}

void completions::add(waiter& done) {
    auto const from = batches_.size() > most_looked_through ? batches_.end() - most_looked_through : batches_.begin();
    auto const found =
        std::find_if(from, batches_.end(), [&](auto const& held) { return held.first == done.executor; });
    if (found != batches_.end()) return found->second.push(done);
    batches_.emplace_back(done.executor, waiter_list()).second.push(done);
}

void completions::post() {
    for (auto& [executor, waiters] : batches_) boost::asio::post(executor, batch(waiters));
    batches_.clear();
}

}  // namespace cohook::store
