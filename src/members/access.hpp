// Who may do what: the checks that open every function of the registry.
#pragma once

#include <cohook/error.hpp>

#include "members/principal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cohook::members {

/// `forbidden` where the principal lacks the right.
result<void> require(principal const& who, right needed);
/// `forbidden` for anybody but an administrator with the right.
result<void> require_administrator(principal const& who, right needed);
/// `require`, and `not_found` where the application is not the principal's.
result<void> require_application(principal const& who, right needed, std::string_view application_id);

/// Through which application persons are read; empty: as an administrator sees them. Errors: `not_found` where the one
/// that is wanted is not the principal's; `invalid_argument` where none is wanted and there is not exactly one.
result<std::string> view_of(principal const& who, std::string application_id);
/// Whether persons are read through all the applications that it acts for, none being named.
bool sees_jointly(principal const& who, std::string_view application_id);

error no_application(std::string_view id);
error no_person(std::int64_t id);
/// `conflict` where `expected` is given and is not what is stored (0: nothing).
result<void> check_revision(std::optional<std::int64_t> expected, std::int64_t stored);

}  // namespace cohook::members
