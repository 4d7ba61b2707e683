// What a receiver asks for with Retry-After (RFC 9110 section 10.2.3), read strictly.
#pragma once

#include <cohook/time.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cohook::pacing {

/// The wait that the values of all Retry-After fields of one response ask for, counted from `now`: seconds in digits,
/// or a date in one of the three forms of RFC 9110 section 5.6.7. A date that has passed asks for zero. Of several
/// values (also in one field, with commas) the smallest valid one counts. None where no value is valid: signs,
/// fractions, exponents, other radices, units, more than ten digits, impossible dates, a weekday that the date does not
/// have. The result may be long: `lengthened` holds it to 24 h.
std::optional<std::chrono::milliseconds> parse_retry_after(std::span<std::string const> values, wall_time now);

/// One HTTP-date in any of the three forms; of a two-digit year the century that puts it at most 50 years after `now`.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text, wall_time now);

}  // namespace cohook::pacing
