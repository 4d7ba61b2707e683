#include "egress/network.hpp"

#include "model/text_rules.hpp"

#include <algorithm>
#include <span>

namespace cohook::egress {
namespace {

namespace ip = boost::asio::ip;

// A decimal number of at most three digits without leading zeros.
std::optional<unsigned> short_number(std::string_view text) {
    if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    unsigned value = 0;
    for (char c : text) {
        if (!is_digit(c)) return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value;
}

// The 16-bit groups of one side of a "::", the dotted tail as two of them.
struct groups {
    std::array<std::uint16_t, 8> values{};
    std::size_t count = 0;

    bool add(unsigned value) {
        if (count == values.size()) return false;
        values[count++] = static_cast<std::uint16_t>(value);
        return true;
    }
};

bool read_group(std::string_view text, groups& into) {
    if (text.empty() || text.size() > 4) return false;
    unsigned value = 0;
    for (char c : text) {
        auto digit = hex_value(c);
        if (digit < 0) return false;
        value = value << 4 | static_cast<unsigned>(digit);
    }
    return into.add(value);
}

bool read_dotted_tail(std::string_view text, groups& into) {
    auto v4 = parse_ipv4(text);
    if (!v4) return false;
    auto value = v4->to_uint();
    return into.add(value >> 16) && into.add(value & 0xffff);
}

// Groups between single colons; only where `last` does the text end the address, so that a dotted tail may close it.
bool read_groups(std::string_view text, bool last, groups& into) {
    if (text.empty()) return true;
    for (;;) {
        auto colon = text.find(':');
        auto part = text.substr(0, colon);
        bool end = colon == std::string_view::npos;
        bool dotted = part.find('.') != std::string_view::npos;
        if (dotted && !(end && last)) return false;
        if (!(dotted ? read_dotted_tail(part, into) : read_group(part, into))) return false;
        if (end) return true;
        text.remove_prefix(colon + 1);
    }
}

bool same_prefix(std::span<std::uint8_t const> left, std::span<std::uint8_t const> right, unsigned bits) {
    auto whole = bits / 8;
    if (!std::equal(left.begin(), left.begin() + whole, right.begin())) return false;
    auto rest = bits % 8;
    if (rest == 0) return true;
    auto mask = static_cast<std::uint8_t>(0xff << (8 - rest));
    return (left[whole] & mask) == (right[whole] & mask);
}

error bad_network(std::string_view text, std::string const& what) {
    std::string shown;
    for (char c : text.substr(0, 64)) shown += c > 0x20 && c < 0x7f ? c : '?';
    return error(errc::invalid_argument, "'" + shown + "' is not an address range: " + what);
}

}  // namespace

std::optional<ip::address_v4> parse_ipv4(std::string_view text) {
    ip::address_v4::bytes_type bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto dot = i + 1 < bytes.size() ? text.find('.') : text.size();
        if (dot == std::string_view::npos) return std::nullopt;
        auto octet = short_number(text.substr(0, dot));
        if (!octet || *octet > 255) return std::nullopt;
        bytes[i] = static_cast<std::uint8_t>(*octet);
        text.remove_prefix(std::min(dot + 1, text.size()));
    }
    return ip::address_v4(bytes);
}

std::optional<ip::address_v6> parse_ipv6(std::string_view text) {
    groups head;
    groups tail;
    auto gap = text.find("::");
    if (gap == std::string_view::npos) {
        if (!read_groups(text, true, head) || head.count != 8) return std::nullopt;
    } else {
        auto after = text.substr(gap + 2);
        if (after.starts_with(':')) return std::nullopt;
        if (!read_groups(text.substr(0, gap), false, head) || !read_groups(after, true, tail)) return std::nullopt;
        if (head.count + tail.count > 7) return std::nullopt;
    }
    ip::address_v6::bytes_type bytes{};
    auto put = [&bytes](std::size_t at, std::uint16_t value) {
        bytes[2 * at] = static_cast<std::uint8_t>(value >> 8);
        bytes[2 * at + 1] = static_cast<std::uint8_t>(value & 0xff);
    };
    for (std::size_t i = 0; i < head.count; ++i) put(i, head.values[i]);
    for (std::size_t i = 0; i < tail.count; ++i) put(8 - tail.count + i, tail.values[i]);
    return ip::address_v6(bytes);
}

std::optional<ip::address> parse_address(std::string_view text) {
    if (auto v4 = parse_ipv4(text)) return ip::address(*v4);
    if (auto v6 = parse_ipv6(text)) return ip::address(*v6);
    return std::nullopt;
}

bool network::contains(ip::address const& address) const noexcept {
    return address.is_v4() ? contains(address.to_v4()) : contains(address.to_v6());
}

bool network::contains(ip::address_v4 const& address) const noexcept {
    return family_ == family::v4 && same_prefix(bytes_, address.to_bytes(), bits_);
}

bool network::contains(ip::address_v6 const& address) const noexcept {
    return family_ == family::v6 && same_prefix(bytes_, address.to_bytes(), bits_);
}

ip::address network::first() const {
    if (family_ == family::v6) return ip::address_v6(bytes_);
    return ip::address_v4(ip::address_v4::bytes_type{bytes_[0], bytes_[1], bytes_[2], bytes_[3]});
}

std::string network::to_string() const {
    return first().to_string() + "/" + std::to_string(bits_);
}

result<network> parse_network(std::string_view text) {
    auto slash = text.find('/');
    auto address = parse_address(text.substr(0, slash));
    if (!address) return bad_network(text, "write an IP address and a prefix length, such as 10.1.0.0/16 or fd12::/16");
    unsigned most = address->is_v4() ? 32 : 128;
    auto bits = slash == std::string_view::npos ? most : short_number(text.substr(slash + 1));
    if (!bits || *bits > most)
        return bad_network(text, "the prefix length must be a number from 0 to " + std::to_string(most));
    network made(address->is_v4() ? network::family::v4 : network::family::v6, *bits);
    auto keep = [&made, &bits](auto const& bytes) {
        for (unsigned i = 0; i < *bits; ++i) {
            auto kept = made.bytes_[i / 8] | (bytes[i / 8] & (0x80 >> i % 8));
            made.bytes_[i / 8] = static_cast<std::uint8_t>(kept);
        }
    };
    if (address->is_v4()) {
        keep(address->to_v4().to_bytes());
    } else {
        keep(address->to_v6().to_bytes());
    }
    if (made.first() != *address)
        return bad_network(text, "it has bits set beyond its prefix; did you mean " + made.to_string() + "?");
    return made;
}

}  // namespace cohook::egress
