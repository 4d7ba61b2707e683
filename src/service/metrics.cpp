#include "service/metrics.hpp"

#include "service/process_readings.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

namespace cohook::service {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;
using buckets = Histogram::BucketBoundaries;

constexpr std::array<std::string_view, 4> kinds{"change", "sync", "test", "replay"};
constexpr std::array<std::string_view, 10> results{"ack",           "nack",      "timeout",        "dns_error",
                                                   "connect_error", "tls_error", "protocol_error", "blocked",
                                                   "unknown",       "cancelled"};
constexpr std::array<std::string_view, 6> classes{"none", "1xx", "2xx", "3xx", "4xx", "5xx"};

buckets attempt_buckets() {
    return {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600};
}
buckets request_buckets() {
    return {.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10};
}

double seconds(std::chrono::microseconds span) {
    return std::chrono::duration<double>(span).count();
}
double seconds(wall_time moment) {
    return std::chrono::duration<double>(moment.time_since_epoch()).count();
}

std::string_view class_of(int status) noexcept {
    auto const hundreds = static_cast<std::size_t>(status / 100);
    return hundreds < classes.size() ? classes[hundreds] : classes[0];
}

Family<Counter>& counters(prometheus::Registry& registry, char const* name, char const* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}
Family<Gauge>& gauges(prometheus::Registry& registry, char const* name, char const* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}
Family<Histogram>& histograms(prometheus::Registry& registry, char const* name, char const* help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

}  // namespace

std::string_view result_label(attempt const& made) noexcept {
    if (made.verdict == attempt_verdict::acknowledged) return "ack";
    if (made.verdict == attempt_verdict::refused) return "nack";
    if (made.verdict == attempt_verdict::unknown) return "unknown";
    auto const name = to_string(made.fault);
    if (name.starts_with("dns_")) return "dns_error";
    if (name.starts_with("connect_")) return "connect_error";
    if (name.starts_with("tls_")) return "tls_error";
    if (name.ends_with("_timeout")) return "timeout";
    if (made.fault == attempt_fault::egress_blocked || made.fault == attempt_fault::endpoint_invalid) return "blocked";
    if (made.fault == attempt_fault::cancelled) return "cancelled";
    return "protocol_error";
}

struct metrics::series {
    prometheus::Registry registry;
    Family<Gauge>& build = gauges(registry, "cohook_build_info", "What is running");
    Family<Counter>& accepted = counters(registry, "cohook_events_accepted_total", "Deliveries accepted durably");
    Family<Counter>& rejected = counters(registry, "cohook_events_rejected_total", "Changes refused, by kind of error");
    Family<Counter>& attempts = counters(registry, "cohook_attempts_total", "POSTs made");
    Family<Histogram>& durations =
        histograms(registry, "cohook_attempt_duration_seconds", "How long attempts took, by result");
    Family<Histogram>& phases =
        histograms(registry, "cohook_attempt_phase_duration_seconds", "How long the parts of attempts took");
    Family<Counter>& outcomes = counters(registry, "cohook_deliveries_total", "Deliveries that ended, by outcome");
    Family<Histogram>& latency =
        histograms(registry, "cohook_delivery_latency_seconds", "From acceptance to acknowledgement");
    Family<Gauge>& queue = gauges(registry, "cohook_queue_messages", "Deliveries not ended yet");
    Family<Gauge>& oldest = gauges(registry, "cohook_queue_oldest_ready_timestamp_seconds",
                                   "When the oldest delivery that is due now was due; 0: none waits");
    Family<Gauge>& connections = gauges(registry, "cohook_connections", "Connections to receivers");
    Family<Counter>& opened = counters(registry, "cohook_connections_opened_total", "Connections made to receivers");
    Family<Counter>& reused = counters(registry, "cohook_connections_reused_total", "Attempts on a kept connection");
    Family<Gauge>& endpoints = gauges(registry, "cohook_endpoints", "Registered endpoints");
    Family<Counter>& circuits = counters(registry, "cohook_circuit_transitions_total", "Breakers that changed state");
    Family<Counter>& sync_runs = counters(registry, "cohook_sync_runs_total", "Syncs that ended, by result");
    Family<Gauge>& sync_active = gauges(registry, "cohook_sync_active", "Syncs running or paused");
    Family<Histogram>& store_time =
        histograms(registry, "cohook_store_operation_duration_seconds", "How long the store took");
    Family<Gauge>& store_bytes = gauges(registry, "cohook_store_bytes", "Size of the store");
    Family<Counter>& store_errors = counters(registry, "cohook_store_errors_total", "Store operations that failed");
    Family<Counter>& store_units = counters(registry, "cohook_store_units_total", "Units of work committed");
    Family<Counter>& store_groups = counters(registry, "cohook_store_groups_total", "Commits that carried them");
    Family<Counter>& log_lines = counters(registry, "cohook_log_messages_total", "Lines logged");
    Family<Gauge>& streams = gauges(registry, "cohook_sse_clients", "Readers of the event stream");
    Family<Gauge>& clients = gauges(registry, "cohook_server_connections", "Connections to this server");
    Family<Histogram>& http = histograms(registry, "http_server_request_duration_seconds", "Requests served");
    process_series process{registry};

    std::mutex mutex;
    std::map<std::string, double> seen;  ///< totals kept elsewhere, as last copied

    /// Brings a counter to a total that is counted elsewhere.
    void raise(Family<Counter>& family, std::map<std::string, std::string> const& labels, std::string const& name,
               double total) {
        std::lock_guard const lock(mutex);
        auto& before = seen[name];
        auto& counter = family.Add(labels);
        if (total > before) counter.Increment(total - before);
        before = std::max(before, total);
    }

    void start_at_zero();
};

void metrics::series::start_at_zero() {
    build.Add({{"version", COHOOK_VERSION}, {"compiler", "gcc " __VERSION__}}).Set(1);
    accepted.Add({{"entity", "person"}});
    for (auto const reason : {"invalid_argument", "unavailable", "storage_full", "storage_failed", "too_large"})
        rejected.Add({{"reason", reason}});
    for (auto const kind : kinds) {
        auto const add = [&](std::string_view result, std::string_view code_class) {
            attempts.Add({{"kind", std::string(kind)},
                          {"result", std::string(result)},
                          {"code_class", std::string(code_class)}});
        };
        add("ack", "2xx");
        for (auto const refused : {"3xx", "4xx", "5xx"}) add("nack", refused);
        for (auto const result : results)
            if (result != "ack" && result != "nack") add(result, "none");
    }
    for (auto const result : results) durations.Add({{"result", std::string(result)}}, attempt_buckets());
    for (auto const phase : {"dns", "connect", "tls", "write", "first_byte"})
        phases.Add({{"phase", phase}}, attempt_buckets());
    for (auto const outcome : {"acked", "expired", "cancelled", "dead"}) outcomes.Add({{"outcome", outcome}});
    latency.Add({}, attempt_buckets());
    for (auto const to : {"open", "closed"}) circuits.Add({{"to", to}});
    for (auto const result : {"completed", "cancelled", "failed"}) sync_runs.Add({{"result", result}});
    for (auto const op : {"read", "commit"}) {
        store_time.Add({{"op", op}}, request_buckets());
        store_errors.Add({{"op", op}});
    }
    for (auto const level : {"debug", "info", "warning", "error"}) log_lines.Add({{"level", level}});
}

metrics::metrics() : series_(std::make_unique<series>()) {
    series_->start_at_zero();
}
metrics::~metrics() = default;

void metrics::accepted(std::uint64_t deliveries) {
    series_->accepted.Add({{"entity", "person"}}).Increment(static_cast<double>(deliveries));
}

void metrics::attempted(delivery const& what, attempt const& made) {
    auto& all = *series_;
    std::string const result(result_label(made));
    all.attempts
        .Add({{"kind", std::string(to_string(what.kind))},
              {"result", result},
              {"code_class", std::string(class_of(made.status))}})
        .Increment();
    all.durations.Add({{"result", result}}, attempt_buckets()).Observe(seconds(made.timings.total));
    auto const phase = [&](char const* name, std::optional<std::chrono::microseconds> const& took) {
        if (took) all.phases.Add({{"phase", name}}, attempt_buckets()).Observe(seconds(*took));
    };
    phase("dns", made.timings.dns);
    phase("connect", made.timings.connect);
    phase("tls", made.timings.tls);
    phase("write", made.timings.send);
    phase("first_byte", made.timings.first_byte);
    if (what.kind == delivery_kind::test || what.kind == delivery_kind::sync) return;
    if (what.state == delivery_state::delivered) {
        all.outcomes.Add({{"outcome", "acked"}}).Increment();
        auto const ended = made.started_at + std::chrono::duration_cast<std::chrono::milliseconds>(made.timings.total);
        all.latency.Add({}, attempt_buckets()).Observe(std::max(0.0, seconds(ended) - seconds(what.accepted_at)));
    } else if (what.state == delivery_state::expired) {
        all.outcomes.Add({{"outcome", "expired"}}).Increment();
    } else if (what.state == delivery_state::cancelled) {
        all.outcomes.Add({{"outcome", "cancelled"}}).Increment();
    } else if (what.state != delivery_state::pending) {
        all.outcomes.Add({{"outcome", "dead"}}).Increment();
    }
}

void metrics::breaker_changed(bool open) {
    series_->circuits.Add({{"to", open ? "open" : "closed"}}).Increment();
}

void metrics::sync_changed(sync_status const& status) {
    if (!status.ended_at) return;
    series_->sync_runs.Add({{"result", std::string(to_string(status.state))}}).Increment();
}

void metrics::rejected(std::string_view reason) {
    series_->rejected.Add({{"reason", std::string(reason)}}).Increment();
}

void metrics::answered(std::string_view method, std::string_view route, int status, double took) {
    // Methods come from outside: only those served become labels.
    constexpr std::array<std::string_view, 6> known{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    bool const listed = std::find(known.begin(), known.end(), method) != known.end();
    series_->http
        .Add({{"http_request_method", listed ? std::string(method) : "_OTHER"},
              {"http_route", std::string(route)},
              {"http_response_status_code", std::to_string(status)}},
             request_buckets())
        .Observe(took);
}

void metrics::store_operation(std::string_view operation, double took, bool failed) {
    series_->store_time.Add({{"op", std::string(operation)}}, request_buckets()).Observe(took);
    if (failed) series_->store_errors.Add({{"op", std::string(operation)}}).Increment();
}

void metrics::logged(std::string_view level, std::uint64_t lines) {
    std::string const name(level);
    series_->raise(series_->log_lines, {{"level", name}}, "log " + name, static_cast<double>(lines));
}

std::string metrics::text(gauge_readings const& now) {
    auto& all = *series_;
    auto const number = [](std::uint64_t value) { return static_cast<double>(value); };
    auto const waiting = now.deliveries.pending - std::min(now.deliveries.pending, now.deliveries.owned);
    all.queue.Add({{"state", "scheduled"}}).Set(number(waiting));
    all.queue.Add({{"state", "ready"}})
        .Set(number(now.deliveries.owned - std::min(now.deliveries.owned, now.engine.in_flight)));
    all.queue.Add({{"state", "inflight"}}).Set(number(now.engine.in_flight));
    all.oldest.Add({}).Set(now.oldest_due ? seconds(*now.oldest_due) : 0);
    all.connections.Add({{"state", "idle"}}).Set(number(now.engine.connections_idle));
    all.connections.Add({{"state", "active"}}).Set(number(now.engine.in_flight));
    all.raise(all.opened, {}, "opened", number(now.engine.connections_opened));
    all.raise(all.reused, {}, "reused", number(now.engine.connections_reused));
    all.endpoints.Add({{"state", "registered"}}).Set(number(now.endpoints));
    all.endpoints.Add({{"state", "open"}}).Set(number(now.engine.breakers_open));
    all.sync_active.Add({}).Set(number(now.engine.syncs));
    all.store_bytes.Add({}).Set(number(now.store.bytes));
    all.raise(all.store_units, {}, "units", number(now.store.units));
    all.raise(all.store_groups, {}, "groups", number(now.store.groups));
    all.streams.Add({}).Set(number(now.stream_clients));
    all.clients.Add({}).Set(number(now.clients));
    all.process.read();
    return prometheus::TextSerializer().Serialize(all.registry.Collect());
}

}  // namespace cohook::service
