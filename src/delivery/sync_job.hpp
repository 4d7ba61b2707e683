// Sync Data: walks a source of records, sends each to one endpoint at the endpoint's pace, and can be paused, resumed,
// cancelled and killed without losing its place. Its memory is what is in flight.
#pragma once

#include <cohook/engine.hpp>

#include "delivery/judge.hpp"
#include "delivery/lane.hpp"
#include "delivery/sync_ledger.hpp"
#include "pacing/interval_gate.hpp"
#include "signing/hmac.hpp"
#include "store/store.hpp"

#include <boost/asio/awaitable.hpp>

#include <deque>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace cohook::dispatch {

class core;

/// Lives on its endpoint's shard; every call is made there.
class sync_job : public std::enable_shared_from_this<sync_job>, private transport::send_gate {
public:
    enum class opening { fresh, resumed };

    sync_job(std::shared_ptr<lane> on, store::sync_row row, std::shared_ptr<record_source> source, opening how);
    ~sync_job() override;

    /// Runs to the end, to a pause, to a cancellation or to `stop`.
    boost::asio::awaitable<void> run();
    void wake();
    /// The process ends: starts nothing more, keeps its place, stays `running` in the store.
    void stop();
    /// Asks for another state; durable when it returns. Not of a job that has ended.
    boost::asio::awaitable<result<void>> change(sync_state wanted);
    /// Its walk is over: paused, cancelled or at its end. A pause that is taken back in time does not end it.
    bool ended() const noexcept { return ended_; }
    /// Until its last state is in the store and its shard has let go of it. Only then may another job go on from there.
    boost::asio::awaitable<void> gone();

    sync_status status() const;

private:
    /// One POST: its records, and where it stands among the sync's.
    struct batch {
        std::vector<sync_record> records;
        std::uint64_t sequence = 0;               ///< records taken up to its last one
        std::vector<store::sync_failure> before;  ///< of a retry: one a record
        std::uint64_t approach = 0;               ///< its number among the POSTs that made for the gate
        bool is_retry() const noexcept { return !before.empty(); }
    };
    struct composed;

    // --- the walk (sync_job.cpp)
    boost::asio::awaitable<bool> advance();
    boost::asio::awaitable<void> rest();  ///< until somebody wakes it
    boost::asio::awaitable<void> refill();
    batch take_records(std::size_t limit);
    std::size_t window() const;
    boost::asio::awaitable<std::optional<std::vector<sync_record>>> read(std::vector<std::string> keys);
    void forget_what_is_old(steady_time now);
    bool start_next(steady_time now, steady_time began);
    bool may_take() const;
    bool pace_allows(steady_time now) const;
    steady_time approach_at(steady_time now) const;
    bool may_look(steady_time now) const;
    bool finished() const;
    std::optional<steady_time> next_look(steady_time now);
    void give_up(error const& why);

    // --- what is sent again (sync_retries.cpp)
    boost::asio::awaitable<void> load_retries();
    void queue_retries(std::vector<store::sync_failure> due, std::vector<sync_record> records);
    batch take_retry();

    // --- one POST (sync_attempt.cpp)
    boost::asio::awaitable<void> attempt(std::shared_ptr<sync_job> self, batch work, pacing::breaker_pass pass);
    boost::asio::awaitable<void> pass() override;
    void left(steady_time began, steady_time ended) override;
    std::optional<composed> compose(prepared_endpoint const& endpoint, batch const& work, std::string& head);
    result<void> compose_body(std::string& out, prepared_endpoint const& endpoint, batch const& work, record_id message,
                              wall_time published) const;
    void settle(batch const& work, composed const& sent, judgement const& what, transport::post_outcome const& outcome,
                pacing::breaker_pass pass);
    void tell(batch const& work, composed const& sent, judgement const& what, transport::post_outcome& outcome,
              prepared_endpoint const* endpoint);
    void skip(std::string const& key);

    // --- its place in the store (sync_checkpoint.cpp)
    boost::asio::awaitable<result<void>> checkpoint();
    boost::asio::awaitable<void> keep_place();
    void note_failure(store::sync_failure failure);
    void forget_failure(std::string const& key);
    void look_at_failures(wall_time when);
    void announce(bool at_once);

    core& engine_;
    std::shared_ptr<lane> lane_;
    std::shared_ptr<record_source> source_;
    message const frame_;
    store::sync_row row_;
    sync_ledger ledger_;
    sync_rate rate_;
    signing::hmac_key digest_key_;

    // What is to be sent.
    std::vector<std::string> again_;   ///< keys that the process before left open
    std::deque<std::string> keys_;     ///< next keys of the source
    std::deque<sync_record> records_;  ///< read, to be sent now
    steady_time records_read_at_{};
    std::deque<batch> retries_;  ///< failures that are due, not started yet
    steady_time retries_read_at_{};
    std::set<std::string> retrying_;  ///< the keys of those, and of the retries in flight
    std::size_t retries_in_flight_ = 0;
    bool retried_ = false;  ///< the last POST that was started was one of them
    bool source_done_ = false;
    std::uint64_t sequence_ = 0;
    std::optional<wall_time> retry_due_;  ///< when to look at the failures in the store again
    bool retries_known_ = false;

    // Its pace.
    pacing::interval_gate gate_;
    std::uint64_t interruptions_ = 0;  ///< of the thread, when the last one passed
    steady_span usual_write_{};        ///< smoothed
    std::unique_ptr<timer> pace_alarm_;
    bool approaching_ = false;              ///< a POST is on its way to the gate, the latest
    std::uint64_t approach_ = 0;            ///< the number of that one
    std::optional<steady_time> woken_for_;  ///< when the step under way was to begin
    steady_time approach_began_{};
    steady_span lead_{};  ///< how long a POST takes to reach the gate, lately: from that moment on

    // Its place.
    std::unique_ptr<timer> alarm_;
    std::unique_ptr<timer> dirty_alarm_;
    std::size_t in_flight_ = 0;
    std::size_t undurable_ = 0;  ///< settled, not in the store yet
    std::vector<store::sync_failure> failures_;
    std::vector<std::string> forgotten_;
    std::set<std::string> unsaved_;  ///< keys whose failure, or its end, is on its way to the store
    bool dirty_ = false;
    bool committing_ = false;
    std::unique_ptr<timer> committed_alarm_;
    bool ended_ = false;
    bool kept_ = false;  ///< its last state is in the store, or will never be
    bool gone_ = false;
    std::unique_ptr<timer> gone_alarm_;
    bool stopping_ = false;
    std::optional<steady_time> not_before_;  ///< of the next look at a source or store that failed
    steady_time announced_{};
};

/// See `engine`. These run anywhere.
boost::asio::awaitable<result<sync_status>> start_sync(core& engine, std::string endpoint_id, sync_options options);
boost::asio::awaitable<result<sync_status>> find_sync(core& engine, record_id id);
boost::asio::awaitable<result<sync_status>> change_sync(core& engine, record_id id, sync_state wanted);
/// At the engine's start: every job that was running goes on.
boost::asio::awaitable<result<void>> resume_syncs(core& engine);

}  // namespace cohook::dispatch
