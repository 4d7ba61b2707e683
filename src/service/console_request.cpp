#include "service/console_request.hpp"

#include "model/text_rules.hpp"

namespace cohook::service {
namespace {

std::string_view without_port(std::string_view host) {
    if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
    return host.substr(0, host.rfind(':'));
}

std::string_view authority_of(std::string_view url) {
    auto const scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    url.remove_prefix(scheme + 3);
    return url.substr(0, url.find('/'));
}

fault from_elsewhere(std::string why) {
    return fault(403, error(errc::forbidden, std::move(why)));
}

}  // namespace

bool is_own_machine(std::string_view host) {
    auto const name = without_port(host);
    return equal_ignoring_case(name, "localhost") || name == "127.0.0.1" || name == "[::1]";
}

cookie_kind cookie_for(request const& message, std::string_view own_url) {
    bool const plain = own_url.starts_with("http://") && is_own_machine(authority_of(own_url)) &&
                       is_own_machine(message.header("host").value_or(""));
    return plain ? cookie_kind::plain : cookie_kind::secure;
}

std::optional<std::string> read_cookie(request const& message, std::string_view name) {
    std::optional<std::string> found;
    for (auto const& field : message.headers) {
        if (!equal_ignoring_case(field.name, "cookie")) continue;
        for (std::string_view rest = field.value; !rest.empty();) {
            auto const end = std::min(rest.find(';'), rest.size());
            auto const pair = without_blanks(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            auto const equals = pair.find('=');
            if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
            if (found) return std::nullopt;
            found = std::string(pair.substr(equals + 1));
        }
    }
    return found;
}

std::string write_cookie(std::string_view name, std::string_view value, cookie_kind kind, std::string_view same_site,
                         std::chrono::seconds lasts) {
    std::string made(name);
    made.append("=").append(value).append("; Path=/; HttpOnly; SameSite=").append(same_site);
    if (kind == cookie_kind::secure) made += "; Secure";
    return made + "; Max-Age=" + std::to_string(lasts.count());
}

std::string_view session_cookie(cookie_kind kind) noexcept {
    return kind == cookie_kind::secure ? "__Host-cohook" : "cohook-session";
}

outcome<void> check_from_console(request const& message) {
    auto const site = message.header("sec-fetch-site").value_or("same-origin");
    if (site != "same-origin" && site != "none") return from_elsewhere("the request comes from a page of another site");
    auto const origin = message.header("origin");
    if (origin && !equal_ignoring_case(authority_of(*origin), message.header("host").value_or("")))
        return from_elsewhere("the request comes from a page of another origin");
    if (message.header("x-cohook-console").value_or("") != "1")
        return from_elsewhere("a change by a session needs the header 'X-Cohook-Console: 1'");
    return {};
}

}  // namespace cohook::service
