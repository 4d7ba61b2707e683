#include "egress/url.hpp"

#include "egress/host.hpp"
#include "model/text_rules.hpp"

#include <algorithm>
#include <utility>

namespace cohook::egress {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view example = "https://hooks.example.com/in";

std::optional<error> check_character(unsigned char c, std::size_t at) {
    auto where = " at position " + std::to_string(at + 1);
    if (c >= 0x80)
        return bad_url("the URL holds a character that is not ASCII" + where +
                       "; write a name in punycode (xn--…) and percent-encode the path");
    if (c == ' ') return bad_url("the URL holds a space" + where + "; percent-encode it as %20");
    if (c < 0x20 || c == 0x7f) return bad_url("the URL holds a control character" + where + "; leave it out");
    if (c == '#') return bad_url("the URL has a fragment (#)" + where + "; fragments are never sent, leave it out");
    if (c == '\\') return bad_url("the URL holds a backslash" + where + "; write '/' or percent-encode it as %5C");
    if ("\"<>^`{|}"sv.find(static_cast<char>(c)) != std::string_view::npos)
        return bad_url(std::string("the URL holds '") + static_cast<char>(c) + "'" + where + "; percent-encode it");
    return std::nullopt;
}

std::optional<error> check_text(std::string_view text) {
    if (text.empty()) return bad_url("the URL is empty; write it in full, such as " + std::string(example));
    if (text.size() > max_url_size)
        return bad_url("the URL is " + std::to_string(text.size()) + " bytes long; at most " +
                       std::to_string(max_url_size) + " are allowed");
    for (std::size_t i = 0; i < text.size(); ++i)
        if (auto wrong = check_character(static_cast<unsigned char>(text[i]), i)) return wrong;
    return std::nullopt;
}

// Takes the scheme and "://" off the front.
result<url_scheme> take_scheme(std::string_view& text) {
    auto colon = text.find(':');
    auto name = text.substr(0, colon);
    bool tls = equal_ignoring_case(name, "https");
    if (colon == std::string_view::npos || (!tls && !equal_ignoring_case(name, "http")))
        return bad_url("the URL does not begin with https://; write it in full, such as " + std::string(example));
    text.remove_prefix(colon + 1);
    if (!text.starts_with("//"))
        return bad_url("the scheme of the URL is not followed by two slashes; write it as in " + std::string(example));
    text.remove_prefix(2);
    return tls ? url_scheme::https : url_scheme::http;
}

// The digits after the colon; none mean the default (RFC 3986 section 6.2.3). Leading zeros are harmless, because the
// Host field is made from the number. 0 is left to the rules of ports.
result<std::uint16_t> parse_port(std::string_view digits, std::uint16_t usual) {
    if (digits.empty()) return usual;
    for (char c : digits)
        if (!is_digit(c)) return bad_url("the port of the URL is not a number; write digits alone, such as :8443");
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    unsigned value = 0;
    for (char c : digits.substr(0, 6)) value = value * 10 + static_cast<unsigned>(c - '0');
    if (value > 65535) return bad_url("the port of the URL is over 65535; leave it out to use the default");
    return static_cast<std::uint16_t>(value);
}

// Splits `host[:port]`; the colons of an IPv6 literal are inside its brackets.
struct host_and_port {
    std::string_view host;
    std::string_view port;
};

result<host_and_port> split_authority(std::string_view text) {
    if (text.empty()) return bad_url("the URL has no host; write it as in " + std::string(example));
    if (text.find('@') != std::string_view::npos)
        return bad_url("the URL holds a user name or password (@); they leak into logs, use a custom header instead");
    if (text.find('%') != std::string_view::npos)
        return bad_url("the host of the URL holds '%'; nothing may be percent-encoded there, nor an IPv6 zone given");
    std::size_t end = 0;
    if (text.front() == '[') {
        end = text.find(']');
        if (end == std::string_view::npos) return bad_url("the URL has a '[' without a ']' in its host");
        ++end;
    } else {
        end = std::min(text.find(':'), text.size());
    }
    host_and_port parts{text.substr(0, end), {}};
    auto rest = text.substr(end);
    if (rest.empty()) return parts;
    if (rest.front() != ':') return bad_url("the URL has something other than a port after the ']' of its host");
    parts.port = rest.substr(1);
    if (parts.port.find(':') != std::string_view::npos)
        return bad_url(
            "the host of the URL has more than one colon; write an IPv6 address in brackets: https://[2001:…]/");
    return parts;
}

std::optional<error> check_escapes(std::string_view target) {
    for (auto at = target.find('%'); at != std::string_view::npos; at = target.find('%', at + 1))
        if (at + 2 >= target.size() || hex_value(target[at + 1]) < 0 || hex_value(target[at + 2]) < 0)
            return bad_url(
                "the path or query of the URL holds '%' without two hexadecimal digits; write a literal "
                "percent sign as %25");
    return std::nullopt;
}

error refused(std::string what) {
    return error(errc::blocked, std::move(what), "url");
}

// What is well formed and yet not for webhooks.
std::optional<error> check_rules(url const& parsed, url_rules const& rules) {
    if (!parsed.is_tls() && !rules.allow_http)
        return bad_url("the URL begins with http://; messages are sent over https:// only");
    if (!port_allowed(parsed.port(), rules.ports))
        return refused("the port " + std::to_string(parsed.port()) +
                       " is not for webhooks; use 443, or one above 1023 that no other protocol is known for");
    if (parsed.is_address()) return std::nullopt;
    if (auto reason = refused_name(parsed.host()); !reason.empty())
        return refused("the host '" + parsed.host() + "' is not for webhooks: " + std::string(reason));
    return std::nullopt;
}

}  // namespace

result<url> parse_url(std::string_view text, url_rules const& rules) {
    if (auto wrong = check_text(text)) return *wrong;
    auto rest = text;
    auto scheme = take_scheme(rest);
    if (!scheme) return scheme.error();
    auto authority = rest.substr(0, rest.find_first_of("/?"));
    auto target = rest.substr(authority.size());
    auto parts = split_authority(authority);
    if (!parts) return parts.error();
    auto host = parse_host(parts->host);
    if (!host) return host.error();
    if (auto wrong = check_escapes(target)) return *wrong;

    std::uint16_t usual = *scheme == url_scheme::https ? 443 : 80;
    auto port = parse_port(parts->port, usual);
    if (!port) return port.error();

    url made;
    made.port_ = *port;
    made.text_ = text;
    made.scheme_ = *scheme;
    made.host_ = host->name;
    made.address_ = host->address;
    made.host_header_ = host->field;
    if (made.port_ != usual) made.host_header_ += ":" + std::to_string(made.port_);
    if (!target.starts_with('/')) made.target_ = "/";
    made.target_ += target;
    if (auto wrong = check_rules(made, rules)) return *wrong;
    return made;
}

}  // namespace cohook::egress
