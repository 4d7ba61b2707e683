#include "sim_store.hpp"

namespace cohook::simulation {

namespace asio = boost::asio;

asio::awaitable<result<void>> sim_store::commit(cohook::store::unit_ref work) {
    if (dead_) co_return error(errc::storage_failed, "There is no power.");
    auto const what = fate();
    if (what == commit_fate::refused) co_return error(errc::unavailable, "The store is busy. Try again.");
    if (flush) co_await flush();
    auto done = co_await inner_->commit(work);
    if (flush) co_await flush();
    if (dead_) co_return error(errc::storage_failed, "There is no power.");
    if (done && what == commit_fate::answer_lost)
        co_return error(errc::unknown_outcome, "The answer of the store was lost.");
    co_return done;
}

asio::awaitable<result<void>> sim_store::read(cohook::store::query_ref query) {
    if (dead_) co_return error(errc::storage_failed, "There is no power.");
    if (lookup) co_await lookup();
    auto done = co_await inner_->read(query);
    if (lookup) co_await lookup();
    co_return done;
}

result<void> sim_store::health() const {
    if (dead_) return error(errc::storage_failed, "There is no power.");
    return inner_->health();
}

std::shared_ptr<sim_store> sim_store::reopen(record_id floor) const {
    auto next = std::make_shared<sim_store>(inner_);
    next->owner_ = owner_ + 1;
    next->floor_ = floor;
    return next;
}

}  // namespace cohook::simulation
