// The directory: endpoints that are in use, prepared once and shared by those who accept for them and the lanes that
// send to them. A bounded cache over the store, never the truth: every use inside a unit of work checks the revision.
#pragma once

#include "delivery/prepared_endpoint.hpp"
#include "store/endpoint_tables.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace cohook::dispatch {

/// One endpoint in use. Shared between threads.
class directory_entry {
public:
    directory_entry(std::string id, std::shared_ptr<prepared_endpoint const> prepared, int window_rows)
        : id_(std::move(id)), prepared_(std::move(prepared)), places_(window_rows) {}

    std::string const& id() const noexcept { return id_; }
    /// The endpoint as it stands; null once it is gone.
    std::shared_ptr<prepared_endpoint const> prepared() const;
    void replace(std::shared_ptr<prepared_endpoint const> prepared);

    /// Takes a place in the lane's window, so that a delivery accepted now goes to it without a detour over the store.
    /// False: the window is full, or what waits in the store comes first.
    bool reserve_place() noexcept;
    void give_back_places(int count) noexcept { places_.fetch_add(count, std::memory_order_relaxed); }
    void set_backlog(bool waiting) noexcept { backlog_.store(waiting, std::memory_order_relaxed); }

private:
    std::string const id_;
    mutable std::mutex mutex_;
    std::shared_ptr<prepared_endpoint const> prepared_;
    std::atomic<int> places_;
    std::atomic<bool> backlog_{false};
};

using entry_ptr = std::shared_ptr<directory_entry>;

/// Thread-safe.
class directory {
public:
    directory(egress::url_rules rules, std::string user_agent, int window_rows)
        : rules_(std::move(rules)), user_agent_(std::move(user_agent)), window_rows_(window_rows) {}

    /// The entry of an endpoint as these tables have it. Errors: `not_found`.
    result<entry_ptr> obtain(store::endpoint_tables const& tables, std::string_view id);
    /// The entry if it is in use; what it holds may be old by now.
    entry_ptr find(std::string_view id) const;

private:
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };

    void drop_unused();

    egress::url_rules const rules_;
    std::string const user_agent_;
    int const window_rows_;
    mutable std::mutex mutex_;
    static constexpr std::size_t kept_unused = 4096;  ///< entries that are kept though nobody uses them

    std::unordered_map<std::string, entry_ptr, text_hash, std::equal_to<>> entries_;
    std::size_t drop_above_ = kept_unused;  ///< entries at which those that nobody uses are dropped
};

}  // namespace cohook::dispatch
