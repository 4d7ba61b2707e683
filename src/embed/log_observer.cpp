#include "embed/log_observer.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <string>
#include <utility>

namespace cohook::embed {

namespace json = boost::json;

namespace {

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

void write(std::function<void(log_line const&)> const& log, std::string_view level, std::string_view event,
           json::object const& fields) {
    auto const text = json::serialize(fields);
    log_line line;
    line.level = level;
    line.event = event;
    line.fields = text;
    log(line);
}

}  // namespace

log_observer::log_observer(std::function<void(log_line const&)> log, engine_observer* next)
    : log_(std::move(log)), next_(next ? next : &silent_) {}

void log_observer::accepted(std::uint64_t deliveries) {
    next_->accepted(deliveries);
}

void log_observer::attempted(delivery const& row, attempt const& made) {
    if (log_) {
        bool const good = made.verdict == attempt_verdict::acknowledged;
        json::object const fields{{"endpointId", row.endpoint_id},
                                  {"deliveryId", "dlv_" + std::to_string(row.id)},
                                  {"kind", view(to_string(row.kind))},
                                  {"number", made.number},
                                  {"status", made.status},
                                  {"error", view(to_string(made.fault))},
                                  {"totalMs", static_cast<double>(made.timings.total.count()) / 1000.0}};
        write(log_, good ? "info" : "warning", good ? "attempt.acknowledged" : "attempt.failed", fields);
    }
    next_->attempted(row, made);
}

void log_observer::endpoint_disabled(std::string const& endpoint_id, std::string const& reason) {
    if (log_) {
        json::object const fields{{"endpointId", endpoint_id}, {"reason", reason}};
        write(log_, "warning", "endpoint.disabled", fields);
    }
    next_->endpoint_disabled(endpoint_id, reason);
}

void log_observer::breaker_changed(std::string const& endpoint_id, bool open) {
    if (log_) {
        json::object const fields{{"endpointId", endpoint_id}};
        write(log_, open ? "warning" : "info", open ? "breaker.opened" : "breaker.closed", fields);
    }
    next_->breaker_changed(endpoint_id, open);
}

void log_observer::sync_changed(sync_status const& status) {
    if (log_) {
        json::object const fields{{"endpointId", status.endpoint_id},
                                  {"syncId", "syn_" + std::to_string(status.id)},
                                  {"state", view(to_string(status.state))},
                                  {"acknowledged", status.acknowledged},
                                  {"failed", status.failed}};
        write(log_, status.state == sync_state::failed ? "warning" : "info", "sync.changed", fields);
    }
    next_->sync_changed(status);
}

}  // namespace cohook::embed
