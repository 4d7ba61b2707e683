// What is written of an attempt whose sender ended before it could record it.
#pragma once

#include <cohook/delivery.hpp>

namespace cohook::store {

/// The attempt that the row's owner was allowed to make and may have made: closed as `unknown`, since nobody can tell
/// whether it was received.
inline attempt lost_attempt(delivery const& row, record_id id) {
    attempt lost;
    lost.id = id;
    lost.delivery_id = row.id;
    lost.endpoint_id = row.endpoint_id;
    lost.tenant = row.tenant;
    lost.number = row.attempts + 1;
    lost.verdict = attempt_verdict::unknown;
    lost.wire = wire_state::possibly_received;
    lost.started_at = row.due_at.value_or(row.accepted_at);
    lost.detail = "the sender ended before it could record the outcome";
    return lost;
}

}  // namespace cohook::store
