// What happens to a backlog, one step a function. The endpoint is "ep", the owner at work is 5.
#pragma once

#include "opened_store.hpp"

#include <vector>

namespace cohook::testing {

using ids = std::vector<record_id>;

inline store::claim_request request_of(wall_time now, std::int64_t owner = 5) {
    store::claim_request request;
    request.endpoint_id = "ep";
    request.owner = owner;
    request.now = now;
    return request;
}

inline store::claim_result claim(opened& store, store::claim_request const& request) {
    return store.write([&](store::unit_of_work& unit) { return unit.deliveries().claim(request); });
}

inline ids ids_of(store::claim_result const& taken) {
    ids found;
    for (auto const& claimed : taken.rows) found.push_back(claimed.row.id);
    return found;
}

inline delivery find(opened& store, record_id id) {
    return store.ask([&](store::snapshot const& tables) { return tables.deliveries().find(id).value(); });
}

inline attempt make_attempt(record_id id, record_id delivery_id, std::uint32_t number) {
    attempt made;
    made.id = id;
    made.delivery_id = delivery_id;
    made.endpoint_id = "ep";
    made.tenant = "tenant";
    made.number = number;
    return made;
}

inline bool settle(opened& store, store::settlement const& outcome) {
    return store.write([&](store::unit_of_work& unit) { return unit.deliveries().settle(outcome); });
}

inline store::settlement settlement_of(record_id id, std::int64_t owner, delivery_state state) {
    store::settlement outcome;
    outcome.delivery_id = id;
    outcome.owner = owner;
    outcome.state = state;
    outcome.at = at(7000);
    return outcome;
}

}  // namespace cohook::testing
