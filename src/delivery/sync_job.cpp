#include "delivery/sync_job.hpp"

#include "delivery/engine_core.hpp"
#include "delivery/shard.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace cohook::dispatch {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// Records read at once where there is no interval: enough to keep the connections busy, little enough to be fresh.
constexpr std::size_t records_a_read = 128;
constexpr std::size_t keys_a_page = 512;
/// Records whose outcome may be on its way to the store at once, and POSTs of a batch each that this has to have room for.
constexpr std::size_t least_window = 64;
constexpr std::size_t least_batches = 4;
constexpr auto longest_lead = 2s;
/// How long a record may wait for its POST between being read and being sent.
constexpr auto fresh_for = 1s;

/// The most that is not above `limit` and a multiple of `unit`, which it is at least.
constexpr std::size_t whole(std::size_t limit, std::size_t unit) {
    return std::max<std::size_t>(limit / unit, 1) * unit;
}

signing::hmac_key make_digest_key() {
    return signing::hmac_key::make("cohook sync digest").value();
}

}  // namespace

sync_job::sync_job(std::shared_ptr<lane> on, store::sync_row row, std::shared_ptr<record_source> source, opening how)
    : engine_(on->home().engine()),
      lane_(std::move(on)),
      source_(std::move(source)),
      frame_(source_->frame()),
      row_(std::move(row)),
      ledger_(row_.position, row_.open),
      digest_key_(make_digest_key()),
      again_(ledger_.take_back()),
      // After a restart the last start is not known: a full interval passes before the first.
      gate_(how == opening::resumed ? pacing::interval_gate::cold(row_.status.interval, engine_.time().now())
                                    : pacing::interval_gate(row_.status.interval)),
      pace_alarm_(engine_.time().make_timer(lane_->home().executor())),
      alarm_(engine_.time().make_timer(lane_->home().executor())),
      dirty_alarm_(engine_.time().make_timer(lane_->home().executor())),
      committed_alarm_(engine_.time().make_timer(lane_->home().executor())),
      gone_alarm_(engine_.time().make_timer(lane_->home().executor())) {
    gone_alarm_->expire_at(steady_time::max());
    auto const& counts = row_.status;
    sequence_ = counts.acknowledged + counts.failed + counts.waiting + counts.skipped;
    lane_->attach(this);
    lane_->home().counts.syncs.fetch_add(1, std::memory_order_relaxed);
}

sync_job::~sync_job() {
    lane_->home().counts.syncs.fetch_sub(1, std::memory_order_relaxed);
}

void sync_job::wake() {
    alarm_->cancel();
}

void sync_job::stop() {
    stopping_ = true;
    wake();
}

asio::awaitable<void> sync_job::run() {
    auto const self = shared_from_this();
    lane_->home().tasks().spawn(keep_place());
    auto const goes_on = [this] { return row_.status.state == sync_state::running && !stopping_; };
    do {
        while (co_await advance()) {
        }
        // What is in flight is waited for: its outcome belongs to the sync, paused or not. Resumed meanwhile, the walk
        // goes on.
        while (in_flight_ != 0 && !goes_on()) co_await rest();
    } while (goes_on());
    ended_ = true;
    dirty_ = true;
    dirty_alarm_->cancel();
    // Who resumes it starts from what is in the store.
    while (!kept_) co_await rest();
    lane_->attach(nullptr);
    lane_->home().syncs().erase(row_.status.id);
    gone_ = true;
    gone_alarm_->cancel();
}

asio::awaitable<void> sync_job::rest() {
    alarm_->expire_at(steady_time::max());
    co_await alarm_->wait();
}

asio::awaitable<void> sync_job::gone() {
    auto const self = shared_from_this();
    while (!gone_) co_await gone_alarm_->wait();
}

/// One step of the walk; false when there is nothing left to start.
asio::awaitable<bool> sync_job::advance() {
    auto const woken_for = std::exchange(woken_for_, std::nullopt);
    if (stopping_ || row_.status.state != sync_state::running) co_return false;
    auto const endpoint = lane_->endpoint();
    if (!endpoint) {
        row_.status.state = sync_state::cancelled;
        row_.status.reason = "The endpoint was removed.";
        co_return false;
    }
    if (!endpoint->settings().enabled) {
        row_.status.state = sync_state::paused;
        row_.status.reason = "The webhook is disabled. Set its `enabled` to true, then resume the sync.";
        co_return false;
    }
    // One moment for every question of this step: a start that was ahead for one of them and due for the next would get
    // neither its record nor its alarm.
    auto now = engine_.time().now();
    auto const began = woken_for.value_or(now);
    if (may_look(now)) {
        not_before_.reset();
        forget_what_is_old(now);
        if (retries_.empty()) co_await load_retries();
        if ((retries_.empty() || retried_) && records_.empty()) co_await refill();
        now = engine_.time().now();
    }
    if (finished()) {
        row_.status.state = sync_state::completed;
        co_return false;
    }
    if (start_next(now, began)) co_return true;
    // A stop or a change that came while the store was asked had nobody to wake.
    if (stopping_ || row_.status.state != sync_state::running) co_return true;
    auto const look = next_look(now);
    alarm_->expire_at(look.value_or(steady_time::max()));
    co_await alarm_->wait();
    // That the alarm went off late, and reading the record, are on the way to the gate too.
    if (look && *look <= engine_.time().now()) woken_for_ = look;
    co_return true;
}

std::size_t sync_job::window() const {
    auto const endpoint = lane_->endpoint();
    std::size_t const in_flight = endpoint ? endpoint->settings().max_in_flight : 0;
    return std::max({least_window, in_flight, least_batches * row_.status.batch});
}

/// Retries that wait for their turn have no part in it: they are what is to be taken.
bool sync_job::may_take() const {
    return ledger_.open_count() + retries_in_flight_ + undurable_ < window() && !approaching_;
}

/// With an interval, a record is read when its moment comes, so that what is sent is what it is then.
bool sync_job::pace_allows(steady_time now) const {
    return row_.status.interval.count() == 0 || approach_at(now) <= now;
}

/// When to make for the gate, so as to be there when it opens.
steady_time sync_job::approach_at(steady_time now) const {
    return gate_.earliest(now) - std::min<steady_span>(lead_, longest_lead);
}

bool sync_job::may_look(steady_time now) const {
    return may_take() && pace_allows(now) && (!not_before_ || *not_before_ <= now);
}

bool sync_job::finished() const {
    return source_done_ && again_.empty() && keys_.empty() && records_.empty() && retries_.empty() &&
           retrying_.empty() && ledger_.open_count() == 0 && in_flight_ == 0 && retries_known_ && !retry_due_ &&
           unsaved_.empty();
}

std::optional<steady_time> sync_job::next_look(steady_time now) {
    std::optional<steady_time> until;
    auto const earliest = [&](steady_time when) {
        if (when > now) until = until ? std::min(*until, when) : when;
    };
    if (row_.status.interval.count() != 0 && !approaching_) earliest(approach_at(now));
    if (auto const reopens = lane_->reopens_at()) earliest(*reopens);
    if (not_before_) earliest(*not_before_);
    // While something else is in the way, its end is the moment to look.
    if (retry_due_ && retries_.empty() && may_look(now)) {
        // The wall clock may jump: looked at again within a minute.
        auto const wait = std::clamp<steady_span>(*retry_due_ - engine_.store_time(), 1ms, 60s);
        earliest(now + wait);
    }
    return until;
}

asio::awaitable<void> sync_job::refill() {
    if (keys_.empty() && !again_.empty()) {
        keys_.assign(again_.begin(), again_.end());
        again_.clear();
    }
    // Whole batches are read, and pages of whole reads: only the last POST of all is smaller.
    std::size_t const batch = row_.status.batch;
    auto const wanted = row_.status.interval.count() == 0 ? whole(records_a_read, batch) : batch;
    if (keys_.empty() && !source_done_) {
        auto const page = co_await source_->next(ledger_.frontier(), whole(keys_a_page, wanted));
        if (!page) {
            give_up(page.error());
            co_return;
        }
        keys_.assign(page->begin(), page->end());
        source_done_ = page->empty();
    }
    std::vector<std::string> keys(
        keys_.begin(),
        keys_.begin() + std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(wanted), std::ssize(keys_)));
    if (keys.empty()) co_return;
    auto read_now = co_await read(keys);
    if (!read_now) co_return;
    keys_.erase(keys_.begin(), keys_.begin() + std::ssize(keys));
    for (auto& each : *read_now) records_.push_back(std::move(each));
    records_read_at_ = engine_.time().now();
}

asio::awaitable<std::optional<std::vector<sync_record>>> sync_job::read(std::vector<std::string> keys) {
    auto records = co_await source_->read(std::move(keys));
    if (!records) {
        give_up(records.error());
        co_return std::nullopt;
    }
    co_return std::move(*records);
}

/// Something was in the way since: it is read again, for it goes out as it is then.
void sync_job::forget_what_is_old(steady_time now) {
    if (now - records_read_at_ > fresh_for) {
        for (auto record = records_.rbegin(); record != records_.rend(); ++record)
            keys_.push_front(std::move(record->key));
        records_.clear();
    }
    if (retries_.empty() || now - retries_read_at_ <= fresh_for) return;
    for (auto const& post : retries_)
        for (auto const& each : post.before) retrying_.erase(each.key);
    retries_.clear();
    look_at_failures(engine_.store_time());
}

/// The next records in the order of the source, without those that are no longer to be seen. May be empty.
sync_job::batch sync_job::take_records(std::size_t limit) {
    batch work;
    while (!records_.empty() && (!records_.front().content || work.records.size() < limit)) {
        ++sequence_;
        ledger_.took(records_.front().key);
        if (records_.front().content)
            work.records.push_back(std::move(records_.front()));
        else
            skip(records_.front().key);
        records_.pop_front();
    }
    work.sequence = sequence_;
    return work;
}

/// Starts the next POST, if there is one and it may.
bool sync_job::start_next(steady_time now, steady_time began) {
    take_records(0);  // nobody waits for what is not to be sent
    if (retries_.empty() && records_.empty()) return false;
    if (!may_take() || !pace_allows(now)) return false;
    auto const pass = lane_->begin_sync_attempt();
    if (!pass) return false;
    // Failures are older and go first; but one that is due again each time must not hold up all the others. A receiver
    // that is down is probed with one of them: what it waits for next is longer.
    bool const retry = !retries_.empty() && (!retried_ || records_.empty() || pass->is_probe());
    auto work = retry ? take_retry() : take_records(row_.status.batch);
    retried_ = retry;
    ++in_flight_;
    approaching_ = row_.status.interval.count() != 0;
    work.approach = ++approach_;
    approach_began_ = began;
    lane_->home().couriers().spawn(attempt(shared_from_this(), std::move(work), *pass));
    return true;
}

/// The source cannot be read. The job ends as failed, where it came to is kept; unless whoever owns the source is going
/// away: then the next process goes on with it.
void sync_job::give_up(error const& why) {
    if (why.kind() == errc::cancelled) return stop();
    row_.status.state = sync_state::failed;
    row_.status.reason = why.message();
}

sync_status sync_job::status() const {
    auto made = row_.status;
    if (made.state != sync_state::running) return made;
    made.rate = rate_.per_second(engine_.time().now());
    auto const settled = made.acknowledged + made.failed + made.skipped;
    auto const left = made.total > settled ? made.total - settled : 0;
    auto pace = made.rate;
    if (made.interval.count() != 0) {
        auto const allowed = 1000.0 * made.batch / static_cast<double>(made.interval.count());
        pace = pace == 0 ? allowed : std::min(pace, allowed);
    }
    if (pace > 0) made.remaining = std::chrono::milliseconds(static_cast<std::int64_t>(1000.0 * double(left) / pace));
    return made;
}

}  // namespace cohook::dispatch
