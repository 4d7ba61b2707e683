#include "signing/request.hpp"

#include "model/text_rules.hpp"
#include "signing/encoding.hpp"
#include "signing/header_lines.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace cohook::signing {
namespace {

bool looks_like_other_prefix(std::string_view value) noexcept {
    std::size_t const equals = value.find('=');
    if (equals == 0 || equals == std::string_view::npos || equals > 16 || equals + 1 == value.size()) return false;
    return std::all_of(value.begin(), value.begin() + equals, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

// Sixteen bytes looked at as one: a loop over the bytes of an id costs more than all the rest of reading the headers.
using sixteen = unsigned char __attribute__((vector_size(16)));

sixteen read_sixteen(char const* from) noexcept {
    sixteen all;
    std::memcpy(&all, from, sizeof all);
    return all;
}

// Eight characters as one number, the first of them lowest.
constexpr std::uint64_t each = 0x0101010101010101;
constexpr bool are_digits(std::uint64_t eight) noexcept {
    std::uint64_t const high_nibbles = 0xf0 * each;
    return (eight & high_nibbles) == '0' * each && ((eight + 6 * each) & high_nibbles) == '0' * each;
}
// Pairs of digits are joined, then pairs of pairs, then the two halves.
constexpr std::uint64_t number_of(std::uint64_t eight) noexcept {
    eight -= '0' * each;
    eight = (eight * 10 + (eight >> 8)) & 0x00ff00ff00ff00ff;
    eight = (eight * 100 + (eight >> 16)) & 0x0000ffff0000ffff;
    return (eight * 10000 + (eight >> 32)) & 0xffffffff;
}

}  // namespace

verdict pick_headers(recipe const& how, bool id_required, std::span<header_view const> headers, claimed_headers& out) {
    bool timed = !how.headers.timestamp.empty();
    signature_lines lines = look_up(how.headers, headers);
    if (lines.id.count + lines.timestamp.count + lines.signature.count == 0 && !how.alternative.signature.empty()) {
        timed = !how.alternative.timestamp.empty();
        lines = look_up(how.alternative, headers);
    }
    auto const& [id, timestamp, signature] = lines;
    bool const missing =
        (id_required && id.value.empty()) || (timed && timestamp.value.empty()) || signature.value.empty();
    if (missing) return verdict::missing_header;
    if ((id_required && id.count > 1) || timestamp.count > 1 || signature.count > 1) return verdict::duplicate_header;
    out.id = id.count == 1 ? id.value : std::string_view{};
    out.timestamp = timestamp.value;
    out.signature = signature.value;
    return verdict::ok;
}

bool is_acceptable_id(std::string_view id, dots_in_id dots) noexcept {
    unsigned char const unwanted = dots == dots_in_id::refused ? '.' : '\x7f';
    auto const faults = [unwanted](sixteen all) { return (all < 0x20) | (all == 0x7f) | (all == unwanted); };
    std::array<char, sizeof(sixteen)> padded;
    if (id.size() < padded.size()) {
        padded.fill('a');
        std::copy(id.begin(), id.end(), padded.begin());
        id = std::string_view(padded.data(), padded.size());
    }
    // The last sixteen reach back over what was seen already.
    std::size_t const last = id.size() - sizeof(sixteen);
    auto bad = faults(read_sixteen(id.data() + last));
    for (std::size_t at = 0; at < last; at += sizeof(sixteen)) bad |= faults(read_sixteen(id.data() + at));
    std::array<std::uint64_t, 2> halves;
    std::memcpy(halves.data(), &bad, sizeof bad);
    return (halves[0] | halves[1]) == 0;
}

std::optional<std::int64_t> parse_timestamp(std::string_view text) noexcept {
    constexpr std::size_t longest = 19;  // so that the sum fits an unsigned number of 64 bits
    if (text.empty() || text.size() > longest || (text[0] == '0' && text.size() > 1)) return std::nullopt;
    std::uint64_t seconds = 0;
    if (std::uint64_t eight = 0; std::endian::native == std::endian::little && text.size() >= sizeof eight) {
        std::memcpy(&eight, text.data(), sizeof eight);
        if (!are_digits(eight)) return std::nullopt;
        seconds = number_of(eight);
        text.remove_prefix(sizeof eight);
    }
    for (char const c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        seconds = seconds * 10 + static_cast<unsigned>(c - '0');
    }
    if (seconds > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
    return static_cast<std::int64_t>(seconds);
}

verdict judge_time(std::int64_t when, std::int64_t now, tolerance window) noexcept {
    if (window.is_off()) return verdict::ok;
    auto const allowed = static_cast<std::uint64_t>(window.window().count());
    // Unsigned differences do not overflow, whatever the two clocks say.
    auto const unsigned_when = static_cast<std::uint64_t>(when), unsigned_now = static_cast<std::uint64_t>(now);
    if (when < now && unsigned_now - unsigned_when > allowed) return verdict::timestamp_too_old;
    if (when > now && unsigned_when - unsigned_now > allowed) return verdict::timestamp_too_new;
    return verdict::ok;
}

verdict candidates::if_none_matches() const noexcept {
    if (count_ != 0) return verdict::signature_mismatch;
    return malformed_ ? verdict::malformed_signature : verdict::no_supported_signature;
}

void candidates::add(candidate::algorithm made_by, std::string_view bytes) {
    if (count_ == items_.size() || bytes.size() > items_[count_].bytes.size()) return;
    candidate& next = items_[count_++];
    next.made_by = made_by;
    next.size = static_cast<unsigned char>(bytes.size());
    std::copy(bytes.begin(), bytes.end(), next.bytes.begin());
}

void candidates::add(candidate::algorithm made_by, std::size_t size, text_form form, std::string_view text) {
    if (count_ == items_.size()) return;
    candidate& next = items_[count_];
    std::span<unsigned char> const room(next.bytes.data(), size);
    bool const decoded = form == text_form::hex ? decode_hex(text, room) : decode_base64(text, room);
    if (!decoded) {
        malformed_ = true;
        return;
    }
    next.made_by = made_by;
    next.size = static_cast<unsigned char>(size);
    ++count_;
}

void candidates::read_single(recipe const& how, candidate::algorithm made_by, std::string_view value) {
    if (!value.starts_with(how.tag)) {
        // `sha1=…` where `sha256=…` is wanted is another algorithm; anything else is no signature at all.
        malformed_ = !looks_like_other_prefix(value);
        return;
    }
    std::size_t const size = made_by == candidate::algorithm::ed25519 ? 64 : size_of(how.hash);
    add(made_by, size, how.encoding, value.substr(how.tag.size()));
}

void candidates::read_versioned(recipe const& how, usable_algorithms usable, std::string_view entry) {
    constexpr std::string_view by_secret = "v1,", by_public_key = "v1a,";
    if (entry.starts_with(by_secret)) {
        if (usable.hmac)
            add(candidate::algorithm::hmac, size_of(how.hash), how.encoding, entry.substr(by_secret.size()));
    } else if (entry.starts_with(by_public_key)) {
        if (usable.ed25519) add(candidate::algorithm::ed25519, 64, how.encoding, entry.substr(by_public_key.size()));
    } else if (entry.find(',') == std::string_view::npos) {
        malformed_ = true;
    }
}

verdict candidates::read_tagged(recipe const& how, std::string_view entry) {
    std::size_t const equals = entry.find('=');
    if (equals == std::string_view::npos) return verdict::ok;
    std::string_view const tag = entry.substr(0, equals), value = entry.substr(equals + 1);
    if (tag == how.time_tag) {
        if (!timestamp_.empty()) return verdict::malformed_header;
        timestamp_ = value;
    } else if (tag == how.tag) {
        add(candidate::algorithm::hmac, size_of(how.hash), how.encoding, value);
    }
    return verdict::ok;
}

verdict candidates::read(recipe const& how, usable_algorithms usable, std::string_view header) {
    if (how.layout == header_layout::single) {
        read_single(how, usable.ed25519 ? candidate::algorithm::ed25519 : candidate::algorithm::hmac, header);
        return verdict::ok;
    }
    while (!header.empty()) {
        std::size_t const end = std::min(header.find(how.separator), header.size());
        std::string_view const entry = header.substr(0, end);
        header.remove_prefix(std::min(end + 1, header.size()));
        if (entry.empty()) continue;
        if (how.layout == header_layout::versioned_list) {
            read_versioned(how, usable, entry);
        } else if (verdict const bad = read_tagged(how, entry); bad != verdict::ok) {
            return bad;
        }
    }
    bool const time_lacks = how.time == time_source::tagged_list && timestamp_.empty();
    return time_lacks ? verdict::malformed_header : verdict::ok;
}

}  // namespace cohook::signing
