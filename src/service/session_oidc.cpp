// Signing in by an OpenID Connect issuer: the browser is sent there, and comes back with a code.
#include "members/secret_text.hpp"
#include "service/audit_trail.hpp"
#include "service/console_request.hpp"
#include "service/issuer.hpp"
#include "service/operations.hpp"

namespace cohook::service::operations {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::minutes attempt_lasts(10);

std::string_view attempt_cookie(cookie_kind kind) noexcept {
    return kind == cookie_kind::secure ? "__Host-cohook-sign-in" : "cohook-sign-in";
}

std::string callback_url(call const& asked) {
    auto const& base = asked.room.public_url;
    return (base.empty() ? own_url(asked.room) : base) + "/v1/session/oidc/callback";
}

response sent_to(std::string where) {
    response answer(302);
    answer.set("Location", std::move(where));
    answer.set("Cache-Control", "no-store");
    answer.set("Referrer-Policy", "no-referrer");
    return answer;
}

std::string in_fragment(std::string_view text) {
    std::string made;
    for (char const c : text) {
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
        if (plain) {
            made.push_back(c);
            continue;
        }
        made.push_back('%');
        made.push_back("0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4]);
        made.push_back("0123456789ABCDEF"[static_cast<unsigned char>(c) & 15]);
    }
    return made;
}

/// Back at the sign-in page, with why in words.
response back(call const& asked, std::string_view why) {
    auto answer = sent_to("/console#/sign-in?error=" + in_fragment(why));
    auto const kind = cookie_for(asked.message, own_url(asked.room));
    answer.set("Set-Cookie", write_cookie(attempt_cookie(kind), "", kind, "Lax", std::chrono::seconds(0)));
    return answer;
}

asio::awaitable<result<members::opened_session>> come_back(call& asked, std::string code, std::string secret) {
    sign_in_attempt const attempt(secret);
    auto const claims = co_await asked.room.vouching->redeem(std::move(code), attempt, callback_url(asked));
    if (!claims) co_return claims.error();
    members::vouched_identity who;
    who.issuer = asked.room.vouching->settings().issuer;
    who.subject = claims->subject;
    who.verified_email = claims->verified_email;
    co_return co_await asked.room.accounts.sign_in_vouched(std::move(who), &asked.note);
}

}  // namespace

reply oidc_start(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    if (asked.room.vouching == nullptr || asked.path["provider"] != oidc_provider_id)
        co_return error(errc::not_found, "there is no such way to sign in here");
    auto const secret = members::make_secret_text(asked.room.chance);
    sign_in_attempt const attempt(secret);
    auto where = co_await asked.room.vouching->sign_in_url(attempt, callback_url(asked));
    if (!where) co_return back(asked, where.error().message());
    auto answer = sent_to(std::move(*where));
    auto const kind = cookie_for(asked.message, own_url(asked.room));
    // Lax: the browser has to bring it along when the issuer sends it back.
    answer.set("Set-Cookie", write_cookie(attempt_cookie(kind), secret, kind, "Lax", attempt_lasts));
    co_return answer;
}

reply oidc_callback(call& asked) {
    if (asked.room.vouching == nullptr) co_return error(errc::not_found, "there is no such way to sign in here");
    query_reader query(asked.query);
    auto code = query.text("code").value_or("");
    auto const state = query.text("state").value_or("");
    auto const refusal = query.text("error").value_or("");
    auto const answerer = query.text("iss");
    auto const kind = cookie_for(asked.message, own_url(asked.room));
    auto secret = read_cookie(asked.message, attempt_cookie(kind)).value_or("");
    bool const ours = !secret.empty() && members::same_hash(sign_in_attempt(secret).state, state);
    if (!ours) co_return back(asked, "This sign-in was not begun in this browser, or too long ago. Try again.");
    // RFC 9207: where it names itself, it must be the one that was asked.
    bool const another = answerer && *answerer != asked.room.vouching->settings().issuer;
    if (!refusal.empty() || code.empty() || another) co_return back(asked, "The sign-in service did not let you in.");
    fill_note(asked, "signInByIssuer");
    auto const made = co_await come_back(asked, std::move(code), std::move(secret));
    if (!made) {
        boost::json::object fields;
        fields.emplace("why", made.error().message());
        asked.room.log.write(log_level::warning, "a sign-in by the issuer was refused", std::move(fields));
        bool const nobody = made.error().kind() == errc::unauthorized;
        co_return back(asked, nobody ? "There is no account here for whoever you signed in as."
                                     : "The sign-in service cannot be used now. Try again later.");
    }
    auto answer = sent_to("/console");
    answer.set("Set-Cookie", write_cookie(session_cookie(kind), made->text, kind, "Strict", members::session_longest));
    answer.headers.emplace_back("Set-Cookie",
                                write_cookie(attempt_cookie(kind), "", kind, "Lax", std::chrono::seconds(0)));
    co_return answer;
}

}  // namespace cohook::service::operations
