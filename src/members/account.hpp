// Accounts: who signs in at the console, and as what.
#pragma once

#include <cohook/error.hpp>
#include <cohook/time.hpp>

#include "members/principal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::members {

enum class account_role : std::uint8_t {
    system_administrator,     ///< everything
    technical_administrator,  ///< what an API key of each application of its organizations may
};

std::string_view to_string(account_role role) noexcept;  ///< `system-administrator`
std::optional<account_role> parse_account_role(std::string_view text) noexcept;

struct account {
    account() = default;
    std::string id;     ///< `acc_…`
    std::string login;  ///< 1 to 200 bytes without blanks, in lower case: an e-mail address or any other name
    account_role role = account_role::technical_administrator;
    std::vector<std::string> organizations;
    std::optional<std::int64_t> person_id;  ///< whom Run Test takes
    wall_time created{};
    std::optional<wall_time> last_sign_in_at;
    bool disabled = false;
};

/// What to create.
struct account_request {
    account_request() = default;
    std::string login;
    account_role role = account_role::technical_administrator;
    std::vector<std::string> organizations;
    std::optional<std::int64_t> person_id;
};

/// What to change; what is not set stays.
struct account_patch {
    account_patch() = default;
    std::optional<account_role> role;
    std::optional<std::vector<std::string>> organizations;
    std::optional<std::optional<std::int64_t>> person_id;
    std::optional<bool> disabled;
};

/// An account with the text that sets its password, once and within 7 days: the only time that it is there.
struct invited_account {
    invited_account() = default;
    account owner;
    std::string invitation;
};

/// Who is signed in.
struct session {
    session(account signed_in, principal acting) : owner(std::move(signed_in)), who(std::move(acting)) {}
    account owner;
    principal who;
    std::string hash;  ///< how the store knows it
    wall_time expires_at{};
};

/// A session that begins: its text is the browser's, the store keeps the hash.
struct opened_session {
    opened_session(session begun, std::string secret) : opened(std::move(begun)), text(std::move(secret)) {}
    session opened;
    std::string text;
};

}  // namespace cohook::members
