#include "service/sending_log.hpp"

#include <utility>

namespace cohook::service {

namespace json = boost::json;

namespace {

constexpr std::size_t most_remembered = 256;

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

json::object fields_of(delivery const& row, attempt const& made) {
    json::object fields{{"endpointId", row.endpoint_id},
                        {"deliveryId", "dlv_" + std::to_string(row.id)},
                        {"kind", view(to_string(row.kind))},
                        {"number", made.number},
                        {"status", made.status},
                        {"totalMs", static_cast<double>(made.timings.total.count()) / 1000.0}};
    if (made.fault != attempt_fault::none) fields.emplace("error", view(to_string(made.fault)));
    return fields;
}

json::object fields_of(sync_status const& status) {
    json::object fields{{"endpointId", status.endpoint_id},       {"syncId", "syn_" + std::to_string(status.id)},
                        {"state", view(to_string(status.state))}, {"total", status.total},
                        {"acknowledged", status.acknowledged},    {"failed", status.failed}};
    if (!status.reason.empty()) fields.emplace("reason", status.reason);
    return fields;
}

bool has_ended(sync_state state) noexcept {
    return state != sync_state::running && state != sync_state::paused;
}

}  // namespace

void sending_log::attempted(delivery const& row, attempt const& made) {
    if (log_.wants(log_level::debug)) {
        bool const good = made.verdict == attempt_verdict::acknowledged;
        log_.write(log_level::debug, good ? "attempt.acknowledged" : "attempt.failed", fields_of(row, made));
    }
    next_.attempted(row, made);
}

void sending_log::endpoint_disabled(std::string const& endpoint_id, std::string const& reason) {
    if (log_.wants(log_level::warning))
        log_.write(log_level::warning, "endpoint.disabled", {{"endpointId", endpoint_id}, {"reason", reason}});
    next_.endpoint_disabled(endpoint_id, reason);
}

void sending_log::breaker_changed(std::string const& endpoint_id, bool open) {
    auto const level = open ? log_level::warning : log_level::info;
    if (log_.wants(level)) log_.write(level, open ? "breaker.opened" : "breaker.closed", {{"endpointId", endpoint_id}});
    next_.breaker_changed(endpoint_id, open);
}

/// The engine tells how far a sync is, many times, its end as well; the log tells what became of it.
bool sending_log::is_news(sync_status const& status) {
    std::lock_guard const held(guard_);
    auto const known = syncs_.find(status.id);
    if (known != syncs_.end() && known->second == status.state) return false;
    if (syncs_.size() >= most_remembered)
        std::erase_if(syncs_, [](auto const& each) { return has_ended(each.second); });
    syncs_[status.id] = status.state;
    return true;
}

void sending_log::sync_changed(sync_status const& status) {
    auto const level = status.state == sync_state::failed ? log_level::warning : log_level::info;
    if (is_news(status) && log_.wants(level)) log_.write(level, "sync.changed", fields_of(status));
    next_.sync_changed(status);
}

}  // namespace cohook::service
