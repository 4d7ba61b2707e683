// Reads a few members out of a JSON text that nobody has vouched for yet.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cohook::signing {

/// A member asked for, and what was found at its place.
struct json_member {
    enum class kind { absent, text, integer, object, other };

    std::span<std::string_view const> path;  ///< the names from the top object down
    kind found = kind::absent;
    std::string text = {};     ///< unescaped, where `found` is text
    std::int64_t integer = 0;  ///< where `found` is integer
};

/// Parses the whole text by RFC 8259 and fills in the members. Names are compared byte for byte after unescaping.
/// False where the text is no JSON, is not valid UTF-8, nests deeper than 64, or names a member twice in any object:
/// another parser might then see another value than this one. Takes O(n log n) time and O(n) memory, no deep stack.
bool read_members(std::string_view text, std::span<json_member> wanted);

}  // namespace cohook::signing
