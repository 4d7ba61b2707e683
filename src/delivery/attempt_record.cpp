#include "delivery/attempt_record.hpp"

#include "delivery/engine_core.hpp"

#include <utility>

namespace cohook::dispatch {

std::string message_id_text(record_id id) {
    return std::to_string(id);
}

attempt record_attempt(core& engine, delivery const& row, prepared_endpoint const* endpoint, std::string_view head,
                       transport::post_outcome& outcome) {
    attempt made;
    made.id = engine.ids().next();
    made.delivery_id = row.id;
    made.endpoint_id = row.endpoint_id;
    made.tenant = row.tenant;
    made.number = row.attempts + 1;
    made.fault = outcome.fault;
    made.wire = outcome.wire;
    made.status = outcome.status;
    made.started_at = outcome.started_at;
    made.timings = outcome.timings;
    made.peer = std::move(outcome.peer);
    made.connection_reused = outcome.connection_reused;
    made.tls_version = std::move(outcome.tls_version);
    made.certificate_expires_at = outcome.certificate_expires_at;
    if (endpoint) made.request_head = endpoint->shown(head);
    made.response_head = std::move(outcome.response_head);
    made.response_body = std::move(outcome.response_body);
    made.response_truncated = outcome.response_truncated;
    made.detail = std::move(outcome.detail);
    return made;
}

}  // namespace cohook::dispatch
