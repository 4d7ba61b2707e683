#include "store/sqlite_readers.hpp"

#include "store/worker_thread.hpp"

#include <utility>

namespace cohook::store::sqlite {
namespace {

result<void> answer(connection& db, tables const& state, query_ref work) {
    db.execute("BEGIN");
    result<void> given;
    if (!db.trouble()) {
        try {
            given = work(state);
        } catch (std::exception const& thrown) {
            given = error(errc::internal, std::string("a query threw: ") + thrown.what());
        } catch (...) {
            given = error(errc::internal, "a query threw");
        }
    }
    if (db.trouble()) given = *db.trouble();
    db.clear_trouble();
    if (db.in_transaction()) db.execute("COMMIT");
    if (db.trouble() && given) given = *db.trouble();
    db.clear_trouble();
    return given;
}

void complete_one(waiter& one) {
    completions single;
    single.add(one);
    single.post();
}

}  // namespace

readers::readers(std::vector<std::unique_ptr<connection>> connections, std::size_t queue_limit)
    : connections_(std::move(connections)), queue_limit_(queue_limit) {
    for (std::size_t index = 0; index < connections_.size(); ++index)
        threads_.push_back(start_worker("cohook-reader", [this, index] { run(index); }));
}

readers::~readers() {
    close();
}

void readers::take_in(waiter& one) {
    {
        std::lock_guard const lock(mutex_);
        if (!closing_ && queue_.size() < queue_limit_) {
            queue_.push(one);
            wake_.notify_one();
            return;
        }
        one.outcome = closing_ ? error(errc::unavailable, "the store is closing")
                               : error(errc::unavailable, "too many queries wait for the store; try again");
    }
    complete_one(one);
}

void readers::run(std::size_t index) {
    auto& db = *connections_[index];
    tables state(db);
    completions finished;
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return closing_ || !queue_.empty(); });
        auto* const next = queue_.pop();
        if (!next) return;
        lock.unlock();
        auto& one = static_cast<read_waiter&>(*next);
        one.outcome = answer(db, state, one.work);
        finished.add(one);
        finished.post();
        lock.lock();
    }
}

void readers::close() {
    {
        std::lock_guard const lock(mutex_);
        closing_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    connections_.clear();
}

}  // namespace cohook::store::sqlite
