// The numbers for Prometheus: counted as things happen, sampled at a scrape. Every series is there from the start, with
// zero; no label has more values than this page can list.
#pragma once

#include <cohook/engine.hpp>

#include "store/store.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cohook::service {

/// What is read at the moment of a scrape.
struct gauge_readings {
    engine_stats engine;
    store::store_stats store;
    store::state_counts deliveries;
    std::uint64_t endpoints = 0;
    std::optional<wall_time> oldest_due;
    std::size_t clients = 0;         ///< connections to this server
    std::size_t stream_clients = 0;  ///< of the event stream
};

/// Thread-safe.
class metrics {
public:
    metrics();
    metrics(metrics const&) = delete;
    metrics& operator=(metrics const&) = delete;
    ~metrics();

    void accepted(std::uint64_t deliveries);
    void attempted(delivery const& what, attempt const& made);
    void breaker_changed(bool open);
    void sync_changed(sync_status const& status);
    void rejected(std::string_view reason);  ///< a message or a change that was refused, by the kind of error
    void answered(std::string_view method, std::string_view route, int status, double seconds);
    void store_operation(std::string_view operation, double seconds, bool failed);
    void logged(std::string_view level, std::uint64_t lines);

    /// Text format 0.0.4.
    std::string text(gauge_readings const& now);

private:
    struct series;
    std::unique_ptr<series> series_;
};

/// The label `result` of an attempt: `ack`, `nack`, `timeout`, `dns_error`, `connect_error`, `tls_error`,
/// `protocol_error`, `blocked`, `unknown`, `cancelled`.
std::string_view result_label(attempt const& made) noexcept;

}  // namespace cohook::service
