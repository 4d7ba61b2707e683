// The transport of production, kept from this machine itself: interfaces come and go while a program runs.
#pragma once

#include <cohook/error.hpp>
#include <cohook/time.hpp>

#include "egress/policy.hpp"
#include "runtime/clock.hpp"
#include "transport/http_transport.hpp"

#include <boost/asio/ip/address.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace cohook::embed {

/// Asks `look` for this machine's addresses right before the first attempt, and again before one that comes a while after
/// the last look, and judges by what it says from then on. An idle wire costs nothing: it has no timer.
class watchful_wire final : public transport::transport {
public:
    using interfaces = std::function<std::vector<boost::asio::ip::address>()>;
    /// How old a look may be when an attempt begins.
    static constexpr steady_span patience = std::chrono::seconds(5);

    /// `rules` is read at the first attempt and must outlive the wire; its `own_addresses` are replaced by those of `look`.
    watchful_wire(std::unique_ptr<cohook::transport::http_transport> wire, egress::policy_options const& rules,
                  clock& time, interfaces look);

    boost::asio::awaitable<void> post(cohook::transport::post_request const& request,
                                      cohook::transport::post_outcome& into) override;
    void drop_idle(egress::url const* origin) override { wire_->drop_idle(origin); }
    cohook::transport::transport_stats stats() const override { return wire_->stats(); }

private:
    void look_again();

    std::unique_ptr<cohook::transport::http_transport> wire_;
    egress::policy_options const& rules_;
    clock& time_;
    interfaces look_;
    std::optional<steady_time> looked_at_;
};

}  // namespace cohook::embed
