// The rows of those who sign in: accounts and their sessions. What a role permits is members/' matter.
#pragma once

#include <cohook/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::store {

struct account_row {
    std::string id;
    std::string login;  ///< in lower case, unique
    std::string role;
    std::string organizations;  ///< ids, space-separated
    std::optional<std::int64_t> person_id;
    std::string password;         ///< salt and hash with how they were made; empty: none was set
    std::string issuer, subject;  ///< who vouches for it, and under which name; empty: nobody. Unique together
    std::string invitation;       ///< SHA-256 of the one-time text, 32 raw bytes; empty: none is open
    std::optional<wall_time> invitation_expires_at;
    wall_time created{};
    std::optional<wall_time> last_sign_in_at;
    bool disabled = false;
};

struct session_row {
    std::string hash;  ///< SHA-256 of what the browser holds, 32 raw bytes
    std::string account_id;
    wall_time created{};
    wall_time seen{};
};

class account_tables {
public:
    virtual ~account_tables() = default;

    // --- reading
    virtual std::optional<account_row> find(std::string_view id) const = 0;
    virtual std::optional<account_row> find_by_login(std::string_view login) const = 0;
    virtual std::optional<account_row> find_by_subject(std::string_view issuer, std::string_view subject) const = 0;
    virtual std::optional<account_row> find_by_invitation(std::string_view hash) const = 0;
    virtual std::vector<account_row> list(std::string_view after, std::size_t limit) const = 0;
    virtual std::optional<session_row> find_session(std::string_view hash) const = 0;

    // --- writing: creates or replaces
    virtual void put(account_row const& row) = 0;
    virtual bool erase(std::string_view id) = 0;  ///< with its sessions
    virtual void put_session(session_row const& row) = 0;
    virtual bool erase_session(std::string_view hash) = 0;
    /// All of the account's but `kept` (empty: none is kept).
    virtual void erase_sessions_of(std::string_view account_id, std::string_view kept) = 0;
    /// Those that were last seen before `seen`, `limit` of them at most.
    virtual std::size_t purge_sessions(wall_time seen, std::size_t limit) = 0;
};

}  // namespace cohook::store
