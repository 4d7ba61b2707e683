// A store in front of the store: may refuse, may lose an answer, may lose power.
#pragma once

#include "store/store.hpp"

#include <functional>

namespace cohook::simulation {

/// What happens to one commit.
enum class commit_fate {
    done,
    refused,      ///< nothing was written, and the caller is told to try again
    answer_lost,  ///< written, but the caller is told that nobody knows
};

class sim_store final : public store::store {
public:
    explicit sim_store(std::shared_ptr<cohook::store::store> inner) : inner_(std::move(inner)) {}

    /// Asked at every commit.
    std::function<commit_fate()> fate = [] { return commit_fate::done; };
    /// Where set: passes before a commit is made, and again before its caller is told of it. Others go on meanwhile.
    std::function<boost::asio::awaitable<void>()> flush;
    /// The same for a read.
    std::function<boost::asio::awaitable<void>()> lookup;
    /// From now on nothing is written and nothing answers well: the process that used it is as good as dead.
    void lose_power() { dead_ = true; }

    boost::asio::awaitable<result<void>> commit(cohook::store::unit_ref work) override;
    boost::asio::awaitable<result<void>> read(cohook::store::query_ref query) override;
    std::int64_t owner() const noexcept override { return owner_; }
    record_id id_floor() const noexcept override { return floor_; }
    result<void> health() const override;
    cohook::store::store_stats stats() const override { return inner_->stats(); }
    void close() override {}

    /// The same store as a new process opens it: with the next epoch, and knowing the largest id in it.
    std::shared_ptr<sim_store> reopen(record_id floor) const;

private:
    std::shared_ptr<cohook::store::store> inner_;
    std::int64_t owner_ = 1;
    record_id floor_ = 0;
    bool dead_ = false;
};

}  // namespace cohook::simulation
