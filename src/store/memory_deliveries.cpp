// Rows of the backlog: how they are kept in order, changed and taken back, found and listed.
#include "store/memory_deliveries.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace cohook::store::memory {
namespace {

constexpr std::size_t rows_a_piece = 128;

std::uint64_t& count_of(state_counts& counts, delivery_state state) {
    switch (state) {
        case delivery_state::pending: return counts.pending;
        case delivery_state::delivered: return counts.delivered;
        case delivery_state::exhausted: return counts.exhausted;
        case delivery_state::expired: return counts.expired;
        case delivery_state::cancelled: return counts.cancelled;
        case delivery_state::endpoint_gone: return counts.endpoint_gone;
    }
    return counts.pending;
}

bool fits(delivery_filter const& filter, row const& of) {
    return (!filter.tenant || *of.tenant == *filter.tenant) && (!filter.state || of.now.state == *filter.state) &&
           (!filter.kind || of.kind == *filter.kind) && (!filter.key || of.key == *filter.key) &&
           (!filter.from || of.accepted_at >= *filter.from) && (!filter.to || of.accepted_at < *filter.to) &&
           (!filter.failed_only || of.now.failures > 0);
}

/// The rows of `from` below the filter's bound that fit it, newest first.
template <class Rows, class Take>
void each_listed(Rows const& from, delivery_filter const& filter, Take take) {
    auto at = filter.before > 0 ? from.lower_bound(filter.before, id_order()) : from.end();
    for (std::size_t found = 0; at != from.begin() && found < filter.limit;)
        if (--at; fits(filter, *at)) ++found, take(*at);
}

}  // namespace

row* row_pool::take() {
    if (free_.empty()) {
        pieces_.push_back(std::make_unique<row[]>(rows_a_piece));
        for (auto index = rows_a_piece; index > 0; --index) free_.push_back(&pieces_.back()[index - 1]);
    }
    auto* const taken = free_.back();
    free_.pop_back();
    return taken;
}

void row_pool::give(row* used) noexcept {
    free_.push_back(used);
}

deliveries::~deliveries() {
    for (auto& of : rows_) clear_shelf(of);
}

row* deliveries::at(record_id id) const {
    auto const found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}

lane* deliveries::lane_of(std::string_view endpoint_id) const {
    auto const found = lanes_.find(endpoint_id);
    return found == lanes_.end() ? nullptr : const_cast<lane*>(&found->second);
}

std::string const* deliveries::interned(std::string_view text) {
    auto const found = texts_.find(text);
    return found != texts_.end() ? &*found : &*texts_.emplace(text).first;
}

delivery deliveries::to_delivery(row const& of) const {
    delivery given;
    given.id = of.id;
    given.message_id = of.message_id;
    given.endpoint_id = of.home->id;
    given.tenant = *of.tenant;
    given.kind = of.kind;
    given.state = of.now.state;
    given.type = *of.type;
    given.key = of.key;
    given.accepted_at = of.accepted_at;
    given.expires_at = of.expires_at;
    given.due_at = of.now.due_at;
    given.settled_at = of.now.settled_at;
    given.attempts = of.now.attempts;
    given.failures = of.now.failures;
    given.coalesced = of.coalesced;
    given.replay_of = of.replay_of;
    given.owner = of.now.owner;
    return given;
}

/// Puts the row into the orders its state belongs to and counts it there; `leave` is its opposite.
void deliveries::enter(row& which) {
    for (auto* counts : {&counts_, &which.home->counts}) {
        ++count_of(*counts, which.now.state);
        if (which.pending() && which.now.owner != 0) ++counts->owned;
    }
    if (!which.pending()) return static_cast<void>(settled_.insert(settled_.end(), which));
    if (!which.key.empty()) which.home->by_key.insert(which);
    if (which.now.owner != 0) return;
    if (which.now.behind)
        ++which.home->behind;
    else
        which.home->due.insert(which.home->due.end(), which);
    if (which.expires_at) ending_.insert(ending_.end(), which);
}

void deliveries::leave(row& which) {
    for (auto* counts : {&counts_, &which.home->counts}) {
        --count_of(*counts, which.now.state);
        if (which.pending() && which.now.owner != 0) --counts->owned;
    }
    if (!which.pending()) return static_cast<void>(settled_.erase(settled_.iterator_to(which)));
    if (!which.key.empty()) which.home->by_key.erase(which.home->by_key.iterator_to(which));
    if (which.now.owner != 0) return;
    if (which.now.behind)
        --which.home->behind;
    else
        which.home->due.erase(which.home->due.iterator_to(which));
    if (which.expires_at) ending_.erase(ending_.iterator_to(which));
}

void deliveries::alter(row& which, changing const& after) {
    changes_.push_back({change::what::changed, &which, which.now});
    leave(which);
    which.now = after;
    enter(which);
}

void deliveries::end(row& which, delivery_state state, wall_time at) {
    auto after = which.now;
    after.state = state;
    after.owner = 0;
    after.due_at.reset();
    after.settled_at = at;
    after.behind = false;
    alter(which, after);
    let_next_go(which);
}

/// The row is no longer pending: the first one behind it, if it is held back, is due as it was.
void deliveries::let_next_go(row const& ended) {
    auto& home = *ended.home;
    if (home.behind == 0 || ended.key.empty()) return;
    auto const next = home.by_key.lower_bound(std::string_view(ended.key), key_order());
    if (next == home.by_key.end() || next->key != ended.key || !next->now.behind) return;
    hold_back(*next, false);
}

void deliveries::hold_back(row& which, bool behind) {
    auto after = which.now;
    after.behind = behind;
    alter(which, after);
}

void deliveries::insert(delivery const& value, std::string_view body) {
    if (by_id_.contains(value.id)) {
        if (!trouble_)
            trouble_ =
                error(errc::conflict, "a delivery with the id " + std::to_string(value.id) + " is already there");
        return;
    }
    auto found = lanes_.find(value.endpoint_id);
    if (found == lanes_.end()) {
        found = lanes_.try_emplace(value.endpoint_id).first;
        found->second.id = value.endpoint_id;
    }
    auto& home = found->second;
    auto& fresh = *pool_.take();
    fresh.id = value.id;
    fresh.message_id = value.message_id;
    fresh.home = &home;
    fresh.tenant = interned(value.tenant);
    fresh.type = interned(value.type);
    fresh.key = value.key;
    fresh.kind = value.kind;
    fresh.accepted_at = value.accepted_at;
    fresh.expires_at = value.expires_at;
    fresh.replay_of = value.replay_of;
    fresh.coalesced = value.coalesced;
    fresh.now = {};
    fresh.now.owner = value.owner;
    fresh.now.attempts = value.attempts;
    fresh.now.failures = value.failures;
    fresh.now.due_at = value.due_at.value_or(value.accepted_at);
    fresh.body = std::string_view(static_cast<char*>(std::memcpy(shelf_.take(body.size()), body.data(), body.size())),
                                  body.size());
    by_id_.emplace(fresh.id, &fresh);
    rows_.insert(rows_.end(), fresh);
    home.rows.insert(home.rows.end(), fresh);
    enter(fresh);
    ++counts_.created, ++home.counts.created;
    changes_.push_back({change::what::created, &fresh, {}});
}

void deliveries::write_attempt(row& of, attempt const& made) {
    if (!by_attempt_.emplace(made.id, &of).second) return;  // written before: it stays as it is
    auto* const record = packed_attempt::pack(shelf_, made);
    (of.last_attempt ? of.last_attempt->next : of.first_attempt) = record;
    of.last_attempt = record;
    changes_.push_back({change::what::attempted, &of, {}});
}

void deliveries::drop_last_attempt(row& of) {
    auto* const record = of.last_attempt;
    by_attempt_.erase(record->id());
    of.last_attempt = nullptr;
    if (of.first_attempt == record) {
        of.first_attempt = nullptr;
    } else {
        of.last_attempt = of.first_attempt;
        while (of.last_attempt->next != record) of.last_attempt = of.last_attempt->next;
        of.last_attempt->next = nullptr;
    }
    shelf::give_back(record);
}

/// What of the row lies on the shelf goes.
void deliveries::clear_shelf(row& of) noexcept {
    while (of.first_attempt) shelf::give_back(std::exchange(of.first_attempt, of.first_attempt->next));
    of.last_attempt = nullptr;
    if (of.body.data() != nullptr) shelf::give_back(of.body.data());
    of.body = {};
}

void deliveries::dispose(row* old) {
    for (auto const* made = old->first_attempt; made; made = made->next) by_attempt_.erase(made->id());
    clear_shelf(*old);
    pool_.give(old);
}

void deliveries::keep_unit() {
    for (auto const& made : changes_)
        if (made.kind == change::what::removed) dispose(made.which);
    changes_.clear();
    stale_writes_ += std::exchange(unit_stale_writes_, 0);
}

void deliveries::undo_unit() {
    unit_stale_writes_ = 0;
    for (; !changes_.empty(); changes_.pop_back()) {
        auto const& made = changes_.back();
        auto& which = *made.which;
        switch (made.kind) {
            case change::what::changed:
                leave(which);
                which.now = made.before;
                enter(which);
                break;
            case change::what::attempted: drop_last_attempt(which); break;
            case change::what::created:
                leave(which);
                --counts_.created, --which.home->counts.created;
                rows_.erase(rows_.iterator_to(which));
                which.home->rows.erase(which.home->rows.iterator_to(which));
                by_id_.erase(which.id);
                dispose(&which);
                break;
            case change::what::removed:
                --counts_.purged, --which.home->counts.purged;
                by_id_.emplace(which.id, &which);
                rows_.insert(which);
                which.home->rows.insert(which);
                enter(which);
                break;
        }
    }
}

std::optional<delivery> deliveries::find(record_id id) const {
    auto const* found = at(id);
    if (!found) return std::nullopt;
    return to_delivery(*found);
}

body_ptr deliveries::body(record_id delivery_id) const {
    auto const* found = at(delivery_id);
    return found ? std::make_shared<std::string const>(found->body) : nullptr;
}

std::vector<delivery> deliveries::list(delivery_filter const& filter) const {
    std::vector<delivery> found;
    auto const take = [&](row const& of) { found.push_back(to_delivery(of)); };
    if (!filter.endpoint_id)
        each_listed(rows_, filter, take);
    else if (auto const* home = lane_of(*filter.endpoint_id))
        each_listed(home->rows, filter, take);
    return found;
}

std::vector<attempt> deliveries::attempts(record_id delivery_id) const {
    std::vector<attempt> found;
    auto const* of = at(delivery_id);
    for (auto const* record = of ? of->first_attempt : nullptr; record; record = record->next) {
        auto& made = found.emplace_back(record->unpack());
        made.endpoint_id = of->home->id;
        made.tenant = *of->tenant;
    }
    std::stable_sort(found.begin(), found.end(), [](attempt const& a, attempt const& b) {
        return a.number != b.number ? a.number < b.number : a.id < b.id;
    });
    return found;
}

std::optional<attempt> deliveries::find_attempt(record_id attempt_id) const {
    auto const of = by_attempt_.find(attempt_id);
    if (of == by_attempt_.end()) return std::nullopt;
    for (auto& made : attempts(of->second->id))
        if (made.id == attempt_id) return std::move(made);
    return std::nullopt;
}

void deliveries::each_due(std::function<void(std::string_view, wall_time)> const& visit) const {
    for (auto const& [id, home] : lanes_)
        if (!home.due.empty()) visit(id, *home.due.begin()->now.due_at);
}

state_counts deliveries::count(std::optional<std::string_view> endpoint_id) const {
    if (!endpoint_id) return counts_;
    auto const* home = lane_of(*endpoint_id);
    return home ? home->counts : state_counts();
}

std::optional<wall_time> deliveries::oldest_due() const {
    std::optional<wall_time> oldest;
    each_due([&](std::string_view, wall_time due) {
        if (!oldest || due < *oldest) oldest = due;
    });
    return oldest;
}

std::optional<wall_time> deliveries::oldest_pending(std::optional<std::string_view> endpoint_id) const {
    auto const first_of = [](auto const& rows) -> std::optional<wall_time> {
        for (auto const& each : rows)
            if (each.now.state == delivery_state::pending) return each.accepted_at;
        return std::nullopt;
    };
    if (!endpoint_id) return first_of(rows_);
    auto const* home = lane_of(*endpoint_id);
    return home ? first_of(home->rows) : std::nullopt;
}

void deliveries::each_attempt(wall_time from, wall_time until,
                              std::function<void(attempt_brief const&)> const& visit) const {
    for (auto const& each : rows_) {
        if (each.kind == delivery_kind::test || !each.first_attempt) continue;
        for (auto const& made : attempts(each.id)) {
            if (made.started_at < from || made.started_at >= until) continue;
            attempt_brief one;
            one.tenant = made.tenant;
            one.started_at = made.started_at;
            one.verdict = made.verdict;
            one.total = made.timings.total;
            visit(one);
        }
    }
}

}  // namespace cohook::store::memory
