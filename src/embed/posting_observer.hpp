// The host's observer on the host's own executor: what the engine tells goes there in copies, in the order it was told.
#pragma once

#include <cohook/engine.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <utility>

namespace cohook::embed {

class posting_observer final : public engine_observer {
public:
    /// `told` outlives whatever was posted.
    posting_observer(boost::asio::any_io_executor where, engine_observer* told)
        : where_(std::move(where)), told_(told) {}

    /// Whether there is somebody to tell, and somewhere else to tell it.
    bool has_place() const noexcept { return where_ && told_ != nullptr; }

    void accepted(std::uint64_t deliveries) override;
    void attempted(delivery const& row, attempt const& made) override;
    void endpoint_disabled(std::string const& endpoint_id, std::string const& reason) override;
    void breaker_changed(std::string const& endpoint_id, bool open) override;
    void sync_changed(sync_status const& status) override;

private:
    boost::asio::any_io_executor where_;
    engine_observer* told_;
};

}  // namespace cohook::embed
