// The one thread that writes, and the one that moves the log into the file. It takes what waits, runs it in one
// transaction, flushes once and wakes everybody: with many units at once a flush serves them all, with one it is done at
// once.
//
// A group is run without precautions at first. If a unit fails after it has written, the whole group is rolled back and
// run again with a savepoint around each unit, so that the failing one is undone alone. After an error of the disk nothing
// is written or acknowledged any more: what the kernel kept of a failed flush cannot be known without reopening.
#pragma once

#include "store/completion.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_file.hpp"
#include "store/sqlite_tables.hpp"
#include "store/store.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace cohook::store::sqlite {

struct commit_waiter : waiter {
    explicit commit_waiter(unit_ref unit) : work(unit) {}
    unit_ref work;
};

class writer {
public:
    writer(std::unique_ptr<connection> db, owned_file const& file, store_options const& options);
    writer(writer const&) = delete;
    writer& operator=(writer const&) = delete;
    ~writer();

    /// Any thread. Completes `one` (a `commit_waiter`) sooner or later.
    void take_in(waiter& one);
    /// Commits what waits, then ends the thread and closes the connection. Idempotent; one thread at a time.
    void close();

    result<void> health() const;
    store_stats stats() const;

private:
    /// What became of a unit or a group: `redo` asks for another run with savepoints, `broken` leaves the trouble with
    /// the connection.
    enum class fate { fine, redo, broken };
    enum class care { none, savepoints };

    void run();
    bool take_group();
    bool wait_for_units(std::unique_lock<std::mutex>& lock, std::size_t count,
                        std::chrono::steady_clock::time_point until);
    void commit_group();
    fate run_group(care how);
    fate run_unit(care how, commit_waiter& one, std::int64_t changes_at_begin);
    fate undo_unit(care how, std::int64_t changes_before, std::int64_t changes_at_begin);
    fate commit_transaction();
    void undo_group();
    void roll_back();
    void fail_group(error const& why, bool latching);
    void fail(waiter_list& waiters, error const& why);
    void latch(error const& why);
    void look_at_space();
    void upkeep();
    void when_idle();
    void checkpoint(int mode);
    static int count_log(void* self, sqlite3* db, char const* name, int pages);

    // the writer's thread alone
    std::unique_ptr<connection> db_;
    tables tables_;
    owned_file const& file_;
    store_options const options_;
    waiter_list taken_;  ///< out of the queue, not yet run
    waiter_list group_;  ///< run in the open transaction
    bool at_commit_ = false;
    std::size_t last_group_ = 0;
    completions finished_;
    std::int64_t log_pages_ = 0;
    std::int64_t next_checkpoint_ = 0;
    std::chrono::steady_clock::time_point space_looked_at_{};

    // shared
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    waiter_list queue_;
    bool closing_ = false;
    std::size_t wanted_ = 0;  ///< so many queued units the writer's thread sleeps for; 0: it is awake
    std::optional<error> latched_;
    std::atomic<bool> is_latched_ = false;
    std::atomic<bool> full_ = false;
    std::atomic<std::uint64_t> units_ = 0, groups_ = 0, failed_groups_ = 0, stale_writes_ = 0, in_hand_ = 0;
    std::thread thread_;
};

}  // namespace cohook::store::sqlite
