// The directory: endpoints that are in use, prepared once and shared by those who accept for them and the lanes that
// send to them. A bounded cache over the store, never the truth: every use inside a unit of work checks the revision.
#pragma once

#include "delivery/prepared_endpoint.hpp"
#include "store/endpoint_tables.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace cohook::dispatch {

/// One endpoint in use. Shared between threads.
class directory_entry {
public:
    directory_entry(std::string id, int window_rows) : id_(std::move(id)), places_(window_rows) {}

    std::string const& id() const noexcept { return id_; }
    /// The endpoint as it stands; null once it is gone.
    std::shared_ptr<prepared_endpoint const> prepared() const;
    /// The same if it is what the store holds, by the revision that was read there; null otherwise.
    std::shared_ptr<prepared_endpoint const> prepared_at(std::int64_t revision) const;
    /// Takes what a unit of work found.
    void install(std::shared_ptr<prepared_endpoint const> found, std::uint64_t as_of);
    /// Takes what a snapshot held, unless what is here may be newer.
    void offer(std::shared_ptr<prepared_endpoint const> held, std::uint64_t as_of);
    /// It was changed: what was read before `change` is not it any more, whatever its revision.
    void outdate(std::uint64_t change);

    /// Takes a place in the lane's window, so that a delivery accepted now goes to it without a detour over the store.
    /// False: the window is full, or what waits in the store comes first.
    bool reserve_place() noexcept;
    void give_back_places(int count) noexcept { places_.fetch_add(count, std::memory_order_relaxed); }
    void set_backlog(bool waiting) noexcept { backlog_.store(waiting, std::memory_order_relaxed); }

private:
    std::string const id_;
    mutable std::mutex mutex_;
    std::shared_ptr<prepared_endpoint const> prepared_;
    std::uint64_t changed_ = 0;    ///< the last change that it was told of
    std::uint64_t installed_ = 0;  ///< how old what it holds is; 0: it holds nothing yet
    std::atomic<int> places_;
    std::atomic<bool> backlog_{false};
};

using entry_ptr = std::shared_ptr<directory_entry>;

/// An endpoint as somebody read it of the store. Whoever goes on by what was read takes `prepared`: what the entry holds may
/// be another by now, or nothing.
struct endpoint_in_use {
    entry_ptr entry;
    std::shared_ptr<prepared_endpoint const> prepared;  ///< never null
};

/// Thread-safe.
class directory {
public:
    directory(egress::url_rules rules, std::string user_agent, int window_rows)
        : rules_(std::move(rules)), user_agent_(std::move(user_agent)), window_rows_(window_rows) {}

    /// An endpoint as the tables of a unit of work have it: there are no newer ones. Errors: `not_found`.
    result<endpoint_in_use> obtain(store::endpoint_tables const& tables, std::string_view id);
    /// The same of a snapshot that is no older than `as_of`, a `changes()` taken before it was.
    result<endpoint_in_use> obtain(store::endpoint_tables const& tables, std::string_view id, std::uint64_t as_of);
    /// The changes that it was told of, counted.
    std::uint64_t changes() const noexcept { return changes_.load(); }
    /// Told of a change of an endpoint that is committed. Snapshots are read on several threads: one that was taken before
    /// may come to its end after one that was taken since, and must not bring back what was.
    void outdate(std::string_view id);
    /// The entry if it is in use; what it holds may be old by now.
    entry_ptr find(std::string_view id) const;

private:
    static constexpr std::size_t kept_unused = 2048;  ///< entries that are kept though nobody uses them

    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };

    using take_over = void (directory_entry::*)(std::shared_ptr<prepared_endpoint const>, std::uint64_t);
    result<endpoint_in_use> obtain(store::endpoint_tables const& tables, std::string_view id, std::uint64_t as_of,
                                   take_over how);
    entry_ptr entry_of(std::string_view id);
    void drop_unused();

    egress::url_rules const rules_;
    std::string const user_agent_;
    int const window_rows_;
    std::atomic<std::uint64_t> changes_{1};
    mutable std::mutex mutex_;
    std::unordered_map<std::string, entry_ptr, text_hash, std::equal_to<>> entries_;
    std::size_t drop_above_ = kept_unused;  ///< entries at which those that nobody uses are dropped
};

}  // namespace cohook::dispatch
