// Wall time as text: RFC 3339 in UTC with milliseconds.
#pragma once

#include <cohook/time.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace cohook {

/// `2021-02-26T19:13:55.749Z`.
std::string iso_text(wall_time when);

/// Reads RFC 3339: `T` or a space between date and time, any number of fraction digits (kept to milliseconds), `Z` or an
/// offset. None for anything else, impossible dates included.
std::optional<wall_time> parse_iso(std::string_view text);

}  // namespace cohook
