#include "egress/host.hpp"

#include "egress/network.hpp"
#include "model/text_rules.hpp"

#include <algorithm>

namespace cohook::egress {
namespace {

constexpr std::size_t max_name_size = 253;
constexpr std::size_t max_label_size = 63;

std::string in_lower_case(std::string_view text) {
    std::string made(text);
    for (char& c : made) c = to_lower(c);
    return made;
}

// Whether some resolver would read the label as a number: then the whole host is a number to it.
bool numeric(std::string_view label) {
    return std::all_of(label.begin(), label.end(), is_digit) || label.starts_with("0x");
}

result<url_host> parse_bracketed(std::string_view text) {
    auto inner = text.substr(1, text.size() - 2);
    auto address = parse_ipv6(inner);
    if (!address)
        return bad_url(
            "the URL has no valid IPv6 address in its brackets; write it as in https://[2606:4700::1111]/, "
            "without a zone");
    return url_host{address->to_string(), "[" + in_lower_case(inner) + "]", boost::asio::ip::address(*address)};
}

// An error, or nothing where the label is right.
std::optional<error> check_label(std::string_view label) {
    if (label.empty()) return bad_url("the host of the URL has a dot too many; write it as in hooks.example.com");
    if (label.size() > max_label_size)
        return bad_url("a label of the URL's host is longer than 63 characters; as many are allowed between two dots");
    for (char c : label)
        if (!is_alphanumeric(c) && c != '-' && c != '_')
            return bad_url(std::string("the host of the URL holds '") + c +
                           "'; only letters, digits, '-' and '_' may stand between its dots");
    if (label.front() == '-' || label.back() == '-')
        return bad_url(
            "a label of the URL's host begins or ends with '-', as names of the Internet do not (RFC 1123); write the "
            "name as in hooks-1.example.com");
    return std::nullopt;
}

bool ends_with_label(std::string_view name, std::string_view suffix) {
    if (!name.ends_with(suffix)) return false;
    return name.size() == suffix.size() || name[name.size() - suffix.size() - 1] == '.';
}

}  // namespace

error bad_url(std::string what) {
    return error(errc::invalid_argument, std::move(what), "url");
}

result<url_host> parse_host(std::string_view text) {
    if (text.empty()) return bad_url("the URL has no host; write it as in https://hooks.example.com/in");
    if (text.front() == '[' && text.back() == ']') return parse_bracketed(text);
    auto name = in_lower_case(text);
    if (name.back() == '.') name.pop_back();
    if (name.size() > max_name_size)
        return bad_url("the host of the URL is longer than 253 characters; use a name of at most as many");
    std::string_view rest = name;
    for (;;) {
        auto dot = rest.find('.');
        if (auto wrong = check_label(rest.substr(0, dot))) return *wrong;
        if (dot == std::string_view::npos) break;
        rest.remove_prefix(dot + 1);
    }
    if (!numeric(rest)) return url_host{name, name, std::nullopt};
    auto address = parse_ipv4(name);
    if (!address)
        return bad_url(
            "the host of the URL ends in a number but is not an IPv4 address; write four decimal numbers "
            "without leading zeros, such as 192.0.2.1, or a name");
    return url_host{name, name, boost::asio::ip::address(*address)};
}

std::string_view refused_name(std::string_view name) {
    struct suffix {
        std::string_view name;
        std::string_view reason;
    };
    static constexpr suffix suffixes[] = {
        {"localhost", "it means the machine itself (RFC 6761); use a public name"},
        {"localdomain", "it means the machine itself; use a public name"},
        {"local", "it is for multicast DNS (RFC 6762); use a public name"},
        {"internal", "it is reserved for private use by ICANN; use a public name"},
        {"home.arpa", "it means the local network (RFC 8375); use a public name"},
    };
    for (auto const& one : suffixes)
        if (ends_with_label(name, one.name)) return one.reason;
    if (name.find('.') == std::string_view::npos)
        return "a name without a dot means another host on every network; use the full name";
    return {};
}

}  // namespace cohook::egress
