// How many deliveries are in which state, by endpoint and in all. What a group of units changes is summed up here and
// written once, in the group's own transaction, so that the counts are always those of the rows (I16).
#pragma once

#include "store/delivery_tables.hpp"
#include "store/sqlite_connection.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <vector>

namespace cohook::store::sqlite {

/// Signed, to serve as a change as well as a count.
struct tally {
    std::int64_t pending = 0, owned = 0, delivered = 0, exhausted = 0, expired = 0, cancelled = 0, endpoint_gone = 0,
                 purged = 0, created = 0;

    tally& operator+=(tally const& other) noexcept;
    /// The count of the deliveries in this state.
    std::int64_t& of(delivery_state state) noexcept;
};

class tallies {
public:
    explicit tallies(connection& db) : db_(db) {}

    /// What the unit at work has changed for the endpoint with this number.
    tally& change(std::int64_t endpoint) { return unit_[endpoint]; }
    /// The largest record id that was ever written is kept.
    void note_id(record_id id) noexcept { unit_last_id_ = id > unit_last_id_ ? id : unit_last_id_; }
    record_id last_id() const;

    /// With what the group and the unit at work have changed. 0: of all endpoints.
    tally read(std::int64_t endpoint) const;
    /// The numbers of the endpoints, in order, that have deliveries with `test` true.
    template <class Test>
    std::vector<std::int64_t> endpoints_where(Test test) const {
        std::vector<std::int64_t> found;
        for (auto const& [endpoint, counts] : read_all())
            if (test(counts)) found.push_back(endpoint);
        return found;
    }

    void keep_unit();
    void drop_unit() noexcept;
    /// Writes what the group has changed; before its commit.
    void write_group();
    void drop_group() noexcept;

private:
    using changes = boost::unordered_flat_map<std::int64_t, tally>;
    std::vector<std::pair<std::int64_t, tally>> read_all() const;

    connection& db_;
    changes unit_, group_;
    record_id unit_last_id_ = 0, group_last_id_ = 0;
};

}  // namespace cohook::store::sqlite
