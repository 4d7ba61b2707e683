// One signed POST through the transport of production, without a server: what `send` and `doctor` do.
#pragma once

#include "cli/command.hpp"
#include "cli/outgoing.hpp"
#include "egress/url.hpp"
#include "transport/transport.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>

namespace cohook::cli {

/// A transport with the settings allow-address, allow-http, nat64 and ca-file in force.
class sender {
public:
    static result<std::unique_ptr<sender>> make(settings const& config, boost::asio::any_io_executor executor);
    virtual ~sender() = default;

    virtual egress::address_policy const& policy() const noexcept = 0;
    /// `url` and `what` must stay alive until done.
    virtual boost::asio::awaitable<transport::post_outcome> post(egress::url const& url,
                                                                 outgoing_request const& what) = 0;
};

}  // namespace cohook::cli
