#include "delivery/attempt_record.hpp"

#include "delivery/engine_core.hpp"

#include <charconv>

namespace cohook::dispatch {

id_text::id_text(record_id id) noexcept {
    auto const end = std::to_chars(digits_.data(), digits_.data() + digits_.size(), id).ptr;
    size_ = static_cast<std::uint8_t>(end - digits_.data());
}

void record_attempt(attempt& made, core& engine, delivery const& row, prepared_endpoint const* endpoint,
                    std::string_view head, transport::post_outcome& outcome) {
    made.id = engine.ids().next();
    made.delivery_id = row.id;
    made.endpoint_id = row.endpoint_id;
    made.tenant = row.tenant;
    made.number = row.attempts + 1;
    made.verdict = attempt_verdict::failed;
    made.fault = outcome.fault;
    made.wire = outcome.wire;
    made.status = outcome.status;
    made.started_at = outcome.started_at;
    made.timings = outcome.timings;
    made.peer.swap(outcome.peer);
    made.connection_reused = outcome.connection_reused;
    made.tls_version.swap(outcome.tls_version);
    made.certificate_expires_at = outcome.certificate_expires_at;
    made.request_head.clear();
    if (endpoint) endpoint->show(made.request_head, head);
    made.response_head.swap(outcome.response_head);
    made.response_body.swap(outcome.response_body);
    made.response_truncated = outcome.response_truncated;
    made.detail.swap(outcome.detail);
}

}  // namespace cohook::dispatch
