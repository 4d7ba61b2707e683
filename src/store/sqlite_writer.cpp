#include "store/sqlite_writer.hpp"

#include "store/worker_thread.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

namespace cohook::store::sqlite {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

/// A group ends after so many units.
constexpr std::size_t most_units = 1024;
/// The log is moved into the file when it has this many pages (32 MiB), and again after each so many more while a
/// reader's old snapshot keeps it from being emptied.
constexpr std::int64_t pages_to_checkpoint = 4096;
constexpr std::int64_t pages_to_try_again = 1024;
/// So long without work, and the log is emptied.
constexpr auto idle_time = 1s;
constexpr auto space_look_interval = 1s;
/// Whoever was woken by the last group may be about to come again: so long it is waited for that many. It is a small part
/// of a flush, and what is waited for would otherwise cost a flush of its own.
constexpr auto gathering_time = 50us;

bool is_damage(int code) {
    auto const kind = code & 0xff;
    return kind == SQLITE_IOERR || kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB || kind == SQLITE_READONLY ||
           kind == SQLITE_CANTOPEN;
}

/// After these the transaction is not to be trusted with another unit.
bool breaks_group(int code) {
    auto const kind = code & 0xff;
    return is_damage(code) || kind == SQLITE_FULL || kind == SQLITE_NOMEM || kind == SQLITE_BUSY ||
           kind == SQLITE_LOCKED || kind == SQLITE_INTERRUPT;
}

result<void> call(unit_ref work, unit_of_work& unit) {
    try {
        return work(unit);
    } catch (std::exception const& thrown) {
        return error(errc::internal, std::string("a unit of work threw: ") + thrown.what());
    } catch (...) {
        return error(errc::internal, "a unit of work threw");
    }
}

}  // namespace

writer::writer(std::unique_ptr<connection> db, owned_file const& file, store_options const& options)
    : db_(std::move(db)), tables_(*db_), file_(file), options_(options) {
    // In place of SQLite's own checkpoints, which it would make at commits as it sees fit.
    sqlite3_wal_hook(db_->handle(), &writer::count_log, this);
    thread_ = start_worker("cohook-writer", [this] { run(); });
}

writer::~writer() {
    close();
}

int writer::count_log(void* self, sqlite3*, char const*, int pages) {
    static_cast<writer*>(self)->log_pages_ = pages;
    return SQLITE_OK;
}

void writer::take_in(waiter& one) {
    {
        std::lock_guard const lock(mutex_);
        if (!closing_ && queue_.size() < options_.queue_limit) {
            queue_.push(one);
            if (wanted_ > 0 && queue_.size() >= wanted_) wake_.notify_one();
            return;
        }
        one.outcome = closing_ ? error(errc::unavailable, "the store is closing; nothing was accepted")
                               : error(errc::unavailable, "too many units wait for the store; try again");
    }
    completions refused;
    refused.add(one);
    refused.post();
}

void writer::close() {
    {
        std::lock_guard const lock(mutex_);
        closing_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

result<void> writer::health() const {
    std::lock_guard const lock(mutex_);
    if (latched_) return *latched_;
    if (closing_) return error(errc::unavailable, "the store is closed");
    return {};
}

store_stats writer::stats() const {
    store_stats given;
    given.units = units_;
    given.groups = groups_;
    given.failed_groups = failed_groups_;
    given.stale_writes = stale_writes_;
    given.bytes = file_.bytes();
    given.full = full_;
    std::lock_guard const lock(mutex_);
    given.queued = queue_.size() + in_hand_;
    return given;
}

void writer::run() {
    while (take_group()) {
        commit_group();
        full_ = tables_.state().low_space;
        in_hand_ = taken_.size();
        finished_.post();
        upkeep();
    }
    if (is_latched_)
        sqlite3_db_config(db_->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    else
        checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
    db_.reset();
}

/// False: closed and nothing waits.
bool writer::take_group() {
    std::unique_lock lock(mutex_);
    if (!taken_.empty()) return true;
    if (log_pages_ > 0 && !is_latched_ && !wait_for_units(lock, 1, steady_clock::now() + idle_time)) {
        lock.unlock();
        when_idle();
        lock.lock();
    }
    wait_for_units(lock, 1, steady_clock::time_point::max());
    if (queue_.size() < last_group_) wait_for_units(lock, last_group_, steady_clock::now() + gathering_time);
    taken_.append(queue_);
    in_hand_ = taken_.size();
    return !taken_.empty();
}

/// Waits until so many units are queued, at most until `until`; the lock is held before and after.
bool writer::wait_for_units(std::unique_lock<std::mutex>& lock, std::size_t count, steady_clock::time_point until) {
    auto const ready = [this, count] { return closing_ || queue_.size() >= count; };
    wanted_ = count;
    auto const come = until == steady_clock::time_point::max() ? (wake_.wait(lock, ready), true)
                                                               : wake_.wait_until(lock, until, ready);
    wanted_ = 0;
    return come;
}

void writer::commit_group() {
    if (is_latched_) return fail(taken_, *latched_);
    look_at_space();
    for (auto how = care::none;; how = care::savepoints) {
        auto const ended = run_group(how);
        if (ended == fate::fine) return;
        auto const code = db_->trouble_code();
        auto const why = db_->trouble().value_or(error(errc::internal, "a group of units could not be committed"));
        auto const full = (code & 0xff) == SQLITE_FULL && !tables_.state().low_space;
        if (full) tables_.state().low_space = true;  // once more, and what would need room for long is refused
        if (full || (ended == fate::redo && how == care::none)) {
            undo_group();
            continue;
        }
        return fail_group(why, is_damage(code));
    }
}

writer::fate writer::run_group(care how) {
    tables_.counts().drop_group();
    tables_.state().stale_writes = 0;
    at_commit_ = false;
    db_->clear_trouble();
    query(*db_, "BEGIN IMMEDIATE").run();
    if (db_->trouble()) return fate::broken;
    auto const started = steady_clock::now();
    auto const changes_at_begin = db_->total_changes();
    while (!taken_.empty() && group_.size() < most_units) {
        auto& one = static_cast<commit_waiter&>(*taken_.pop());
        group_.push(one);
        if (auto const ended = run_unit(how, one, changes_at_begin); ended != fate::fine) return ended;
        if (steady_clock::now() - started > options_.longest_group) break;
    }
    return commit_transaction();
}

writer::fate writer::run_unit(care how, commit_waiter& one, std::int64_t changes_at_begin) {
    auto const changes_before = db_->total_changes();
    auto const stale_before = tables_.state().stale_writes;
    if (how == care::savepoints) query(*db_, "SAVEPOINT unit").run();
    one.outcome = call(one.work, tables_);
    if (one.outcome && how == care::savepoints) query(*db_, "RELEASE unit").run();
    if (db_->trouble()) one.outcome = *db_->trouble();
    if (one.outcome) {
        tables_.counts().keep_unit();
        return fate::fine;
    }
    tables_.counts().drop_unit();
    tables_.state().stale_writes = stale_before;
    return undo_unit(how, changes_before, changes_at_begin);
}

/// Takes back what a failed unit wrote, where that can be done without touching the others.
writer::fate writer::undo_unit(care how, std::int64_t changes_before, std::int64_t changes_at_begin) {
    if (!db_->in_transaction() || breaks_group(db_->trouble_code())) return fate::broken;
    db_->clear_trouble();
    if (how == care::savepoints) {
        db_->gathered().drop();
        query(*db_, "ROLLBACK TO unit").run();
        query(*db_, "RELEASE unit").run();
        tables_.forget();
    } else if (db_->total_changes() != changes_before) {
        if (changes_before != changes_at_begin) return fate::redo;
        roll_back();  // nothing of others has been written yet
        query(*db_, "BEGIN IMMEDIATE").run();
    }
    return db_->trouble() ? fate::broken : fate::fine;
}

writer::fate writer::commit_transaction() {
    db_->gathered().write();
    if (db_->trouble()) return breaks_group(db_->trouble_code()) ? fate::broken : fate::redo;
    tables_.counts().write_group();
    at_commit_ = !db_->trouble();
    query(*db_, "COMMIT").run();
    if (db_->trouble()) return fate::broken;
    tables_.counts().drop_group();
    stale_writes_ += tables_.state().stale_writes;
    ++groups_;
    last_group_ = group_.size();
    while (auto* one = group_.pop()) {
        if (one->outcome) ++units_;
        finished_.add(*one);
    }
    return fate::fine;
}

/// As if the group had never been begun; its units wait again.
void writer::undo_group() {
    roll_back();
    group_.append(taken_);
    taken_ = std::exchange(group_, {});
}

void writer::roll_back() {
    db_->clear_trouble();
    db_->gathered().drop();
    if (db_->in_transaction()) query(*db_, "ROLLBACK").run();
    tables_.counts().drop_group();
    tables_.forget();
}

/// Answers the units that were run. Where the flush itself failed, nobody can say what of them a reopened store will find.
void writer::fail_group(error const& why, bool latching) {
    ++failed_groups_;
    if (latching) latch(why);
    roll_back();
    if (group_.empty()) group_.append(taken_);
    if (latching && at_commit_)
        return fail(group_, error(errc::unknown_outcome,
                                  "the store failed while it committed, so that it is not known whether this was kept; "
                                  "look it up once the store is reopened: " +
                                      why.message()));
    fail(group_, why);
}

void writer::fail(waiter_list& waiters, error const& why) {
    while (auto* one = waiters.pop()) {
        if (one->outcome) one->outcome = why;
        finished_.add(*one);
    }
}

void writer::latch(error const& why) {
    std::lock_guard const lock(mutex_);
    latched_ = error(errc::storage_failed,
                     "the store has stopped after an error of its disk; check the disk, then start "
                     "again: " +
                         why.message());
    is_latched_ = true;
}

void writer::look_at_space() {
    auto const now = steady_clock::now();
    if (now - space_looked_at_ < space_look_interval) return;
    space_looked_at_ = now;
    tables_.state().low_space = file_.free_space() < options_.free_space_floor;
}

void writer::upkeep() {
    if (is_latched_ || log_pages_ < pages_to_checkpoint || log_pages_ < next_checkpoint_) return;
    next_checkpoint_ = log_pages_ + pages_to_try_again;
    checkpoint(SQLITE_CHECKPOINT_PASSIVE);
}

void writer::when_idle() {
    checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
    if (log_pages_ > 0) checkpoint(SQLITE_CHECKPOINT_PASSIVE);  // a reader is in the way: what can be moved
    log_pages_ = 0;
}

void writer::checkpoint(int mode) {
    auto in_log = -1;
    auto moved = -1;
    auto const code = sqlite3_wal_checkpoint_v2(db_->handle(), "main", mode, &in_log, &moved);
    if (is_damage(code)) return latch(explain(code, sqlite3_errmsg(db_->handle())));
    if (code == SQLITE_OK && in_log == moved) log_pages_ = next_checkpoint_ = 0;
}

}  // namespace cohook::store::sqlite
