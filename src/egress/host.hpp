// The host part of a URL: which texts are names, which are addresses, which are neither.
#pragma once

#include <cohook/error.hpp>

#include <boost/asio/ip/address.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace cohook::egress {

/// What is said of a URL that breaks the rules.
error bad_url(std::string what);

/// A host that follows the rules.
struct url_host {
    std::string name;   ///< lower case, without the trailing dot; of a literal its canonical text, without brackets
    std::string field;  ///< as in a Host field, without a port
    std::optional<boost::asio::ip::address> address;
};

/// Reads the text between "://" and the port: a name of labels, a strict dotted quad, or `[IPv6]`. A text whose last
/// label is a number is a dotted quad or refused: resolvers read the other forms in different ways.
/// Errors: `invalid_argument`.
result<url_host> parse_host(std::string_view text);

/// Why no webhook goes to this name, whatever DNS says of it; empty where it may. Takes `url_host::name` of a name.
/// Covers single labels, which search domains expand, and names that by their standards mean the machine or the local
/// network.
std::string_view refused_name(std::string_view name);

}  // namespace cohook::egress
