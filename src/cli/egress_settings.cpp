#include "cli/egress_settings.hpp"

#include "embed/own_addresses.hpp"

namespace cohook::cli {

result<egress::address_policy> egress_policy_of(settings const& config, judged_for purpose, std::uint16_t own_port) {
    egress::policy_options options;
    options.urls.allow_http = config.boolean("allow-http");
    if (config.text("nat64") == "decode") options.nat64 = egress::nat64_mode::decode;
    if (purpose == judged_for::sending) options.own_addresses = embed::own_addresses();
    if (own_port != 0) options.own_ports.push_back(own_port);
    for (std::string const& text : config.list("allow-address")) {
        auto parsed = egress::parse_network(text);
        if (!parsed) return error(errc::invalid_argument, parsed.error().message(), config.place("allow-address"));
        options.allow_addresses.push_back(*parsed);
    }
    return egress::address_policy(std::move(options));
}

}  // namespace cohook::cli
