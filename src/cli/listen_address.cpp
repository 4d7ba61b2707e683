#include "cli/listen_address.hpp"

#include "egress/network.hpp"

#include <charconv>

namespace cohook::cli {

result<listen_address> parse_listen_address(std::string_view text) {
    auto const refuse = [&] {
        return error(errc::invalid_argument, "`" + std::string(text) +
                                                 "` is not an address to listen on: write ADDRESS:PORT, such as "
                                                 "127.0.0.1:8090, 0.0.0.0:443 or [::1]:0");
    };
    std::size_t const colon = text.rfind(':');
    std::string_view host = colon == std::string_view::npos ? std::string_view("127.0.0.1") : text.substr(0, colon);
    std::string_view const digits = colon == std::string_view::npos ? text : text.substr(colon + 1);
    listen_address made;
    auto const [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), made.port);
    if (digits.empty() || fault != std::errc{} || end != digits.data() + digits.size()) return refuse();
    bool const bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    auto const address = egress::parse_address(host);
    if (!address || address->is_v6() != bracketed) return refuse();
    made.address = address->to_string();
    made.is_loopback = address->is_loopback();
    return made;
}

}  // namespace cohook::cli
