// The backlog in memory.
#pragma once

#include <cohook/error.hpp>

#include "store/memory_backlog.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::store::memory {

class deliveries final : public delivery_tables {
public:
    deliveries() = default;
    deliveries(deliveries const&) = delete;
    deliveries& operator=(deliveries const&) = delete;
    ~deliveries() override;

    std::optional<delivery> find(record_id id) const override;
    body_ptr body(record_id delivery_id) const override;
    std::vector<delivery> list(delivery_filter const& filter) const override;
    std::vector<attempt> attempts(record_id delivery_id) const override;
    std::optional<attempt> find_attempt(record_id attempt_id) const override;
    void each_due(std::function<void(std::string_view, wall_time)> const& visit) const override;
    state_counts count(std::optional<std::string_view> endpoint_id) const override;
    std::optional<wall_time> oldest_due() const override;
    std::optional<wall_time> oldest_pending(std::optional<std::string_view> endpoint_id) const override;
    void each_attempt(wall_time from, wall_time until,
                      std::function<void(attempt_brief const&)> const& visit) const override;

    void insert(delivery const& value, std::string_view body) override;
    std::uint32_t replace_waiting(std::string_view endpoint_id, std::string_view key, wall_time at) override;
    claim_result claim(claim_request const& request) override;
    bool settle(settlement const& outcome) override;
    void release(std::int64_t owner, std::vector<record_id> const& ids) override;
    void release_all(std::int64_t owner) override;
    std::size_t recover(std::int64_t owner, wall_time now, std::function<record_id()> const& next_attempt_id) override;
    bool cancel(record_id id, wall_time at) override;
    std::size_t end_all(std::string_view endpoint_id, delivery_state state, wall_time at) override;
    std::size_t expire(wall_time now, std::size_t limit) override;
    std::size_t purge(wall_time before, std::size_t limit) override;

    void keep_unit();
    void undo_unit();
    std::uint64_t stale_writes() const noexcept { return stale_writes_; }
    /// An error that a table met in the unit at work, if any.
    std::optional<error> take_trouble() { return std::exchange(trouble_, std::nullopt); }

private:
    struct change {
        enum class what { created, changed, removed, attempted } kind;
        row* which;
        changing before;
    };

    row* at(record_id id) const;
    lane* lane_of(std::string_view endpoint_id) const;
    delivery to_delivery(row const& of) const;
    std::string const* interned(std::string_view text);
    void alter(row& which, changing const& after);
    void end(row& which, delivery_state state, wall_time at);
    void let_next_go(row const& ended);
    void hold_back(row& which, bool behind);
    void enter(row& which);
    void leave(row& which);
    void write_attempt(row& of, attempt const& made);
    void drop_last_attempt(row& of);
    static void clear_shelf(row& of) noexcept;
    void dispose(row* old);

    row_pool pool_;
    shelf shelf_;
    boost::unordered_flat_map<record_id, row*> by_id_;
    boost::unordered_flat_map<record_id, row*> by_attempt_;
    ordered<&row::by_id, id_order> rows_;
    ordered<&row::queue, settled_order> settled_;
    ordered<&row::ending, ending_order> ending_;
    std::map<std::string, lane, std::less<>> lanes_;
    std::set<std::string, std::less<>> texts_;
    state_counts counts_;
    std::vector<change> changes_;
    std::optional<error> trouble_;
    std::uint64_t stale_writes_ = 0, unit_stale_writes_ = 0;
};

}  // namespace cohook::store::memory
