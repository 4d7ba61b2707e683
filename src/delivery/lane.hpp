// A lane: one endpoint that has work. It holds the endpoint's window of due deliveries, its breaker and its limits, and
// starts couriers. What it does next is decided by `lane_fsm`; here it is done.
#pragma once

#include <cohook/engine.hpp>

#include "delivery/directory.hpp"
#include "delivery/judge.hpp"
#include "delivery/lane_fsm.hpp"
#include "delivery/settler.hpp"
#include "delivery/slot_line.hpp"
#include "pacing/auto_disable.hpp"
#include "runtime/handler_slot.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/container/deque.hpp>
#include <boost/intrusive/list.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace cohook::dispatch {

class shard;
class sync_job;

/// An endpoint that has answered nothing for this long while attempts are in flight counts as slow.
inline constexpr std::chrono::seconds slow_after{1};

/// A claimed delivery, on its way through a courier.
struct job {
    delivery row;
    std::string body;
    bool holds_place = false;   ///< it came by a reserved place of the window
    pacing::breaker_pass pass;  ///< of the attempt under way
};

/// The hands of a courier: the delivery it carries, or the wait for the next one.
struct courier_hands : boost::intrusive::list_base_hook<> {
    std::optional<job> work;
    handler_slot waiting;
};

/// Lives on its shard's executor; every call is made there.
class lane : public std::enable_shared_from_this<lane>, public slot_contender {
public:
    lane(shard& home, entry_ptr entry);
    lane(lane const&) = delete;
    lane& operator=(lane const&) = delete;
    ~lane() override;

    /// Runs until nothing is left to do. `wake` makes it look again.
    boost::asio::awaitable<void> run();
    void wake();

    // --- work comes in
    void hand_over(job work);
    void note_backlog(std::optional<wall_time> due);
    void endpoint_changed();
    void stop();

    // --- for couriers
    /// The next delivery to attempt, with its slot taken; none: nothing may start now.
    std::optional<job> take();
    /// Whether a courier with nothing to carry should wait for the next delivery, so that it need not be made again.
    bool keeps_couriers() const noexcept;
    /// Completes with work in the courier's hands, or without any: it may go.
    boost::asio::awaitable<void> rest(courier_hands& who);
    /// What came of an attempt, its record in `record`: decides what follows and hands the outcome to the settler.
    void ended(job work, std::unique_ptr<outcome_record> record, transport::post_outcome const& outcome);
    /// The attempt was stopped before anything was sent: the claim is given back.
    void ended_unsent(job work);
    /// The outcome is durable.
    void settled(outcome_record& outcome);

    // --- for a sync that runs on this lane
    void attach(sync_job* sync);
    /// With a slot taken; none: not now, the sync is woken when it is worth asking again.
    std::optional<pacing::breaker_pass> begin_sync_attempt();
    /// `again_at`: see `lane_fsm::failed`.
    void end_sync_attempt(pacing::breaker_pass pass, judgement const& what, transport::post_outcome const& outcome,
                          steady_time again_at);
    std::optional<steady_time> reopens_at() const noexcept { return fsm_.reopens_at(); }

    std::shared_ptr<prepared_endpoint const> endpoint() const { return entry_->prepared(); }
    std::string const& endpoint_id() const noexcept { return entry_->id(); }
    shard& home() noexcept { return shard_; }
    endpoint_status status() const;

    // --- while it waits for a slot
    pace_class pace() const noexcept override { return pace_; }
    std::uint32_t in_flight() const noexcept override { return fsm_.in_flight(); }
    void offer_slot() override;

private:
    boost::asio::awaitable<void> restore();
    boost::asio::awaitable<void> load();
    boost::asio::awaitable<void> release_ready();
    bool start_courier();
    void dismiss(courier_hands& who);
    void dismiss_all();
    void conclude(outcome_record& record, pacing::breaker_pass pass, judgement const& what,
                  transport::post_outcome const& outcome, steady_time again_at);
    void expire_overdue();
    void expire(job work);
    void settle(std::unique_ptr<outcome_record> record);
    void note_settled(outcome_record& outcome);
    void publish_backlog();
    bool take_slot();
    void pass_slot_on();
    void give_back_slot();
    void observe_pace();
    void observe_answer(bool acknowledged, transport::post_outcome const& outcome, steady_time now);
    lane_limits limits() const;
    bool keeps_order() const;
    void note(pacing::breaker_change change);
    std::optional<store::endpoint_health> note_health(bool success, std::string const& error, wall_time now);

    shard& shard_;
    entry_ptr const entry_;
    lane_fsm fsm_;
    std::unique_ptr<timer> alarm_;
    // A block of the standard deque has room for one job only: each would be an allocation.
    using job_queue =
        boost::container::deque<job, void, boost::container::deque_options_t<boost::container::block_size<8>>>;
    job_queue ready_;
    boost::intrusive::list<courier_hands> resting_;  ///< couriers; the one that has waited least first
    sync_job* sync_ = nullptr;
    pacing::failing_run failing_;
    std::string last_error_;
    std::optional<wall_time> last_success_;
    bool known_good_ = false;  ///< the store knows of a success
    pace_class pace_ = pace_class::unproven;
    bool in_slot_line_ = false;
    bool slot_offered_ = false;  ///< and not taken yet
    steady_time last_answer_{};
};

}  // namespace cohook::dispatch
