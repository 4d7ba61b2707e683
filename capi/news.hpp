// What the engine does, as events for the host.
#pragma once

#include <cohook/engine.hpp>

#include "event_queue.hpp"

#include <boost/json/object.hpp>

namespace cohook::capi {

class news_observer final : public engine_observer {
public:
    explicit news_observer(event_queue& events) : events_(events) {}

    void attempted(delivery const& row, attempt const& made) override;
    void endpoint_disabled(std::string const& endpoint_id, std::string const& reason) override;
    void breaker_changed(std::string const& endpoint_id, bool open) override;
    void sync_changed(sync_status const& status) override;

private:
    void tell(std::int32_t kind, boost::json::object const& what);

    event_queue& events_;
};

}  // namespace cohook::capi
