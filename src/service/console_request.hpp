// What a browser sends by itself, and what only the console's page can: the cookie of a session, and the signs that a
// request comes from the page and not from another site.
#pragma once

#include "service/problem.hpp"
#include "service/request.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cohook::service {

/// Whether a `Host` (or the authority of an origin) names the machine itself.
bool is_own_machine(std::string_view host);

/// The kind of cookie for this request: `__Host-…; Secure`, save where the server (at `own_url`) speaks plain HTTP on a
/// loopback address and is asked there: a browser takes no secure cookie from it.
enum class cookie_kind : std::uint8_t { secure, plain };
cookie_kind cookie_for(request const& message, std::string_view own_url);

/// The value of a cookie; none: it is not there, or (another's doing) more than once.
std::optional<std::string> read_cookie(request const& message, std::string_view name);
/// `NAME=VALUE; …` for `Set-Cookie`; the browser forgets it after `lasts`, at once where that is zero.
std::string write_cookie(std::string_view name, std::string_view value, cookie_kind kind, std::string_view same_site,
                         std::chrono::seconds lasts);

/// The name of the session's cookie.
std::string_view session_cookie(cookie_kind kind) noexcept;

/// A request that changes something must show that the console's own page sent it: 403 without `X-Cohook-Console: 1`,
/// which no other site can add, or where the browser says that it comes from another site.
outcome<void> check_from_console(request const& message);

}  // namespace cohook::service
