// What the engine does, as lines of the server's log. A line that nobody asked for is not made: an attempt is told at debug
// alone, and is the hot path.
#pragma once

#include <cohook/engine.hpp>

#include "service/event_log.hpp"

#include <map>
#include <mutex>

namespace cohook::service {

/// Passes everything on to the next observer. Thread-safe.
class sending_log final : public engine_observer {
public:
    /// Both outlive this.
    sending_log(event_log& log, engine_observer& next) : log_(log), next_(next) {}

    void accepted(std::uint64_t deliveries) override { next_.accepted(deliveries); }
    void attempted(delivery const& row, attempt const& made) override;
    void endpoint_disabled(std::string const& endpoint_id, std::string const& reason) override;
    void breaker_changed(std::string const& endpoint_id, bool open) override;
    void sync_changed(sync_status const& status) override;

private:
    bool is_news(sync_status const& status);

    event_log& log_;
    engine_observer& next_;
    std::mutex guard_;
    std::map<record_id, sync_state> syncs_;  ///< as they were told last; those that ended are forgotten in time
};

}  // namespace cohook::service
