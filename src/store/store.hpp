// The store: the durable truth. What comes in are units of work, what goes out is that they are durable, or why not.
// It never decides when something is sent, and it knows rows, not their meaning.
//
// A unit of work is one function over the tables that runs inside one transaction: all of it becomes durable or none.
// Units are committed in groups (many waiting coroutines, one flush); a unit that fails is rolled back alone. So the
// register's write and the messages it causes commit together: both are done in one unit.
//
// Behind this page: memory_*.cpp keep everything in ordered tables with a log of how to undo a unit; sqlite_*.cpp keep it in
// one file, written by one thread (sqlite_writer.hpp) and read by a few (sqlite_readers.hpp), the SQL of each group of
// tables in a file of its own over one connection (sqlite_connection.hpp). open.cpp alone knows which stores there are.
#pragma once

#include <cohook/error.hpp>

#include "store/account_tables.hpp"
#include "store/delivery_tables.hpp"
#include "store/endpoint_tables.hpp"
#include "store/register_tables.hpp"
#include "store/request_tables.hpp"
#include "store/sync_tables.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

namespace cohook::store {

/// What a query sees: one consistent state. Valid during the call it is given to.
class snapshot {
public:
    virtual ~snapshot() = default;
    virtual delivery_tables const& deliveries() const = 0;
    virtual endpoint_tables const& endpoints() const = 0;
    virtual sync_tables const& syncs() const = 0;
    virtual register_tables const& members() const = 0;
    virtual request_tables const& requests() const = 0;
    virtual account_tables const& accounts() const = 0;
};

/// What a unit of work writes on: sees its own writes and all before it. Valid during the call it is given to.
class unit_of_work {
public:
    virtual ~unit_of_work() = default;
    virtual delivery_tables& deliveries() = 0;
    virtual endpoint_tables& endpoints() = 0;
    virtual sync_tables& syncs() = 0;
    virtual register_tables& members() = 0;
    virtual request_tables& requests() = 0;
    virtual account_tables& accounts() = 0;
};

/// A reference to a callable: two pointers, no allocation. The callable must outlive every use, so it is a named local
/// of the coroutine that awaits `commit` or `read`.
template <class Signature>
class function_ref;
template <class Result, class... Args>
class function_ref<Result(Args...)> {
public:
    template <class Callable>
    requires(!std::is_same_v<std::remove_cvref_t<Callable>, function_ref>) function_ref(Callable& callable)
    noexcept  // NOLINT(google-explicit-constructor): a parameter type
        : object_(const_cast<void*>(static_cast<void const*>(std::addressof(callable)))),
          call_([](void* object, Args... args) -> Result {
              return (*static_cast<Callable*>(object))(std::forward<Args>(args)...);
          }) {}
    Result operator()(Args... args) const { return call_(object_, std::forward<Args>(args)...); }

private:
    void* object_;
    Result (*call_)(void*, Args...);
};

using unit_ref = function_ref<result<void>(unit_of_work&)>;
using query_ref = function_ref<result<void>(snapshot const&)>;

struct store_stats {
    std::uint64_t units = 0;   ///< committed
    std::uint64_t groups = 0;  ///< transactions, each with one flush, that carried them
    std::uint64_t failed_groups = 0;
    std::uint64_t stale_writes = 0;  ///< settlements refused by the fence
    std::uint64_t bytes = 0;         ///< of the database and its log
    std::uint64_t queued = 0;        ///< units waiting now
    bool full = false;               ///< new deliveries were refused for want of room, last; each commit looks again
};

/// Thread-safe: any thread and executor may call.
class store {
public:
    virtual ~store() = default;

    /// Runs `work` inside a transaction and completes when it is durable, on the executor of the awaiting coroutine.
    /// `work` runs on a thread of the store's, while the awaiting coroutine is suspended: what it captures by reference is
    /// safe if only that coroutine touches it. It must not block, wait or throw; an error it returns rolls its writes
    /// back and is returned. It may run again after a rollback that was not its own: it must not change captured state
    /// that it does not reset.
    /// Errors: those of `work`; `storage_full`, `unavailable` (queue full, closing), `storage_failed` (nothing is
    /// acknowledged any more until reopened), `unknown_outcome`.
    /// Cancellation: not cancellable; completes within the store's time. The caller awaits it before it ends.
    virtual boost::asio::awaitable<result<void>> commit(unit_ref work) = 0;

    /// Runs `query` on one consistent state, at least as new as every commit that completed before the call.
    virtual boost::asio::awaitable<result<void>> read(query_ref query) = 0;

    /// The epoch of this opening: greater than that of every earlier one. The owner of what this process claims.
    virtual std::int64_t owner() const noexcept = 0;
    /// The largest record id that was ever written to the store, as of its opening: new ids are above it.
    virtual record_id id_floor() const noexcept = 0;
    /// Whether it acknowledges; an error says why not.
    virtual result<void> health() const = 0;
    virtual store_stats stats() const = 0;

    /// Refuses new units, commits the waiting ones, closes and gives the file up. Blocks; idempotent. Called before the
    /// last executor that awaits it stops running, and not from inside a unit or a query.
    virtual void close() = 0;
};

struct store_options {
    std::size_t queue_limit = 65536;             ///< units waiting for a commit; more are refused as `unavailable`
    std::chrono::milliseconds longest_group{8};  ///< a group that has run for so long is committed, whatever else waits
    std::uint64_t free_space_floor = 64u << 20;  ///< bytes; below it new deliveries are refused as `storage_full`
    std::string sqlite_vfs{};  ///< name of a registered SQLite VFS, for tests of faults; empty: the platform's
};

/// Opens `memory:` or `sqlite:PATH` (`postgresql://…` where it is built in): creates what is missing, migrates what is
/// older, takes ownership (a second process on the same SQLite file is refused as `conflict`). Blocks.
/// Errors: `unsupported` for a store from a newer version or a kind not built in; `invalid_argument` for the URL;
/// `storage_failed` with the reason.
result<std::shared_ptr<store>> open_store(std::string_view url, store_options const& options = {});

}  // namespace cohook::store
