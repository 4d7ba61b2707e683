#include "cli/issuer_wire.hpp"

#include "runtime/clock.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace cohook::cli {

issuer_wire::issuer_wire() : names_(system_clock(), transport::system_resolver_options()) {}

/// Its connections belong to its executor: that is where they end.
issuer_wire::~issuer_wire() {
    boost::asio::post(executor(), [ended = std::move(wire_)]() mutable { ended.reset(); });
    thread_.stop();
}

result<std::unique_ptr<issuer_wire>> issuer_wire::open(egress::address_policy policy, std::string authorities) {
    std::unique_ptr<issuer_wire> made(new issuer_wire());
    transport::transport_options options;
    options.names = &made->names_;
    options.policy = std::make_shared<egress::address_policy const>(std::move(policy));
    options.tls.extra_authorities = std::move(authorities);
    auto wire = transport::make_transport(made->executor(), std::move(options));
    if (!wire) return wire.error();
    made->wire_ = std::move(*wire);
    return made;
}

}  // namespace cohook::cli
