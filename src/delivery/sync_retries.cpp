// What a sync sends again: the failures in the store, when they are due.
#include "delivery/engine_core.hpp"
#include "delivery/sync_job.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>
#include <utility>

namespace cohook::dispatch {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// Brings what went out in one POST together, as it was; a POST of which only a part may have been read, because it is the
/// last of as many as were asked for, is left for the next look. False where there may be more.
bool put_in_order(std::vector<store::sync_failure>& due, std::size_t limit) {
    auto const before = [](store::sync_failure const& a, store::sync_failure const& b) {
        return std::tie(a.due_at, a.message_id, a.sequence) < std::tie(b.due_at, b.message_id, b.sequence);
    };
    bool const all = due.size() < limit;
    std::sort(due.begin(), due.end(), before);
    if (all) return true;
    auto const last = due.back().message_id;
    auto const other =
        std::find_if(due.rbegin(), due.rend(), [last](auto const& each) { return each.message_id != last; });
    if (other != due.rend()) due.erase(other.base(), due.end());
    return false;
}

/// True where there were others.
bool keep_first_post(std::vector<store::sync_failure>& due, std::size_t batch) {
    auto end = due.begin();
    while (end != due.end() && end->message_id == due.front().message_id &&
           static_cast<std::size_t>(end - due.begin()) < batch)
        ++end;
    bool const others = end != due.end();
    due.erase(end, due.end());
    return others;
}

}  // namespace

asio::awaitable<void> sync_job::load_retries() {
    auto const wall = engine_.store_time();
    if (retries_known_ && (!retry_due_ || *retry_due_ > wall)) co_return;
    retry_due_.reset();
    // Of these the store's news may be old by the time it is read. It is looked at again once what is under way is kept.
    auto busy = retrying_;
    busy.insert(unsaved_.begin(), unsaved_.end());
    std::vector<store::sync_failure> due;
    std::optional<wall_time> next;
    auto const id = row_.status.id;
    // With an interval one POST at a time, as of the moment at which it goes out: of so many, one at least is whole and
    // not under way.
    bool const paced = row_.status.interval.count() != 0;
    auto const limit = paced ? busy.size() + 2 * std::size_t(row_.status.batch) : window();
    auto query = [&](store::snapshot const& state) -> result<void> {
        due = state.syncs().due_failures(id, wall, limit);
        next = state.syncs().next_failure_due(id);
        return {};
    };
    auto const done = co_await engine_.storage().read(query);
    if (!done) {
        not_before_ = engine_.time().now() + 1s;
        look_at_failures(wall);
        co_return;
    }
    retries_known_ = true;
    bool const all = put_in_order(due, limit);
    if (next && *next > wall) look_at_failures(*next);
    std::erase_if(due, [&](auto const& each) {
        return busy.contains(each.key) || retrying_.contains(each.key) || unsaved_.contains(each.key);
    });
    if (paced && (keep_first_post(due, row_.status.batch) || !all)) look_at_failures(wall);
    std::vector<std::string> keys;
    keys.reserve(due.size());
    for (auto const& each : due) keys.push_back(each.key);
    if (keys.empty()) co_return;
    auto records = co_await read(std::move(keys));
    if (!records) co_return;
    retries_read_at_ = engine_.time().now();
    queue_retries(std::move(due), std::move(*records));
}

/// What went out in one POST goes out in one again: the same bytes under the same id.
void sync_job::queue_retries(std::vector<store::sync_failure> due, std::vector<sync_record> records) {
    auto const belongs = [&](store::sync_failure const& failure) {
        return !retries_.empty() && retries_.back().before.front().message_id == failure.message_id &&
               retries_.back().records.size() < row_.status.batch;
    };
    for (std::size_t index = 0; index < due.size() && index < records.size(); ++index) {
        auto& failure = due[index];
        if (!records[index].content) {
            --row_.status.waiting;
            forget_failure(failure.key);
            skip(failure.key);
            continue;
        }
        if (!belongs(failure)) retries_.emplace_back();
        retries_.back().sequence = failure.sequence;
        retrying_.insert(failure.key);
        retries_.back().records.push_back(std::move(records[index]));
        retries_.back().before.push_back(std::move(failure));
    }
}

sync_job::batch sync_job::take_retry() {
    auto work = std::move(retries_.front());
    retries_.pop_front();
    retries_in_flight_ += work.records.size();
    return work;
}

}  // namespace cohook::dispatch
