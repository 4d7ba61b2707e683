#include "embed/watchful_wire.hpp"

#include <utility>

namespace cohook::embed {

namespace wire = cohook::transport;

watchful_wire::watchful_wire(std::unique_ptr<wire::http_transport> inner, egress::policy_options const& rules,
                             clock& time, interfaces look)
    : wire_(std::move(inner)), rules_(rules), time_(time), look_(std::move(look)) {}

boost::asio::awaitable<void> watchful_wire::post(wire::post_request const& request, wire::post_outcome& into) {
    auto const now = time_.now();
    if (!looked_at_ || now - *looked_at_ >= patience) {
        looked_at_ = now;
        look_again();
    }
    return wire_->post(request, into);
}

void watchful_wire::look_again() {
    auto seen = rules_;
    seen.own_addresses = look_();
    // The same addresses make the same version, and connections at rest stay.
    wire_->set_policy(std::make_shared<egress::address_policy const>(std::move(seen)));
}

}  // namespace cohook::embed
