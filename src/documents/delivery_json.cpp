#include "documents/delivery_json.hpp"

#include "model/iso_time.hpp"
#include "model/text_rules.hpp"

#include <boost/json/array.hpp>
#include <openssl/evp.h>

#include <array>
#include <charconv>

namespace cohook::documents {
namespace {

namespace json = boost::json;

json::value in_milliseconds(std::optional<std::chrono::microseconds> const& span) {
    if (!span) return nullptr;
    return static_cast<double>(span->count()) / 1000.0;
}

json::object timings_of(phase_timings const& timings) {
    return {{"dns", in_milliseconds(timings.dns)},
            {"connect", in_milliseconds(timings.connect)},
            {"tls", in_milliseconds(timings.tls)},
            {"send", in_milliseconds(timings.send)},
            {"firstByte", in_milliseconds(timings.first_byte)},
            {"total", in_milliseconds(timings.total)}};
}

/// Receivers answer what they like: what is not text travels as base64.
void put_bytes(json::object& into, std::string const& name, std::string const& bytes) {
    if (is_utf8(bytes)) {
        into.emplace(name, bytes);
        return;
    }
    std::string encoded((bytes.size() + 2) / 3 * 4 + 1, '\0');
    auto const length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                        reinterpret_cast<unsigned char const*>(bytes.data()), static_cast<int>(bytes.size()));
    encoded.resize(static_cast<std::size_t>(length));
    into.emplace(name + "Base64", encoded);
}

std::string sentence_of(attempt const& made) {
    switch (made.verdict) {
        case attempt_verdict::acknowledged: return "Acknowledged with status " + std::to_string(made.status) + ".";
        case attempt_verdict::refused:
            if (made.fault != attempt_fault::none) return std::string(explain(made.fault));
            return "Answered with status " + std::to_string(made.status) + ", which does not acknowledge.";
        case attempt_verdict::unknown:
            return "The sender stopped before it could record the outcome; the receiver may have it.";
        case attempt_verdict::failed: return std::string(explain(made.fault));
    }
    return {};
}

}  // namespace

json::value show_time(std::optional<wall_time> const& moment) {
    if (!moment) return nullptr;
    return json::value(iso_text(*moment));
}

std::string show_id(std::string_view prefix, record_id id) {
    return std::string(prefix) + std::to_string(id);
}

std::optional<record_id> read_id(std::string_view prefix, std::string_view text) noexcept {
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    record_id id = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (failed != std::errc() || end != text.data() + text.size() || id <= 0) return std::nullopt;
    return id;
}

json::object show_message(delivery const& row) {
    return {{"messageId", std::to_string(row.message_id)},
            {"applicationId", row.tenant},
            {"endpointId", row.endpoint_id},
            {"kind", show(to_string(row.kind))},
            {"type", row.type},
            {"key", row.key},
            {"acceptedAt", show_time(row.accepted_at)},
            {"deliveryId", show_id("dlv_", row.id)},
            {"state", show(to_string(row.state))}};
}

json::object show_delivery(delivery const& row) {
    json::object made{
        {"id", show_id("dlv_", row.id)},
        {"messageId", std::to_string(row.message_id)},
        {"endpointId", row.endpoint_id},
        {"applicationId", row.tenant},
        {"kind", show(to_string(row.kind))},
        {"state", show(to_string(row.state))},
        {"type", row.type},
        {"key", row.key},
        {"acceptedAt", show_time(row.accepted_at)},
        {"expiresAt", show_time(row.expires_at)},
        {"nextAttemptAt", row.state == delivery_state::pending ? show_time(row.due_at) : json::value()},
        {"settledAt", show_time(row.settled_at)},
        {"attempts", row.attempts},
        {"failures", row.failures},
        {"coalesced", row.coalesced},
        {"replayOf", nullptr},
    };
    if (row.replay_of) made["replayOf"] = show_id("dlv_", *row.replay_of);
    return made;
}

json::object show_attempt(attempt const& made, attempt_parts parts) {
    json::object shown{
        {"id", show_id("att_", made.id)},
        {"deliveryId", show_id("dlv_", made.delivery_id)},
        {"endpointId", made.endpoint_id},
        {"number", made.number},
        {"verdict", show(to_string(made.verdict))},
        {"status", made.status == 0 ? json::value() : json::value(made.status)},
        {"error", made.fault == attempt_fault::none ? json::value() : json::value(show(to_string(made.fault)))},
        {"explanation", sentence_of(made)},
        {"wire", show(to_string(made.wire))},
        {"startedAt", show_time(made.started_at)},
        {"timingsMs", timings_of(made.timings)},
        {"connectionReused", made.connection_reused},
        {"tlsVersion", made.tls_version},
        {"certificateExpiresAt", show_time(made.certificate_expires_at)},
    };
    if (parts.operators) {
        shown.emplace("peer", made.peer);
        put_bytes(shown, "detail", made.detail);
    }
    if (parts.request) put_bytes(shown, "requestHead", made.request_head);
    if (parts.response) {
        put_bytes(shown, "responseHead", made.response_head);
        put_bytes(shown, "responseBody", made.response_body);
        shown.emplace("responseTruncated", made.response_truncated);
    }
    return shown;
}

json::object show_failed_record(failed_record const& one) {
    return {{"key", one.key},
            {"attempts", one.attempts},
            {"givenUp", !one.due_at},
            {"nextAttemptAt", show_time(one.due_at)},
            {"firstFailedAt", show_time(one.first_at)},
            {"error", one.error}};
}

json::object show_sync(sync_status const& status) {
    auto const settled = status.acknowledged + status.failed + status.skipped;
    json::object made{
        {"id", show_id("syn_", status.id)},
        {"applicationId", status.tenant},
        {"endpointId", status.endpoint_id},
        {"state", show(to_string(status.state))},
        {"total", status.total},
        {"done", settled},
        {"acknowledged", status.acknowledged},
        {"failed", status.failed},
        {"waiting", status.waiting},
        {"skipped", status.skipped},
        {"requestIntervalMs", status.interval.count()},
        {"syncBatch", status.batch},
        {"retryOf", nullptr},
        {"startedAt", show_time(status.started_at)},
        {"endedAt", show_time(status.ended_at)},
        {"reason", status.reason},
        {"ratePerSecond", status.rate},
        {"remainingMs", nullptr},
    };
    if (status.retry_of != 0) made["retryOf"] = show_id("syn_", status.retry_of);
    if (status.remaining) made["remainingMs"] = status.remaining->count();
    return made;
}

json::object show_finding(finding const& one) {
    return {{"check", one.check}, {"standing", show(to_string(one.how))}, {"what", one.what}, {"remedy", one.remedy}};
}

json::object show_test(test_report const& report, bool operators) {
    attempt_parts parts;
    parts.request = true;
    parts.response = true;
    parts.operators = operators;
    json::object made{
        {"acknowledged", report.acknowledged},
        {"verdict", report.verdict},
        {"attempt", show_attempt(report.made, parts)},
        {"checksSignatures", nullptr},
        {"probe", nullptr},
    };
    // A tenant tests its own endpoint: the address it answered from is part of what it wants to know.
    made["peer"] = report.made.peer;
    put_bytes(made, "requestBody", report.request_body);
    if (report.checks_signatures) made["checksSignatures"] = *report.checks_signatures;
    if (report.probe) made["probe"] = show_attempt(*report.probe, parts);
    return made;
}

json::object show_progress(test_progress const& progress) {
    constexpr std::array<std::string_view, 6> phases{"dns", "connect", "tls", "send", "firstByte", "answer"};
    return {{"deliveryId", show_id("dlv_", progress.delivery_id)},
            {"probe", progress.probing},
            {"phase", show(phases.at(static_cast<std::size_t>(progress.now)))},
            {"timingsMs", timings_of(progress.so_far)}};
}

}  // namespace cohook::documents
