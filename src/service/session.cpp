// Set-up, signing in and out, one's own password: what a browser needs before it may ask for anything else.
#include "documents/account_json.hpp"
#include "documents/json_view.hpp"
#include "members/person_document.hpp"
#include "service/console_request.hpp"
#include "service/issuer.hpp"
#include "service/operations.hpp"

#include <boost/json/array.hpp>

namespace cohook::service::operations {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::chrono::seconds forgotten(0);

/// 429 where the name or the address has to wait after tries that failed.
outcome<void> admit(call const& asked, std::string_view login) {
    auto const wait = asked.room.accounts.admit(login, asked.message.peer);
    if (wait <= std::chrono::seconds(0)) return {};
    fault slow(429, error(errc::unavailable, "too many tries that failed; wait " + std::to_string(wait.count()) +
                                                 " s before the next one"));
    return slow.with("Retry-After", std::to_string(wait.count()));
}

cookie_kind kind_for(call const& asked) {
    return cookie_for(asked.message, own_url(asked.room));
}

asio::awaitable<json::object> shown(call& asked, members::session const& signed_in) {
    std::string person;
    if (signed_in.owner.person_id) {
        auto const all = members::principal::operator_of_machine();
        auto const found = co_await asked.room.members.find_person(all, *signed_in.owner.person_id);
        if (found) person = found->json;
    }
    co_return show_session(signed_in, person);
}

/// The document of the session, and the cookie that holds it.
reply signed_in(call& asked, members::opened_session const& made, int status) {
    auto const document = co_await shown(asked, made.opened);
    auto answer = json_answer(status, document);
    auto const kind = kind_for(asked);
    answer.set("Set-Cookie", write_cookie(session_cookie(kind), made.text, kind, "Strict", members::session_longest));
    co_return answer;
}

}  // namespace

reply session_methods(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const needed = co_await asked.room.accounts.setup_needed();
    if (!needed) co_return needed.error();
    json::array issuers;
    if (auto const* const vouching = asked.room.vouching)
        issuers.push_back(json::object{{"id", show(oidc_provider_id)},
                                       {"name", vouching->settings().name},
                                       {"startUrl", "/v1/session/oidc/" + std::string(oidc_provider_id) + "/start"}});
    json::object const body{{"setupNeeded", *needed}, {"password", true}, {"oidc", std::move(issuers)}};
    co_return json_answer(200, body);
}

reply set_up(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    for (auto const name : {"token", "login", "password"}) from.require(name, "it is needed");
    auto token = from.text("token").value_or("");
    members::account_request wanted;
    wanted.login = from.text("login").value_or("");
    auto password = from.text("password").value_or("");
    wanted.person_id = from.integer("personID", 1, members::largest_person_id);
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    if (auto const slow = admit(asked, ""); !slow) co_return slow.error();
    auto const made = co_await asked.room.accounts.set_up(std::move(token), std::move(wanted), std::move(password),
                                                          asked.message.peer, &asked.note);
    if (!made) co_return made.error();
    co_return co_await signed_in(asked, *made, 201);
}

reply sign_in(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    for (auto const name : {"login", "password"}) from.require(name, "it is needed");
    auto login = from.text("login").value_or("");
    auto password = from.text("password").value_or("");
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    if (auto const slow = admit(asked, login); !slow) co_return slow.error();
    auto const made =
        co_await asked.room.accounts.sign_in(std::move(login), std::move(password), asked.message.peer, &asked.note);
    if (!made) co_return made.error();
    co_return co_await signed_in(asked, *made, 200);
}

reply session_show(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const document = co_await shown(asked, *asked.session);
    co_return json_answer(200, document);
}

reply sign_out(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const ended = co_await asked.room.accounts.sign_out(*asked.session);
    if (!ended) co_return ended.error();
    response answer(204);
    auto const kind = kind_for(asked);
    answer.set("Set-Cookie", write_cookie(session_cookie(kind), "", kind, "Strict", forgotten));
    co_return answer;
}

reply password_put(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    for (auto const name : {"current", "password"}) from.require(name, "it is needed");
    auto current = from.text("current").value_or("");
    auto wanted = from.text("password").value_or("");
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    if (auto const slow = admit(asked, asked.session->owner.login); !slow) co_return slow.error();
    auto const done = co_await asked.room.accounts.change_password(*asked.session, std::move(current),
                                                                   std::move(wanted), asked.message.peer);
    if (!done) co_return done.error();
    co_return response(204);
}

reply invitation_accept(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    for (auto const name : {"invitation", "password"}) from.require(name, "it is needed");
    auto invitation = from.text("invitation").value_or("");
    auto password = from.text("password").value_or("");
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    if (auto const slow = admit(asked, ""); !slow) co_return slow.error();
    auto const made = co_await asked.room.accounts.accept_invitation(std::move(invitation), std::move(password),
                                                                     asked.message.peer, &asked.note);
    if (!made) co_return made.error();
    co_return co_await signed_in(asked, *made, 201);
}

}  // namespace cohook::service::operations
