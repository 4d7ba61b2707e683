// Accounts and their sessions as a service: set-up, sign-in, invitations, administration.
//
// Sessions live on the server: the browser holds 280 random bits, the store their hash. A session ends when it was idle
// for 30 minutes, 12 hours after it began, and when its account is disabled, gets another password or is removed.
#pragma once

#include <cohook/error.hpp>

#include "members/account.hpp"
#include "members/sign_in_throttle.hpp"
#include "runtime/chance.hpp"
#include "store/store.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::dispatch {
class core;
}

namespace cohook::members {

inline constexpr std::chrono::minutes session_idle(30);
inline constexpr std::chrono::hours session_longest(12);
inline constexpr std::chrono::days invitation_lasts(7);

/// Whether a request shows that somebody is there: what a page asks by itself does not keep a session alive.
enum class presence : std::uint8_t { active, passive };

/// What an OpenID Connect issuer says of somebody, verified.
struct vouched_identity {
    vouched_identity() = default;
    std::string issuer, subject;
    std::string verified_email;  ///< empty: none, or not verified
};

/// Every function may be awaited on any executor and thread; a `principal const&` and a `session const&` stay alive until
/// the awaitable is done. The engine, the chance and the executor outlive it; it outlives what is awaited of it.
///
/// Errors everywhere: `unauthorized` where a secret does not hold, without a word why; `forbidden`; `not_found`;
/// `invalid_argument` with the field; `conflict`; `unavailable` where too many passwords wait to be checked; the store's.
class accounts {
public:
    template <class T>
    using task = boost::asio::awaitable<result<T>>;

    /// `hashing` runs the slow functions of passwords: a thread of its own.
    accounts(dispatch::core& engine, chance& randomness, boost::asio::any_io_executor hashing);

    // --- set-up and signing in (accounts_signing_in.cpp)
    /// Whoever takes credentials asks this first, and refuses where it is not zero: how long to wait. `login` empty: what
    /// is tried is no password of a name.
    std::chrono::seconds admit(std::string_view login, std::string_view address);
    /// The text that makes the first account, anew at each call; none where there is an account.
    task<std::optional<std::string>> begin_setup();
    task<bool> setup_needed();
    // Whoever comes in leaves a line in the audit trail, with `note`: the account is filled in as its actor, and it is
    // kept in the commit that opens the session.
    /// `conflict` once there is an account.
    task<opened_session> set_up(std::string token, account_request wanted, std::string password, std::string address,
                                audit_note* note = nullptr);
    task<opened_session> sign_in(std::string login, std::string password, std::string address,
                                 audit_note* note = nullptr);
    /// The account is that of the issuer's subject, or the one whose login is the verified e-mail address: then it is the
    /// subject's from now on.
    task<opened_session> sign_in_vouched(vouched_identity who, audit_note* note = nullptr);
    /// Sets the password; every other session of the account ends.
    task<opened_session> accept_invitation(std::string invitation, std::string password, std::string address,
                                           audit_note* note = nullptr);

    // --- sessions (accounts_sessions.cpp)
    task<session> find_session(std::string_view text, presence how);
    task<void> sign_out(session const& ended);
    /// Ends every other session of the account.
    task<void> change_password(session const& own, std::string current, std::string wanted, std::string address);

    // --- administration (accounts_administration.cpp): a system administrator's. The last of them can neither be
    // removed, nor disabled, nor made another: `conflict`.
    task<invited_account> create(principal const& who, account_request wanted);
    /// By id, after `after`.
    task<std::vector<account>> list(principal const& who, std::string after, std::size_t limit);
    task<account> change(principal const& who, std::string id, account_patch patch);
    task<void> remove(principal const& who, std::string id);
    /// The account keeps its password until the invitation is taken; earlier invitations end.
    task<invited_account> invite(principal const& who, std::string id);

private:
    /// Runs on the thread for passwords; refused where too many wait.
    task<bool> apart(std::function<bool()> work);
    task<std::string> hashed(std::string password);
    task<bool> verified(std::string password, std::string kept);
    /// Opens a session for the row that `find` gives, which it may have changed; `unauthorized` where it gives none.
    task<opened_session> open(std::function<result<std::optional<store::account_row>>(store::unit_of_work&)> find,
                              audit_note* note);
    wall_time now() const;

    dispatch::core& engine_;
    chance& chance_;
    boost::asio::any_io_executor hashing_;
    std::atomic<std::size_t> waiting_ = 0;
    sign_in_throttle throttle_;
    std::mutex setup_mutex_;
    std::string setup_hash_;
};

}  // namespace cohook::members
