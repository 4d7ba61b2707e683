// Starting, finding, pausing, resuming and cancelling syncs, from anywhere.
#include "delivery/engine_core.hpp"
#include "delivery/failed_records.hpp"
#include "delivery/on_shard.hpp"
#include "delivery/shard.hpp"
#include "delivery/sync_job.hpp"

namespace cohook::dispatch {

namespace asio = boost::asio;

namespace {

constexpr std::uint32_t largest_batch = 500;

std::string sync_name(record_id id) {
    return "syn_" + std::to_string(id);
}

error no_such_sync(record_id id) {
    return error(errc::not_found, "There is no sync \"" + sync_name(id) + "\".", "sync");
}

bool is_over(sync_state state) noexcept {
    return state != sync_state::running && state != sync_state::paused;
}

error is_disabled(std::string_view then) {
    return error(errc::conflict,
                 "The webhook is disabled. Set its `enabled` to true, then " + std::string(then) + " the sync.");
}

error is_active(sync_status const& other) {
    auto const name = sync_name(other.id);
    if (other.state == sync_state::paused)
        return error(errc::conflict, "A sync of this webhook is paused: " + name +
                                         ". Resume that one, or cancel it before you start another.");
    return error(errc::conflict,
                 "A sync of this webhook is running already: " + name + ". Wait for its end, or cancel it.");
}

error has_ended(sync_state state) {
    return error(errc::conflict, "The sync has ended: it is " + std::string(to_string(state)) + ".");
}

/// Null: there is none.
std::shared_ptr<record_source> source_of(core& engine, sync_status const& job) {
    auto all = engine.options().sources ? engine.options().sources(job) : nullptr;
    if (!all || job.retry_of == 0) return all;
    return failed_records(engine.storage(), job.retry_of, std::move(all));
}

/// Puts a job on its shard; called there.
asio::awaitable<result<sync_status>> begin_job(core& engine, entry_ptr entry, store::sync_row row,
                                               sync_job::opening how) {
    auto const source = source_of(engine, row.status);
    if (!source) co_return error(errc::unsupported, "Nothing gives the records of this sync.");
    auto& home = engine.shard_of(entry->id());
    auto const id = row.status.id;
    auto job = std::make_shared<sync_job>(home.lane_of(entry).shared_from_this(), std::move(row), source, how);
    home.syncs()[id] = job;
    home.tasks().spawn(job->run());
    co_return job->status();
}

asio::awaitable<result<std::uint64_t>> count_records(core& engine, sync_status const& wanted) {
    auto const source = source_of(engine, wanted);
    if (!source) co_return error(errc::unsupported, "This engine was given no source of records, so it can't sync.");
    co_return co_await source->count();
}

asio::awaitable<result<store::sync_row>> find_row(core& engine, record_id id) {
    std::optional<store::sync_row> row;
    auto query = [&](store::snapshot const& state) -> result<void> {
        row = state.syncs().find(id);
        return {};
    };
    auto const done = co_await engine.storage().read(query);
    if (!done) co_return done.error();
    if (!row) co_return no_such_sync(id);
    co_return std::move(*row);
}

/// Whether this sync of the endpoint has left something that another one may take up.
asio::awaitable<result<void>> check_retry(core& engine, record_id of, std::string const& endpoint_id) {
    auto const row = co_await find_row(engine, of);
    if (!row) co_return row.error();
    auto const& left = row->status;
    if (left.endpoint_id != endpoint_id) co_return no_such_sync(of);
    if (!is_over(left.state))
        co_return error(errc::conflict, "The sync has not ended: it tries those that failed again by itself.");
    if (left.failed + left.waiting == 0)
        co_return error(errc::conflict, "Everyone was taken by that sync: there is nothing to be retried.");
    co_return result<void>();
}

result<void> check(sync_options const& options) {
    if (options.batch < 1 || options.batch > largest_batch)
        return error(errc::invalid_argument, "A POST of a sync holds 1 to 500 records.", "batch");
    if (options.interval && (options.interval->count() < 0 || *options.interval > std::chrono::hours(24)))
        return error(errc::invalid_argument, "The interval is from 0 to 86400000 milliseconds.", "requestIntervalMs");
    return {};
}

}  // namespace

asio::awaitable<result<sync_status>> start_sync(core& engine, std::string endpoint_id, sync_options options) {
    if (!engine.open()) co_return error(errc::unavailable, "The engine is not running. Try again.");
    if (auto valid = check(options); !valid) co_return valid.error();
    auto const found = co_await engine.look_up(endpoint_id);
    if (!found) co_return found.error();
    auto const& endpoint = found->prepared;
    if (!endpoint->settings().enabled) co_return is_disabled("start");

    if (options.retry_of != 0) {
        auto const left = co_await check_retry(engine, options.retry_of, endpoint_id);
        if (!left) co_return left.error();
    }

    store::sync_row row;
    row.owner = engine.owner();
    row.status.id = engine.ids().next();
    row.status.retry_of = options.retry_of;
    row.status.endpoint_id = endpoint_id;
    row.status.tenant = endpoint->settings().tenant;
    row.status.interval = options.interval.value_or(endpoint->settings().request_interval);
    row.status.batch = options.batch;
    row.status.started_at = engine.time().wall();
    auto const total = co_await count_records(engine, row.status);
    if (!total) co_return total.error();
    row.status.total = *total;

    auto work = [&](store::unit_of_work& unit) -> result<void> {
        if (auto const active = unit.syncs().active(endpoint_id)) return is_active(active->status);
        unit.syncs().insert(row);
        return {};
    };
    if (auto done = co_await engine.storage().commit(work); !done) co_return done.error();
    auto begin = begin_job(engine, found->entry, std::move(row), sync_job::opening::fresh);
    co_return co_await on_shard<sync_status>(engine.shard_of(endpoint_id), std::move(begin));
}

namespace {

/// The live status where the job runs, the stored one otherwise.
asio::awaitable<result<sync_status>> status_on(shard& home, store::sync_row row) {
    auto const found = home.syncs().find(row.status.id);
    if (found != home.syncs().end()) co_return found->second->status();
    co_return row.status;
}

/// A job that does not run here: its row alone changes.
asio::awaitable<result<sync_status>> change_row(core& engine, store::sync_row row, sync_state wanted) {
    auto const previous_owner = row.owner;
    row.status.state = wanted;
    row.status.reason.clear();
    row.owner = engine.owner();
    if (wanted == sync_state::cancelled) row.status.ended_at = engine.time().wall();
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        if (!unit.syncs().update(row, previous_owner))
            return error(errc::conflict, "The sync was changed meanwhile. Read it again.");
        return {};
    };
    auto const done = co_await engine.storage().commit(work);
    if (!done) co_return done.error();
    co_return row.status;
}

asio::awaitable<result<sync_status>> change_on(core& engine, entry_ptr entry, record_id id, sync_state wanted) {
    auto& home = engine.shard_of(entry->id());
    if (auto const found = home.syncs().find(id); found != home.syncs().end()) {
        auto const job = found->second;
        if (!job->ended()) {
            auto const done = co_await job->change(wanted);
            if (!done) co_return done.error();
            co_return job->status();
        }
        co_await job->gone();
    }
    // Read here: what was read before may be older than the job's last word.
    auto row = co_await find_row(engine, id);
    if (!row) co_return row.error();
    if (is_over(row->status.state)) co_return has_ended(row->status.state);
    auto const changed = co_await change_row(engine, *row, wanted);
    if (!changed || wanted != sync_state::running) co_return changed;
    // Asked twice at once, it goes on once.
    if (auto const found = home.syncs().find(id); found != home.syncs().end()) co_return found->second->status();
    row->status = *changed;
    row->owner = engine.owner();
    auto begin = begin_job(engine, std::move(entry), std::move(*row), sync_job::opening::resumed);
    co_return co_await std::move(begin);
}

}  // namespace

asio::awaitable<result<sync_status>> find_sync(core& engine, record_id id) {
    auto row = co_await find_row(engine, id);
    if (!row) co_return row.error();
    auto& home = engine.shard_of(row->status.endpoint_id);
    auto asking = status_on(home, std::move(*row));
    co_return co_await on_shard<sync_status>(home, std::move(asking));
}

asio::awaitable<result<sync_status>> change_sync(core& engine, record_id id, sync_state wanted) {
    auto row = co_await find_row(engine, id);
    if (!row) co_return row.error();
    if (is_over(row->status.state)) co_return has_ended(row->status.state);
    auto const found = co_await engine.look_up(row->status.endpoint_id);
    if (!found) co_return found.error();
    // It would be paused again at its first step.
    if (wanted == sync_state::running && !found->prepared->settings().enabled) co_return is_disabled("resume");
    auto& home = engine.shard_of(row->status.endpoint_id);
    auto changing = change_on(engine, found->entry, id, wanted);
    co_return co_await on_shard<sync_status>(home, std::move(changing));
}

asio::awaitable<result<void>> resume_syncs(core& engine) {
    std::vector<store::sync_row> rows;
    auto const owner = engine.owner();
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        rows = unit.syncs().all_active();
        for (auto& each : rows) {
            auto const before = each.owner;
            each.owner = owner;
            unit.syncs().update(each, before);
        }
        return {};
    };
    if (auto done = co_await engine.storage().commit(work); !done) co_return done.error();
    for (auto& row : rows) {
        if (row.status.state != sync_state::running) continue;
        auto const found = co_await engine.look_up(row.status.endpoint_id);
        if (!found) continue;
        auto& home = engine.shard_of(row.status.endpoint_id);
        auto begin = begin_job(engine, found->entry, std::move(row), sync_job::opening::resumed);
        co_await on_shard<sync_status>(home, std::move(begin));
    }
    co_return result<void>();
}

}  // namespace cohook::dispatch
