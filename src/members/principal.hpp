// The principal: who asks, and what for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

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

/// Somebody who was authenticated: an administrator of the whole register, or one application.
class principal {
public:
    /// The program itself and who sits at its machine: everything, no key.
    static principal operator_of_machine() {
        principal who;
        who.actor = "operator";
        who.rights = right_set::all();
        return who;
    }
    /// Who acts for an application alone.
    static principal of_application(std::string id, right_set rights = right_set::all()) {
        principal who;
        who.actor = "application " + id;
        who.application_id = std::move(id);
        who.rights = rights;
        return who;
    }

    std::string actor;                      ///< for the audit trail: `operator`, or the public part of the key
    std::string application_id;             ///< empty: an administrator
    std::optional<std::int64_t> person_id;  ///< the signed-in person, where the key stands for one
    right_set rights;

    bool administrator() const noexcept { return application_id.empty(); }
    bool may(right one) const noexcept { return rights.has(one); }

private:
    principal() = default;
    friend class registry;
};

}  // namespace cohook::members
