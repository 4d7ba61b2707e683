#include "delivery/core.hpp"
#include "members/account_document.hpp"
#include "members/accounts.hpp"
#include "members/audit_note.hpp"
#include "members/password.hpp"
#include "members/secret_text.hpp"

#include <algorithm>

namespace cohook::members {
namespace {

/// `seen` is written at most this often, so that a busy page does not cost a commit a request.
constexpr std::chrono::minutes seen_noted_every(1);

error no_session() {
    return error(errc::unauthorized, "the session has ended; sign in again");
}

wall_time end_of(store::session_row const& row, wall_time seen) {
    return std::min<wall_time>(seen + session_idle, row.created + session_longest);
}

}  // namespace

accounts::task<session> accounts::find_session(std::string_view text, presence how) {
    auto const hash = hash_secret(text);
    auto const moment = now();
    std::optional<store::session_row> row;
    std::optional<session> found;
    auto query = [&](store::snapshot const& truth) -> result<void> {
        found.reset();
        row = truth.accounts().find_session(hash);
        if (!row || end_of(*row, row->seen) <= moment) return no_session();
        auto const owner = truth.accounts().find(row->account_id);
        if (!owner || owner->disabled) return no_session();
        auto shown = from_row(*owner);
        auto who = principal_of(shown, truth.members());
        found.emplace(std::move(shown), std::move(who));
        found->hash = hash;
        return {};
    };
    auto const done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    bool const active = how == presence::active;
    found->expires_at = end_of(*row, active ? moment : row->seen);
    if (active && moment - row->seen >= seen_noted_every) {
        auto note = [&](store::unit_of_work& unit) -> result<void> {
            auto stored = unit.accounts().find_session(hash);
            if (!stored) return no_session();
            stored->seen = std::max(stored->seen, moment);
            unit.accounts().put_session(*stored);
            return {};
        };
        // That the use could not be noted is no reason to refuse it; that the session was ended meanwhile is one.
        auto const noted = co_await dispatch::store_of(engine_).commit(note);
        if (!noted && noted.error().kind() == errc::unauthorized) co_return noted.error();
    }
    co_return std::move(*found);
}

accounts::task<void> accounts::sign_out(session const& ended) {
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        unit.accounts().erase_session(ended.hash);
        return {};
    };
    co_return co_await dispatch::store_of(engine_).commit(work);
}

accounts::task<void> accounts::change_password(session const& own, std::string current, std::string wanted,
                                               std::string address) {
    if (auto good = check_password(wanted, own.owner.login); !good) co_return good.error();
    std::string kept;
    auto query = [&](store::snapshot const& truth) -> result<void> {
        auto const row = truth.accounts().find(own.owner.id);
        if (!row) return no_session();
        kept = row->password;
        return {};
    };
    auto const read = co_await dispatch::store_of(engine_).read(query);
    if (!read) co_return read.error();
    auto const same = co_await verified(std::move(current), kept);
    if (!same) co_return same.error();
    if (!*same) co_return error(errc::invalid_argument, "this is not the current password", "current");
    throttle_.succeeded(own.owner.login, address);
    auto const fresh = co_await hashed(std::move(wanted));
    if (!fresh) co_return fresh.error();
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        auto row = unit.accounts().find(own.owner.id);
        if (!row || row->password != kept) return no_session();
        row->password = *fresh;
        unit.accounts().put(*row);
        unit.accounts().erase_sessions_of(row->id, own.hash);
        return {};
    };
    co_return co_await commit_noted(dispatch::store_of(engine_), own.who, work);
}

}  // namespace cohook::members
