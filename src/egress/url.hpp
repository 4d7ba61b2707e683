// The one strict parser of endpoint URLs. What it returns is used for the check, the connection, the Host field, the
// server name of TLS and the certificate: nothing ever parses the text a second time, so no two readers can disagree.
#pragma once

#include <cohook/error.hpp>

#include "egress/ports.hpp"

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cohook::egress {

/// The longest URL that may be registered, in bytes.
inline constexpr std::size_t max_url_size = 2048;

/// What an operator may configure about URLs. The defaults are the rules of production.
struct url_rules {
    bool allow_http = false;  ///< development and tests only: `--allow-http`
    port_rules ports;
};

enum class url_scheme { https, http };

/// A URL that follows every rule of the house. A value: immutable, free to copy and to share between threads.
class url {
public:
    url_scheme scheme() const noexcept { return scheme_; }
    bool is_tls() const noexcept { return scheme_ == url_scheme::https; }

    /// The name as used for DNS, SNI and the certificate: lower-case ASCII, one trailing dot stripped. Of an address
    /// literal its canonical text, without brackets. Resolve a name as absolute: `host() + "."`.
    std::string const& host() const noexcept { return host_; }

    /// Whether the host is an address literal; then there is nothing to resolve and no SNI to send.
    bool is_address() const noexcept { return address_.has_value(); }
    /// The literal. Empty where the host is a name.
    std::optional<boost::asio::ip::address> const& address() const noexcept { return address_; }

    /// 1 to 65535; the default of the scheme where the URL names none.
    std::uint16_t port() const noexcept { return port_; }

    /// The exact value of the Host field: IPv6 in brackets, the port only where it is not the scheme's default.
    std::string const& host_header() const noexcept { return host_header_; }

    /// The request target: path and query byte for byte as registered; "/" stands in for an empty path.
    std::string const& target() const noexcept { return target_; }

    /// The text as registered.
    std::string const& text() const noexcept { return text_; }

    friend bool operator==(url const& left, url const& right) noexcept { return left.text_ == right.text_; }

private:
    friend result<url> parse_url(std::string_view text, url_rules const& rules);
    url() = default;

    std::string text_;
    std::string host_;
    std::string host_header_;
    std::string target_;
    std::optional<boost::asio::ip::address> address_;
    url_scheme scheme_ = url_scheme::https;
    std::uint16_t port_ = 0;
};

/// Parses an endpoint URL: printable ASCII of at most 2048 bytes; scheme http or https; no userinfo and no fragment;
/// the host labels of letters, digits, hyphens and underscores, or a strict dotted quad, or an IPv6 literal in brackets
/// without a zone. A host that ends in a number is a dotted quad or nothing. Stricter than RFC 3986 and the URL
/// Standard wherever resolvers and clients are known to disagree.
/// Errors: `invalid_argument` for what is not such a URL (http included, unless the rules allow it); `blocked` for a
/// well-formed URL whose port or name (single label, localhost, *.local, *.internal …) is refused whatever DNS says.
/// The message never repeats path or query, which may hold a secret. An address literal is *not* judged here: ask
/// `address_policy::judge`.
result<url> parse_url(std::string_view text, url_rules const& rules);

}  // namespace cohook::egress
