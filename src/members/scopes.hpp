// Scopes: who may see which field. One table says it for the filter, for `GET /v1/scopes` and for the docs.
#pragma once

#include <cohook/error.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::members {

/// One scope of the register and the fields it shows. All text is static.
struct scope_info {
    std::string_view name;                     ///< `members.read_name`, `email`
    std::string_view alias;                    ///< also taken, never given: `read_name`; empty: none
    std::string_view summary;                  ///< a few words for a consent screen
    std::span<std::string_view const> fields;  ///< paths: `email`, `related.spouse`, `related.spouse.displayName`
    bool deprecated = false;
    std::string_view instead = {};  ///< of a deprecated one: the scopes to ask for, space-separated
};

/// Every scope, in the order of the docs. `personID` and `lastChangedDate` need none.
std::span<scope_info const> all_scopes() noexcept;

/// A set of scopes. A plain value; the order of its names is that of `all_scopes`.
class scope_set {
public:
    constexpr scope_set() noexcept = default;
    static constexpr scope_set from_bits(std::uint32_t bits) noexcept { return scope_set(bits); }

    /// From names, aliases included, each at most once or more. Errors: `invalid_argument` for an unknown name; the
    /// message lists the known ones and `field` is `scopes[2]`.
    static result<scope_set> parse(std::span<std::string const> names);
    /// From space-separated names; errors as above. Empty text: the empty set.
    static result<scope_set> parse_text(std::string_view text);
    /// As the store kept it: a name that is not known (any more, or yet) shows nothing and is passed over.
    static scope_set from_stored(std::string_view text) noexcept;

    /// Space-separated, sorted: how the store keeps it.
    std::string to_stored() const;
    std::vector<std::string_view> names() const;

    constexpr std::uint32_t bits() const noexcept { return bits_; }
    constexpr bool empty() const noexcept { return bits_ == 0; }
    constexpr bool shows(std::uint32_t any_of) const noexcept { return (bits_ & any_of) != 0; }
    constexpr scope_set operator&(scope_set other) const noexcept { return scope_set(bits_ & other.bits_); }
    constexpr scope_set operator|(scope_set other) const noexcept { return scope_set(bits_ | other.bits_); }
    constexpr scope_set operator^(scope_set other) const noexcept { return scope_set(bits_ ^ other.bits_); }
    constexpr bool operator==(scope_set const&) const noexcept = default;

private:
    constexpr explicit scope_set(std::uint32_t bits) noexcept : bits_(bits) {}
    std::uint32_t bits_ = 0;
};

/// Every scope together: what an administrator sees by.
scope_set every_scope() noexcept;

}  // namespace cohook::members
