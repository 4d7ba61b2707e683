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
    /// Whether that is what the store holds, by the revision that was read there.
    bool is_at(std::int64_t revision) const;
    /// Takes what was read of the store at `as_of`; nothing that is older than the last change.
    void install(std::shared_ptr<prepared_endpoint const> read, std::uint64_t as_of);
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
    std::uint64_t installed_ = 0;  ///< how old what it holds is
    std::atomic<int> places_;
    std::atomic<bool> backlog_{false};
};

using entry_ptr = std::shared_ptr<directory_entry>;

/// Thread-safe.
class directory {
public:
    directory(egress::url_rules rules, std::string user_agent, int window_rows)
        : rules_(std::move(rules)), user_agent_(std::move(user_agent)), window_rows_(window_rows) {}

    /// The entry of an endpoint as these tables have it, which are no older than `as_of`, a `changes()` taken before they
    /// were. Errors: `not_found`.
    result<entry_ptr> obtain(store::endpoint_tables const& tables, std::string_view id, std::uint64_t as_of);
    /// The changes that it was told of, counted.
    std::uint64_t changes() const noexcept { return changes_.load(); }
    /// Told of a change of an endpoint that is committed. Snapshots are read on several threads: one that was taken before
    /// may come to its end after one that was taken since, and must not bring back what was.
    void outdate(std::string_view id);
    /// The entry if it is in use; what it holds may be old by now.
    entry_ptr find(std::string_view id) const;

private:
    static constexpr std::size_t kept_unused = 4096;  ///< entries that are kept though nobody uses them

    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };

    entry_ptr entry_of(std::string_view id);
    void drop_unused();

    egress::url_rules const rules_;
    std::string const user_agent_;
    int const window_rows_;
    std::atomic<std::uint64_t> changes_{0};
    mutable std::mutex mutex_;
    std::unordered_map<std::string, entry_ptr, text_hash, std::equal_to<>> entries_;
    std::size_t drop_above_ = kept_unused;  ///< entries at which those that nobody uses are dropped
};

}  // namespace cohook::dispatch
