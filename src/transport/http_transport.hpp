// The transport of production, and what it is made of.
#pragma once

#include <cohook/error.hpp>

#include "egress/policy.hpp"
#include "runtime/clock.hpp"
#include "transport/connector.hpp"
#include "transport/pool_limits.hpp"
#include "transport/resolver.hpp"
#include "transport/response_limits.hpp"
#include "transport/tls_options.hpp"
#include "transport/transport.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace cohook::transport {

/// What a transport is wired to. `clock` and `names` must outlive it, and may be shared by several.
struct transport_options {
    cohook::clock* clock = &system_clock();
    resolver* names = nullptr;                             ///< required
    std::shared_ptr<egress::address_policy const> policy;  ///< required
    tls_options tls;
    pool_limits pool;
    response_limits response;
    steady_span head_start = std::chrono::milliseconds(250);  ///< between two addresses of one name (RFC 8305)
    connect_observer observer;  ///< told of every address right before a packet is sent to it; may be empty
};

/// One per shard. Its timer keeps the executor's context busy while connections rest and a little longer: destroy the
/// transport to let `run` return. No exchange may be running then.
class http_transport : public transport {
public:
    /// For the exchanges that begin from now on; idle connections made under another policy are closed.
    virtual void set_policy(std::shared_ptr<egress::address_policy const> policy) = 0;
};

/// Errors: `invalid_argument` where the extra certificate authorities cannot be read or a required part is missing;
/// `internal` where OpenSSL refuses. Every call of the transport is made on `executor`, which must be single-threaded.
result<std::unique_ptr<http_transport>> make_transport(boost::asio::any_io_executor executor,
                                                       transport_options options);

}  // namespace cohook::transport
