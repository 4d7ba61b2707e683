#include "service/auth.hpp"

#include "model/text_rules.hpp"
#include "service/console_request.hpp"

namespace cohook::service {

namespace asio = boost::asio;

namespace {

fault unauthenticated(std::string message) {
    return fault(401, error(errc::unauthorized, std::move(message)));
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

namespace {

asio::awaitable<outcome<caller>> by_key(backroom& room, std::string key) {
    auto who = co_await room.members.authenticate(std::move(key));
    if (!who) co_return who.error();
    co_return caller(std::move(*who));
}

asio::awaitable<outcome<caller>> by_session(backroom& room, request const& message, std::string text) {
    if (message.method != "GET" && message.method != "HEAD")
        if (auto const ours = check_from_console(message); !ours) co_return ours.error();
    auto const how = message.path == "/v1/stream" ? members::presence::passive : members::presence::active;
    auto found = co_await room.accounts.find_session(text, how);
    if (!found) co_return found.error();
    co_return caller(std::move(*found));
}

}  // namespace

asio::awaitable<outcome<caller>> authenticate(backroom& room, request const& message) {
    auto key = key_of(message);
    if (!key) co_return key.error();
    auto session = read_cookie(message, session_cookie(cookie_for(message, own_url(room))));
    if (*key && session) co_return unauthenticated("an API key and a session are given; give one");
    if (*key) co_return co_await by_key(room, std::move(**key));
    if (session) co_return co_await by_session(room, message, std::move(*session));
    if (!room.open_access)
        co_return unauthenticated("an API key is needed: send it as 'x-access-token' or 'Authorization: Bearer'");
    if (!from_own_machine(message))
        co_return fault(
            403, error(errc::forbidden, "without an API key this server answers programs on its own machine alone"));
    co_return caller(members::principal::operator_of_machine());
}

}  // namespace cohook::service
