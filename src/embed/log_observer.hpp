// What the engine does, as lines for the host's log; everything is passed on to the host's own observer as well.
#pragma once

#include <cohook/engine.hpp>
#include <cohook/sender.hpp>

#include <functional>

namespace cohook::embed {

class log_observer final : public engine_observer {
public:
    /// `next` outlives this; null: none.
    log_observer(std::function<void(log_line const&)> log, engine_observer* next);

    void accepted(std::uint64_t deliveries) override;
    void attempted(delivery const& row, attempt const& made) override;
    void endpoint_disabled(std::string const& endpoint_id, std::string const& reason) override;
    void breaker_changed(std::string const& endpoint_id, bool open) override;
    void sync_changed(sync_status const& status) override;

private:
    std::function<void(log_line const&)> log_;
    engine_observer* next_;
    engine_observer silent_;
};

}  // namespace cohook::embed
