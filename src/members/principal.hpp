// The principal: who asks, and what for.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cohook::members {

enum class right : std::uint8_t {
    read = 1,   ///< see what is the principal's to see; signing keys only as hints
    write = 2,  ///< change it, run tests and syncs, reveal signing keys
};

/// A set of rights; `write` without `read` is possible.
class right_set {
public:
    constexpr right_set() noexcept = default;
    constexpr right_set(right one) noexcept : bits_(static_cast<std::uint8_t>(one)) {}  // NOLINT
    static constexpr right_set all() noexcept { return right_set(right::read) | right::write; }
    constexpr bool has(right one) const noexcept { return (bits_ & static_cast<std::uint8_t>(one)) != 0; }
    constexpr bool includes(right_set other) const noexcept { return (bits_ & other.bits_) == other.bits_; }
    constexpr bool empty() const noexcept { return bits_ == 0; }
    constexpr right_set operator|(right_set other) const noexcept {
        right_set both;
        both.bits_ = bits_ | other.bits_;
        return both;
    }
    constexpr bool operator==(right_set const&) const noexcept = default;

private:
    std::uint8_t bits_ = 0;
};

std::string to_string(right_set rights);                           ///< `read write`
std::optional<right_set> parse_rights(std::string_view) noexcept;  ///< space-separated; none: an unknown word

struct audit_note;

/// Somebody who was authenticated: an administrator of the whole register, or who acts for some applications alone: one
/// (an API key), or those of some organizations (a technical administrator).
class principal {
public:
    /// The program itself and who sits at its machine: everything, no key.
    static principal operator_of_machine() { return administrator_called("operator"); }
    static principal administrator_called(std::string actor, right_set rights = right_set::all()) {
        principal who(standing::administrator, std::move(actor));
        who.rights = rights;
        return who;
    }
    /// Who acts for an application alone.
    static principal of_application(std::string id, right_set rights = right_set::all()) {
        principal who(standing::application, "application " + id);
        who.applications_.push_back(std::move(id));
        who.rights = rights;
        return who;
    }
    /// Who acts for every application of these organizations. `applications`: those there are now.
    static principal of_organizations(std::string actor, std::vector<std::string> organizations,
                                      std::vector<std::string> applications) {
        principal who(standing::organizations, std::move(actor));
        who.organizations_ = std::move(organizations);
        who.applications_ = std::move(applications);
        who.rights = right_set::all();
        return who;
    }

    std::string actor;       ///< for the audit trail: `operator`, the public part of the key, the account
    std::string account_id;  ///< where somebody signed in; empty: a key or the operator
    std::optional<std::int64_t> person_id;  ///< the person behind it, where there is one
    right_set rights;
    /// The line of the audit trail that this call leaves, if it leaves one; outlives what is awaited.
    audit_note* note = nullptr;

    bool administrator() const noexcept { return standing_ == standing::administrator; }
    bool may(right one) const noexcept { return rights.has(one); }
    bool acts_for(std::string_view application) const noexcept {
        return administrator() || std::ranges::find(applications_, application) != applications_.end();
    }
    bool acts_for_organization(std::string_view id) const noexcept {
        return administrator() || std::ranges::find(organizations_, id) != organizations_.end();
    }
    /// Whom it acts for, where it is no administrator.
    std::vector<std::string> const& applications() const noexcept { return applications_; }
    std::vector<std::string> const& organizations() const noexcept { return organizations_; }
    /// The one application it acts for; empty: an administrator, or there are none or several.
    std::string only_application() const { return applications_.size() == 1 ? applications_.front() : std::string(); }

private:
    enum class standing : std::uint8_t { administrator, application, organizations };
    principal(standing standing, std::string name) : actor(std::move(name)), standing_(standing) {}

    standing standing_;
    std::vector<std::string> organizations_, applications_;
};

}  // namespace cohook::members
