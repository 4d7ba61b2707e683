// The rows of the backlog in memory and the orders they are found in. A row carries the links of every order itself, and
// rows are used again after they were forgotten, so that a delivery costs no allocation.
#pragma once

#include "store/delivery_tables.hpp"
#include "store/memory_attempts.hpp"

#include <boost/intrusive/set.hpp>
#include <boost/intrusive/set_hook.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::store::memory {

namespace intrusive = boost::intrusive;

struct lane;

/// What changes in the life of a delivery: saved before each change.
struct changing {
    delivery_state state = delivery_state::pending;
    std::int64_t owner = 0;
    std::uint32_t attempts = 0, failures = 0;
    std::optional<wall_time> due_at, settled_at;
    bool behind = false;  ///< held back by a claim: an earlier one of its key is still pending
};

struct row {
    using hook = intrusive::set_member_hook<intrusive::link_mode<intrusive::normal_link>>;

    record_id id = 0, message_id = 0;
    lane* home = nullptr;
    std::string const* tenant = nullptr;
    std::string const* type = nullptr;
    std::string key;
    delivery_kind kind = delivery_kind::change;
    wall_time accepted_at{};
    std::optional<wall_time> expires_at;
    std::optional<record_id> replay_of;
    std::uint32_t coalesced = 0;
    changing now;
    std::string_view body;  ///< on the shelf
    packed_attempt* first_attempt = nullptr;
    packed_attempt* last_attempt = nullptr;
    hook by_id, in_lane, queue, keyed, ending;

    bool pending() const noexcept { return now.state == delivery_state::pending; }
};

struct id_order {
    bool operator()(row const& a, row const& b) const noexcept { return a.id < b.id; }
    bool operator()(row const& a, record_id b) const noexcept { return a.id < b; }
    bool operator()(record_id a, row const& b) const noexcept { return a < b.id; }
};
struct due_order {
    bool operator()(row const& a, row const& b) const noexcept {
        return a.now.due_at != b.now.due_at ? a.now.due_at < b.now.due_at : a.id < b.id;
    }
};
struct settled_order {
    bool operator()(row const& a, row const& b) const noexcept {
        return a.now.settled_at != b.now.settled_at ? a.now.settled_at < b.now.settled_at : a.id < b.id;
    }
};
struct key_order {
    bool operator()(row const& a, row const& b) const noexcept { return a.key != b.key ? a.key < b.key : a.id < b.id; }
    bool operator()(row const& a, std::string_view b) const noexcept { return a.key < b; }
    bool operator()(std::string_view a, row const& b) const noexcept { return a < b.key; }
};
struct ending_order {
    bool operator()(row const& a, row const& b) const noexcept {
        return a.expires_at != b.expires_at ? a.expires_at < b.expires_at : a.id < b.id;
    }
};

template <row::hook row::*Hook, class Order>
using ordered = intrusive::set<row, intrusive::member_hook<row, row::hook, Hook>, intrusive::compare<Order>,
                               intrusive::constant_time_size<false>>;

/// What belongs to one endpoint.
struct lane {
    std::string id;
    state_counts counts;
    std::uint64_t behind = 0;
    ordered<&row::in_lane, id_order> rows;
    ordered<&row::queue, due_order> due;     ///< the unowned pending ones that are not held back
    ordered<&row::keyed, key_order> by_key;  ///< the pending ones with a key
};

/// Gives rows out of large pieces and keeps what comes back.
class row_pool {
public:
    row* take();
    void give(row* used) noexcept;

private:
    std::vector<std::unique_ptr<row[]>> pieces_;
    std::vector<row*> free_;
};

}  // namespace cohook::store::memory
