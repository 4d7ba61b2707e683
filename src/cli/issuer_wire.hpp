// What an OpenID Connect issuer is asked through: a transport of its own, on a thread of its own, under the same rules on
// addresses as every delivery.
#pragma once

#include <cohook/error.hpp>

#include "egress/policy.hpp"
#include "runtime/shard_threads.hpp"
#include "transport/http_transport.hpp"
#include "transport/system_resolver.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>

namespace cohook::cli {

class issuer_wire {
public:
    /// `authorities`: PEM, trusted besides the system's. Errors: `invalid_argument` where they cannot be read.
    static result<std::unique_ptr<issuer_wire>> open(egress::address_policy policy, std::string authorities);
    issuer_wire(issuer_wire const&) = delete;
    issuer_wire& operator=(issuer_wire const&) = delete;
    /// Once nothing is exchanged any more.
    ~issuer_wire();

    transport::transport& transport() noexcept { return *wire_; }
    boost::asio::any_io_executor executor() const { return thread_.executors().front(); }

private:
    issuer_wire();

    transport::system_resolver names_;
    shard_threads thread_{1, "issuer"};
    std::unique_ptr<transport::http_transport> wire_;
};

}  // namespace cohook::cli
