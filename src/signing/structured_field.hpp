// Structured fields (RFC 8941): read strictly, written in the one canonical way that RFC 9421 signs.
//
// Stricter than the standard in one point: a key that is repeated makes the field unreadable instead of the last one
// winning, since somebody might read the first. Bounded: more than 64 members, 64 items of a list or 16 parameters are
// unreadable too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::signing {

/// An item without parameters.
struct sf_bare {
    enum class kind { integer, decimal, text, token, bytes, boolean };

    kind is = kind::boolean;
    std::int64_t integer = 1;  ///< where it is an integer; of a boolean 0 or 1
    std::string text = {};     ///< the value of a text, token or bytes, decoded; of a decimal its canonical spelling

    bool is_text() const noexcept { return is == kind::text; }
    bool is_flag() const noexcept { return is == kind::boolean && integer == 1; }
    bool is_integer() const noexcept { return is == kind::integer; }
    bool is_bytes() const noexcept { return is == kind::bytes; }
    friend bool operator==(sf_bare const&, sf_bare const&) = default;
};

struct sf_parameter {
    std::string key;
    sf_bare value;
    friend bool operator==(sf_parameter const&, sf_parameter const&) = default;
};

struct sf_item {
    sf_bare value;
    std::vector<sf_parameter> parameters = {};
    friend bool operator==(sf_item const&, sf_item const&) = default;
};

/// A member of a list or a dictionary: an item, or an inner list.
struct sf_member {
    bool is_list = false;
    sf_bare value = {};               ///< where it is no list
    std::vector<sf_item> items = {};  ///< where it is one
    std::vector<sf_parameter> parameters = {};
};

struct sf_entry {
    std::string key;
    sf_member member;
};

/// A dictionary, in the order of its lines.
using sf_dictionary = std::vector<sf_entry>;
using sf_list = std::vector<sf_member>;

std::optional<sf_dictionary> parse_sf_dictionary(std::string_view text);
std::optional<sf_list> parse_sf_list(std::string_view text);
std::optional<sf_item> parse_sf_item(std::string_view text);

sf_member const* find_entry(sf_dictionary const& in, std::string_view key) noexcept;
sf_bare const* find_parameter(std::vector<sf_parameter> const& in, std::string_view key) noexcept;
/// May it name a member or a parameter: lower-case letters, digits and `_-.*`, a letter or `*` first?
bool is_sf_key(std::string_view text) noexcept;

void append_sf(std::string& out, sf_bare const& value);
void append_sf(std::string& out, std::vector<sf_parameter> const& parameters);
void append_sf(std::string& out, sf_item const& item);
void append_sf(std::string& out, sf_member const& member);
void append_sf(std::string& out, sf_list const& list);
void append_sf(std::string& out, sf_dictionary const& dictionary);

}  // namespace cohook::signing
