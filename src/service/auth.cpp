#include "service/auth.hpp"

#include "model/text_rules.hpp"

namespace cohook::service {

namespace asio = boost::asio;

namespace {

fault unauthenticated(std::string message) {
    return fault(401, error(errc::unauthorized, std::move(message)));
}

std::string_view without_port(std::string_view host) {
    if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
    return host.substr(0, host.rfind(':'));
}

bool is_own_machine(std::string_view host) {
    auto const name = without_port(host);
    return equal_ignoring_case(name, "localhost") || name == "127.0.0.1" || name == "[::1]";
}

/// A page of another site can make a browser on this machine ask us; a browser then names the page's origin, or (by a
/// name that was rebound to the loopback address) a foreign host.
bool from_own_machine(request const& message) {
    if (!is_own_machine(message.header("host").value_or(""))) return false;
    auto const origin = message.header("origin");
    if (!origin) return true;
    auto const scheme = origin->find("://");
    return scheme != std::string_view::npos && is_own_machine(origin->substr(scheme + 3));
}

}  // namespace

outcome<std::optional<std::string>> key_of(request const& message) {
    if (message.header_count("authorization") > 1 || message.header_count("x-access-token") > 1)
        return unauthenticated("the API key is given twice; give it once");
    std::optional<std::string> key;
    if (auto const token = message.header("x-access-token")) key = std::string(*token);
    if (auto const given = message.header("authorization")) {
        auto const space = given->find(' ');
        if (!equal_ignoring_case(given->substr(0, space), "bearer") || space == std::string_view::npos)
            return unauthenticated("Authorization must be 'Bearer' and the API key");
        auto const text = given->substr(given->find_first_not_of(' ', space));
        if (key && *key != text)
            return unauthenticated("x-access-token and Authorization hold different API keys; give one");
        key = std::string(text);
    }
    return key;
}

asio::awaitable<outcome<members::principal>> authenticate(backroom& room, request const& message) {
    auto key = key_of(message);
    if (!key) co_return key.error();
    if (!*key) {
        if (!room.open_access)
            co_return unauthenticated("an API key is needed: send it as 'x-access-token' or 'Authorization: Bearer'");
        if (!from_own_machine(message))
            co_return fault(403, error(errc::forbidden,
                                       "without an API key this server answers programs on its own machine alone"));
        co_return members::principal::operator_of_machine();
    }
    auto who = co_await room.members.authenticate(std::move(**key));
    if (!who) co_return who.error();
    co_return std::move(*who);
}

}  // namespace cohook::service
