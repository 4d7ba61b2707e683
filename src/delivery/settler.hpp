// Settling: outcomes become durable, in groups, each only if this process still owns what it settles.
#pragma once

#include <cohook/delivery.hpp>

#include "runtime/clock.hpp"
#include "store/store.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cohook::dispatch {

class lane;

/// One outcome on its way to the store.
struct outcome_record {
    /// The record of the attempt, to be written; its texts may hold those of an earlier one.
    attempt& attempt_made();
    /// As new, but for the memory of the attempt's texts.
    void clear();

    std::optional<store::settlement> settlement;  ///< none: a POST of a sync, which has no row
    delivery row;                                 ///< as it was before the attempt; of a sync's, its endpoint alone
    std::shared_ptr<lane> from;
    std::optional<store::endpoint_health> health;  ///< where it changed
    std::string disable_because;                   ///< not empty: the endpoint is disabled in the same unit
    bool stale = false;                            ///< set by the commit: another owner had it
    bool lost = false;                             ///< the store failed for good: nobody will know of it
};

/// Belongs to one shard and runs on its executor.
class settler {
public:
    /// `on_done` is told of each outcome once it is in the store, or once it is sure that it never will be.
    settler(store::store& store, clock& time, boost::asio::any_io_executor executor,
            std::function<void(outcome_record&)> on_done);

    /// One to fill and give to `add`. Its memory is that of an earlier one.
    std::unique_ptr<outcome_record> blank();
    void add(std::unique_ptr<outcome_record> outcome);
    /// Commits what comes until `finish`, and then what is left. A store that is busy or full is asked again until it takes
    /// the outcomes; one that has failed for good is not waited for after `finish`.
    boost::asio::awaitable<void> run();
    void finish();
    std::size_t waiting() const noexcept { return waiting_.size() + committing_.size(); }

private:
    using group = std::vector<std::unique_ptr<outcome_record>>;

    boost::asio::awaitable<bool> commit_group();
    void finished(group& done);
    result<void> write(store::unit_of_work& unit);
    void abandon();

    store::store& store_;
    clock& clock_;
    std::unique_ptr<timer> alarm_;
    std::function<void(outcome_record&)> on_done_;
    group waiting_, committing_, told_;
    group blanks_;
    bool finishing_ = false;
};

}  // namespace cohook::dispatch
