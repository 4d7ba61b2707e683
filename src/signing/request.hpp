// What a request claims, read strictly before any key is used: its headers, its time, the candidates for signatures.
#pragma once

#include <cohook/scheme.hpp>
#include <cohook/verifier.hpp>

#include "signing/recipe.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace cohook::signing {

/// The values of a request's signature headers, blanks around them stripped. An unsigned id that is absent or repeated
/// is empty.
struct claimed_headers {
    std::string_view id;
    std::string_view timestamp;
    std::string_view signature;
};

/// Picks the headers out: `missing_header` before `duplicate_header` before `ok`.
verdict pick_headers(recipe const& how, bool id_required, std::span<header_view const> headers, claimed_headers& out);

/// No control character, and no `.` unless allowed.
bool is_acceptable_id(std::string_view id, dots_in_id dots) noexcept;

/// Canonical ASCII decimal: `0`, or digits that do not start with 0, up to the greatest int64.
std::optional<std::int64_t> parse_timestamp(std::string_view text) noexcept;

/// `ok`, `timestamp_too_old` or `timestamp_too_new`; both ends of the window are inside. `when` is not negative.
verdict judge_time(std::int64_t when, std::int64_t now, tolerance window) noexcept;

/// Decoded to the length of its algorithm.
struct candidate {
    enum class algorithm : unsigned char { hmac, ed25519, ecdsa };
    algorithm made_by;
    unsigned char size;
    std::array<unsigned char, 64> bytes;
    std::string_view view() const noexcept { return {reinterpret_cast<char const*>(bytes.data()), size}; }
};

/// Which algorithms the configured keys can check.
struct usable_algorithms {
    bool hmac = false;
    bool ed25519 = false;
    bool ecdsa = false;
};

/// The signatures of a request, at most `verifier::max_candidates` of them. A malformed one is remembered but hides no
/// good one.
class candidates {
public:
    std::span<candidate const> all() const noexcept { return {items_.data(), count_}; }
    /// What to say where none matches.
    verdict if_none_matches() const noexcept;
    /// The time of a tagged list; several different ones make the header unusable.
    std::string_view timestamp() const noexcept { return timestamp_; }

    /// Reads the header; `ok` or `malformed_header`.
    verdict read(recipe const& how, usable_algorithms usable, std::string_view header);

    /// Takes one signature of the length that its algorithm has.
    void add(candidate::algorithm made_by, std::string_view bytes);
    /// Takes one signature in its text form.
    void add(candidate::algorithm made_by, std::size_t size, text_form form, std::string_view text);

private:
    void read_single(recipe const& how, candidate::algorithm made_by, std::string_view value);
    void read_versioned(recipe const& how, usable_algorithms usable, std::string_view entry);
    verdict read_tagged(recipe const& how, std::string_view entry);

    std::array<candidate, verifier::max_candidates> items_;
    std::size_t count_ = 0;
    bool malformed_ = false;
    std::string_view timestamp_;
};

}  // namespace cohook::signing
