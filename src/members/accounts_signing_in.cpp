#include "delivery/core.hpp"
#include "members/account_document.hpp"
#include "members/accounts.hpp"
#include "members/audit_note.hpp"
#include "members/base32.hpp"
#include "members/password.hpp"
#include "members/secret_text.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cohook::members {
namespace {

namespace asio = boost::asio;

constexpr std::size_t most_waiting = 32;
constexpr std::size_t purged_each = 16;

/// The same words for an unknown name, a wrong password and an account that may not sign in.
error wrong_credentials() {
    return error(errc::unauthorized, "the name or the password is wrong");
}

error wrong_invitation() {
    return error(errc::unauthorized, "this invitation is not valid, was used already or is too old; ask for a new one");
}

error set_up_already() {
    return error(errc::conflict, "the server is set up already; sign in, or ask an administrator for an invitation");
}

asio::awaitable<bool> run(std::function<bool()> work) {
    co_return work();
}

}  // namespace

accounts::accounts(dispatch::core& engine, chance& randomness, asio::any_io_executor hashing)
    : engine_(engine), chance_(randomness), hashing_(std::move(hashing)) {}

wall_time accounts::now() const {
    return dispatch::clock_of(engine_).wall();
}

std::chrono::seconds accounts::admit(std::string_view login, std::string_view address) {
    return throttle_.admit(canonical_login(login), address, dispatch::clock_of(engine_).now());
}

accounts::task<bool> accounts::apart(std::function<bool()> work) {
    if (waiting_.fetch_add(1) >= most_waiting) {
        --waiting_;
        co_return error(errc::unavailable, "too many are signing in at this moment; try again in a few seconds");
    }
    auto const done = co_await asio::co_spawn(hashing_, run(std::move(work)), asio::use_awaitable);
    --waiting_;
    co_return done;
}

accounts::task<std::string> accounts::hashed(std::string password) {
    std::string made;
    std::function<bool()> work = [&] {
        made = hash_password(password, chance_);
        return true;
    };
    auto const done = co_await apart(std::move(work));
    if (!done) co_return done.error();
    co_return made;
}

accounts::task<bool> accounts::verified(std::string password, std::string kept) {
    std::function<bool()> work = [&] { return is_password(password, kept); };
    co_return co_await apart(std::move(work));
}

accounts::task<bool> accounts::setup_needed() {
    bool needed = false;
    auto query = [&](store::snapshot const& truth) -> result<void> {
        needed = truth.accounts().list({}, 1).empty();
        return {};
    };
    auto const done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    co_return needed;
}

accounts::task<std::optional<std::string>> accounts::begin_setup() {
    auto const needed = co_await setup_needed();
    if (!needed) co_return needed.error();
    if (!*needed) co_return std::optional<std::string>();
    auto token = make_secret_text(chance_);
    std::lock_guard const lock(setup_mutex_);
    setup_hash_ = hash_secret(token);
    co_return std::optional<std::string>(std::move(token));
}

accounts::task<opened_session> accounts::set_up(std::string token, account_request wanted, std::string password,
                                                std::string address, audit_note* note) {
    auto const needed = co_await setup_needed();
    if (!needed) co_return needed.error();
    if (!*needed) co_return set_up_already();
    {
        std::lock_guard const lock(setup_mutex_);
        if (!same_hash(hash_secret(token), setup_hash_))
            co_return error(errc::forbidden, "this is not the set-up token that the server printed when it started");
    }
    account first;
    first.id = "acc_" + base32_number(static_cast<std::uint64_t>(dispatch::ids_of(engine_).next()));
    first.login = canonical_login(wanted.login);
    first.role = account_role::system_administrator;
    first.person_id = wanted.person_id;
    first.created = now();
    if (auto good = check_password(password, first.login); !good) co_return good.error();
    auto const kept = co_await hashed(std::move(password));
    if (!kept) co_return kept.error();
    auto find = [&](store::unit_of_work& unit) -> result<std::optional<store::account_row>> {
        if (!unit.accounts().list({}, 1).empty()) return set_up_already();
        if (auto good = check_account(first, unit.members()); !good) return good.error();
        store::account_row row;
        into_row(first, row);
        row.password = *kept;
        return std::optional(std::move(row));
    };
    auto opened = co_await open(find, note);
    if (opened) throttle_.succeeded({}, address);
    co_return opened;
}

accounts::task<opened_session> accounts::sign_in(std::string login, std::string password, std::string address,
                                                 audit_note* note) {
    login = canonical_login(login);
    std::string kept;
    auto query = [&](store::snapshot const& truth) -> result<void> {
        auto const row = truth.accounts().find_by_login(login);
        kept = row && !row->disabled ? row->password : std::string();
        return {};
    };
    auto const read = co_await dispatch::store_of(engine_).read(query);
    if (!read) co_return read.error();
    auto const good = co_await verified(std::move(password), kept);
    if (!good) co_return good.error();
    if (!*good) co_return wrong_credentials();
    throttle_.succeeded(login, address);
    auto find = [&](store::unit_of_work& unit) -> result<std::optional<store::account_row>> {
        auto row = unit.accounts().find_by_login(login);
        if (row && row->password != kept) row.reset();
        return row;
    };
    co_return co_await open(find, note);
}

accounts::task<opened_session> accounts::sign_in_vouched(vouched_identity who, audit_note* note) {
    auto const email = canonical_login(who.verified_email);
    auto find = [&](store::unit_of_work& unit) -> result<std::optional<store::account_row>> {
        auto row = unit.accounts().find_by_subject(who.issuer, who.subject);
        if (row || email.empty()) return row;
        row = unit.accounts().find_by_login(email);
        // One that is another subject's already is not to be had by an address.
        if (!row || !row->issuer.empty()) return std::optional<store::account_row>();
        row->issuer = who.issuer;
        row->subject = who.subject;
        return row;
    };
    co_return co_await open(find, note);
}

accounts::task<opened_session> accounts::accept_invitation(std::string invitation, std::string password,
                                                           std::string address, audit_note* note) {
    auto const hash = hash_secret(invitation);
    auto const find_row = [&](store::account_tables const& rows) {
        auto row = rows.find_by_invitation(hash);
        bool const open = row && row->invitation_expires_at && *row->invitation_expires_at > now();
        return open ? row : std::nullopt;
    };
    std::optional<store::account_row> known;
    auto query = [&](store::snapshot const& truth) -> result<void> {
        known = find_row(truth.accounts());
        return {};
    };
    auto const read = co_await dispatch::store_of(engine_).read(query);
    if (!read) co_return read.error();
    if (!known) co_return wrong_invitation();
    if (auto good = check_password(password, known->login); !good) co_return good.error();
    auto const kept = co_await hashed(std::move(password));
    if (!kept) co_return kept.error();
    auto find = [&](store::unit_of_work& unit) -> result<std::optional<store::account_row>> {
        auto row = find_row(unit.accounts());
        if (!row) return wrong_invitation();
        row->password = *kept;
        row->invitation.clear();
        row->invitation_expires_at.reset();
        unit.accounts().erase_sessions_of(row->id, {});
        return row;
    };
    auto opened = co_await open(find, note);
    if (opened) throttle_.succeeded(known->login, address);
    co_return opened;
}

accounts::task<opened_session> accounts::open(
    std::function<result<std::optional<store::account_row>>(store::unit_of_work&)> find, audit_note* note) {
    auto const moment = now();
    auto const text = make_secret_text(chance_);
    std::optional<session> begun;
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        auto row = find(unit);
        if (!row) return row.error();
        if (!*row || (*row)->disabled) return wrong_credentials();
        (*row)->last_sign_in_at = moment;
        unit.accounts().put(**row);
        unit.accounts().purge_sessions(moment - session_idle, purged_each);
        store::session_row kept;
        kept.hash = hash_secret(text);
        kept.account_id = (*row)->id;
        kept.created = kept.seen = moment;
        unit.accounts().put_session(kept);
        auto owner = from_row(**row);
        auto who = principal_of(owner, unit.members());
        begun.emplace(std::move(owner), std::move(who));
        begun->hash = kept.hash;
        begun->expires_at = moment + session_idle;
        if (note == nullptr) return {};
        note->row.actor = begun->who.actor;
        unit.requests().append_audit(note->row);
        return {};
    };
    auto const done = co_await dispatch::store_of(engine_).commit(work);
    if (!done) co_return done.error();
    if (note != nullptr) note->kept = true;
    co_return opened_session(std::move(*begun), text);
}

}  // namespace cohook::members
