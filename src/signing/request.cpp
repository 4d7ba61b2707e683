#include "signing/request.hpp"

#include "signing/encoding.hpp"
#include "signing/header_lines.hpp"

#include <algorithm>
#include <charconv>

namespace cohook::signing {
namespace {

bool looks_like_other_prefix(std::string_view value) noexcept {
    std::size_t const equals = value.find('=');
    if (equals == 0 || equals == std::string_view::npos || equals > 16 || equals + 1 == value.size()) return false;
    return std::all_of(value.begin(), value.begin() + equals, [](char c) {
        return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-';
    });
}

}  // namespace

verdict pick_headers(recipe const& how, bool id_required, std::span<header_view const> headers, claimed_headers& out) {
    header_names names = how.headers;
    lines_found id = look_up(names.id, headers), timestamp = look_up(names.timestamp, headers),
                signature = look_up(names.signature, headers);
    if (id.count + timestamp.count + signature.count == 0 && !how.alternative.signature.empty()) {
        names = how.alternative;
        id = look_up(names.id, headers);
        timestamp = look_up(names.timestamp, headers);
        signature = look_up(names.signature, headers);
    }
    bool const missing = (id_required && id.value.empty()) || (!names.timestamp.empty() && timestamp.value.empty()) ||
                         signature.value.empty();
    if (missing) return verdict::missing_header;
    if ((id_required && id.count > 1) || timestamp.count > 1 || signature.count > 1) return verdict::duplicate_header;
    out.id = id.count == 1 ? id.value : std::string_view{};
    out.timestamp = timestamp.value;
    out.signature = signature.value;
    return verdict::ok;
}

bool is_acceptable_id(std::string_view id, dots_in_id dots) noexcept {
    return std::none_of(id.begin(), id.end(), [&](char c) {
        auto const byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f || (c == '.' && dots == dots_in_id::refused);
    });
}

std::optional<std::int64_t> parse_timestamp(std::string_view text) noexcept {
    // from_chars takes no `+`, no blank and no other script's digits; a leading 0 or `-` is left to refuse.
    if (text.empty() || text[0] == '-' || (text[0] == '0' && text.size() > 1)) return std::nullopt;
    std::int64_t seconds = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return seconds;
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
    std::size_t const comma = entry.find(',');
    if (comma == std::string_view::npos) {
        malformed_ = true;
        return;
    }
    std::string_view const version = entry.substr(0, comma), text = entry.substr(comma + 1);
    if (version == "v1" && usable.hmac) add(candidate::algorithm::hmac, size_of(how.hash), how.encoding, text);
    if (version == "v1a" && usable.ed25519) add(candidate::algorithm::ed25519, 64, how.encoding, text);
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
