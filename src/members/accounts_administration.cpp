#include "delivery/core.hpp"
#include "members/access.hpp"
#include "members/account_document.hpp"
#include "members/accounts.hpp"
#include "members/audit_note.hpp"
#include "members/base32.hpp"
#include "members/secret_text.hpp"

#include <algorithm>

namespace cohook::members {
namespace {

constexpr std::size_t most_listed = 1000;
constexpr std::size_t accounts_page = 200;

error no_account(std::string_view id) {
    return error(errc::not_found, "there is no account '" + std::string(id.substr(0, 60)) + "'");
}

bool administers(store::account_row const& row) {
    return row.role == to_string(account_role::system_administrator) && !row.disabled;
}

/// `conflict` where nobody but `id` is a system administrator.
result<void> leaves_an_administrator(store::account_tables const& rows, std::string_view id) {
    std::string after;
    for (std::size_t found = accounts_page; found == accounts_page;) {
        auto const page = rows.list(after, accounts_page);
        found = page.size();
        for (auto const& row : page) {
            if (row.id != id && administers(row)) return {};
            after = row.id;
        }
    }
    return error(errc::conflict,
                 "this is the last system administrator; make another account one first, so that somebody remains");
}

/// Opens a new invitation in the row; gives its text.
std::string invite_into(store::account_row& row, chance& randomness, wall_time now) {
    auto text = make_secret_text(randomness);
    row.invitation = hash_secret(text);
    row.invitation_expires_at = now + invitation_lasts;
    return text;
}

}  // namespace

accounts::task<invited_account> accounts::create(principal const& who, account_request wanted) {
    if (auto allowed = require_administrator(who, right::write); !allowed) co_return allowed.error();
    invited_account made;
    made.owner.id = "acc_" + base32_number(static_cast<std::uint64_t>(dispatch::ids_of(engine_).next()));
    made.owner.login = canonical_login(wanted.login);
    made.owner.role = wanted.role;
    made.owner.organizations = std::move(wanted.organizations);
    made.owner.person_id = wanted.person_id;
    made.owner.created = now();
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        if (auto good = check_account(made.owner, unit.members()); !good) return good;
        if (unit.accounts().find_by_login(made.owner.login))
            return error(errc::conflict, "there is an account of this name already", "login");
        store::account_row row;
        into_row(made.owner, row);
        made.invitation = invite_into(row, chance_, made.owner.created);
        unit.accounts().put(row);
        return {};
    };
    auto const done = co_await commit_noted(dispatch::store_of(engine_), who, work);
    if (!done) co_return done.error();
    co_return made;
}

accounts::task<std::vector<account>> accounts::list(principal const& who, std::string after, std::size_t limit) {
    if (auto allowed = require_administrator(who, right::read); !allowed) co_return allowed.error();
    limit = std::clamp<std::size_t>(limit, 1, most_listed);
    std::vector<account> found;
    auto query = [&](store::snapshot const& truth) -> result<void> {
        found.clear();
        for (auto const& row : truth.accounts().list(after, limit)) found.push_back(from_row(row));
        return {};
    };
    auto const done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    co_return found;
}

accounts::task<account> accounts::change(principal const& who, std::string id, account_patch patch) {
    if (auto allowed = require_administrator(who, right::write); !allowed) co_return allowed.error();
    account changed;
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        auto row = unit.accounts().find(id);
        if (!row) return no_account(id);
        bool const administered = administers(*row);
        changed = from_row(*row);
        if (patch.role) changed.role = *patch.role;
        if (patch.organizations) changed.organizations = *patch.organizations;
        if (patch.person_id) changed.person_id = *patch.person_id;
        if (patch.disabled) changed.disabled = *patch.disabled;
        if (auto good = check_account(changed, unit.members()); !good) return good;
        into_row(changed, *row);
        if (administered && !administers(*row))
            if (auto safe = leaves_an_administrator(unit.accounts(), id); !safe) return safe;
        unit.accounts().put(*row);
        if (row->disabled) unit.accounts().erase_sessions_of(id, {});
        return {};
    };
    auto const done = co_await commit_noted(dispatch::store_of(engine_), who, work);
    if (!done) co_return done.error();
    co_return changed;
}

accounts::task<void> accounts::remove(principal const& who, std::string id) {
    if (auto allowed = require_administrator(who, right::write); !allowed) co_return allowed.error();
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        auto const row = unit.accounts().find(id);
        if (!row) return no_account(id);
        if (administers(*row))
            if (auto safe = leaves_an_administrator(unit.accounts(), id); !safe) return safe;
        unit.accounts().erase(id);
        return {};
    };
    co_return co_await commit_noted(dispatch::store_of(engine_), who, work);
}

accounts::task<invited_account> accounts::invite(principal const& who, std::string id) {
    if (auto allowed = require_administrator(who, right::write); !allowed) co_return allowed.error();
    invited_account made;
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        auto row = unit.accounts().find(id);
        if (!row) return no_account(id);
        made.owner = from_row(*row);
        made.invitation = invite_into(*row, chance_, now());
        unit.accounts().put(*row);
        return {};
    };
    auto const done = co_await commit_noted(dispatch::store_of(engine_), who, work);
    if (!done) co_return done.error();
    co_return made;
}

}  // namespace cohook::members
