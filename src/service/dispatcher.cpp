#include "service/dispatcher.hpp"

#include "documents/json_input.hpp"
#include "members/audit_note.hpp"
#include "model/text_rules.hpp"
#include "service/audit_trail.hpp"
#include "service/auth.hpp"
#include "service/console_request.hpp"
#include "service/idempotency.hpp"
#include "service/operations.hpp"
#include "service/router.hpp"

#include <algorithm>

namespace cohook::service {

namespace asio = boost::asio;

namespace {

/// `application/json; charset=utf-8` → whether the type is one of these and the charset, if any, UTF-8.
bool has_type(request const& message, std::initializer_list<std::string_view> types) {
    auto const given = message.header("content-type").value_or("");
    auto const end = given.find(';');
    auto name = given.substr(0, end);
    while (name.ends_with(' ')) name.remove_suffix(1);
    bool const known =
        std::any_of(types.begin(), types.end(), [&](auto type) { return equal_ignoring_case(type, name); });
    if (!known || end == std::string_view::npos) return known;
    auto parameter = given.substr(end + 1);
    while (parameter.starts_with(' ')) parameter.remove_prefix(1);
    return equal_ignoring_case(parameter, "charset=utf-8") || equal_ignoring_case(parameter, "charset=\"utf-8\"");
}

fault wrong_type(std::string_view wanted) {
    return fault(415, error(errc::unsupported, "the body must be " + std::string(wanted) +
                                                   " in UTF-8, and Content-Type must say so; no content coding"));
}

outcome<void> check_body(route const& asked, request const& message) {
    if (message.header("content-encoding").value_or("identity") != "identity") return wrong_type("sent as it is,");
    switch (asked.body) {
        case route_body::none:
            if (message.body.empty() || message.body == "{}") return {};
            return fault(400, error(errc::invalid_argument, "this address takes no body; leave it out"));
        case route_body::json:
            if (message.body.empty() || has_type(message, {"application/json"})) return {};
            return wrong_type("application/json");
        case route_body::merge:
            if (message.body.empty() || has_type(message, {"application/json", "application/merge-patch+json"}))
                return {};
            return wrong_type("application/json or application/merge-patch+json");
        case route_body::stream:
            if (has_type(message, {"application/x-ndjson", "application/ndjson", "application/jsonl"})) return {};
            return wrong_type("application/x-ndjson");
    }
    return {};
}

outcome<void> check_rights(route const& asked, members::principal const& who) {
    if (asked.auth == route_auth::none) return {};
    if (asked.auth == route_auth::admin && !who.administrator())
        return fault(error(errc::forbidden, "this is for system administrators alone"));
    if (asked.auth == route_auth::session && who.account_id.empty())
        return fault(401, error(errc::unauthorized, "nobody is signed in; an API key is no session"));
    bool const writes = asked.writes || asked.method != "GET";
    auto const needed = writes ? members::right::write : members::right::read;
    if (who.may(needed)) return {};
    return fault(error(errc::forbidden, writes ? "this API key may read, not change" : "this API key may not read"));
}

/// RFC 9110, 13.1.2: what the client has already is not sent again.
void spare_known(request const& message, response& answer) {
    auto const tag = answer.header("etag");
    auto const known = message.header("if-none-match");
    if (!tag || !known || answer.status != 200 || (message.method != "GET" && message.method != "HEAD")) return;
    if (*known != "*" && known->find(*tag) == std::string_view::npos) return;
    answer.status = 304;
    answer.body.clear();
}

reply perform(call& asked, route const& wanted) {
    if (wanted.audit != route_audit::none) fill_note(asked, wanted.id);
    if (wanted.audit == route_audit::before) {
        auto const recorded = co_await record(asked);
        if (!recorded) co_return recorded.error();
    }
    auto answer = co_await wanted.run(asked);
    bool const good = answer && answer->status < 300;
    if (wanted.audit == route_audit::before && !good) {
        int const status = answer ? answer->status : answer.error().status();
        co_await record_refusal(asked, status);
    }
    if (wanted.audit == route_audit::with && good && !asked.note.kept) {
        // There was nothing to commit it with. What was done stands; the gap in the trail is told to the operator.
        auto const recorded = co_await record(asked);
        if (!recorded) asked.room.log.write(log_level::error, "an audit line could not be kept");
    }
    co_return answer;
}

reply perform_once(call& asked, route const& wanted) {
    auto const once = read_idempotency(asked.message, asked.who);
    if (!once) co_return once.error();
    // PUT and DELETE may be repeated as they are (RFC 9110, 9.2.2).
    bool const repeatable = wanted.method != "POST" && wanted.method != "PATCH";
    bool const applies =
        wanted.auth != route_auth::none && !repeatable && wanted.body != route_body::stream && once->has_value();
    if (!applies) co_return co_await perform(asked, wanted);
    auto before = co_await begin_once(asked.room, **once);
    if (!before) co_return before.error();
    if (*before) co_return std::move(**before);
    auto answer = co_await perform(asked, wanted);
    auto const kept = answer ? *answer : to_response(answer.error(), asked.message.path, asked.message.id);
    co_await finish_once(asked.room, **once, kept, wanted.secret);
    co_return kept;
}

/// 429 where a key, an account or (of those who are nobody) an address asks too much. Health has a budget of its own.
outcome<void> check_budget(backroom& room, route const& asked, request const& message, caller const& known) {
    bool const nobody = asked.auth == route_auth::none;
    auto& budget = nobody ? room.strangers : room.callers;
    auto const name = nobody ? members::network_of(message.peer) : known.who.actor;
    auto const wait = budget.take(name, room.clock.now());
    if (wait <= steady_span::zero()) return {};
    auto const seconds = std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count());
    fault slow(429, error(errc::unavailable, "too many requests; wait " + seconds + " s before the next one"));
    return slow.with("Retry-After", seconds);
}

reply run(backroom& room, request& message) {
    auto matched = find_route(message.method, message.path);
    if (!matched) co_return matched.error();
    auto const& wanted = *matched->found;
    caller known(members::principal::of_application("nobody", members::right_set()));
    if (wanted.auth != route_auth::none) {
        auto found = co_await authenticate(room, message);
        if (!found) co_return found.error();
        known = std::move(*found);
    } else if (wanted.method != "GET") {
        // Nobody is to be signed in by another site either.
        if (auto const ours = check_from_console(message); !ours) co_return ours.error();
    }
    if (auto const fair = check_budget(room, wanted, message, known); !fair) co_return fair.error();
    if (auto const allowed = check_rights(wanted, known.who); !allowed) co_return allowed.error();
    if (auto const sound = check_body(wanted, message); !sound) co_return sound.error();
    auto query = read_query(message.query);
    if (!query) co_return query.error();
    members::audit_note note;
    if (wanted.audit == route_audit::with) known.who.note = &note;
    call asked(room, message, known.who, note);
    if (known.session) {
        known.session->who.note = known.who.note;
        asked.session = &*known.session;
    }
    asked.path = std::move(matched->values);
    asked.query = std::move(*query);
    co_return co_await perform_once(asked, wanted);
}

}  // namespace

body_plan plan_body(request const& message) {
    auto const matched = find_route(message.method, message.path);
    if (!matched) return body_plan::refuse;
    return matched->found->body == route_body::stream ? body_plan::stream : body_plan::whole;
}

asio::awaitable<response> dispatch(backroom& room, request& message) {
    auto answer = co_await run(room, message);
    if (answer) {
        spare_known(message, *answer);
        co_return std::move(*answer);
    }
    auto const& what = answer.error();
    if (what.status() == 204) {
        response options(204);
        for (auto const& field : what.headers()) options.set(field.name, field.value);
        co_return options;
    }
    if (message.method != "GET" && message.method != "HEAD") room.numbers.rejected(to_string(what.what().kind()));
    co_return to_response(what, message.path, message.id);
}

}  // namespace cohook::service
