#include "signing/structured_field.hpp"

#include "model/text_rules.hpp"
#include "signing/bytes.hpp"
#include "signing/encoding.hpp"

#include <algorithm>
#include <charconv>

namespace cohook::signing {
namespace {

using kind = sf_bare::kind;

constexpr std::size_t most_members = 64;
constexpr std::size_t most_parameters = 16;

bool is_small(char c) noexcept {
    return c >= 'a' && c <= 'z';
}
bool goes_on_key(char c) noexcept {
    return is_small(c) || is_digit(c) || c == '_' || c == '-' || c == '.' || c == '*';
}
bool goes_on_token(char c) noexcept {
    return is_letter(c) || is_digit(c) || std::string_view("!#$%&'*+-.^_`|~:/").find(c) != std::string_view::npos;
}

// Reads from the front of a text. Every step says whether it could.
class field_reader {
public:
    explicit field_reader(std::string_view text) : rest_(text) {}

    bool at_end() const noexcept { return rest_.empty(); }
    void skip(std::string_view characters) noexcept {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
    }
    bool take(char expected) noexcept {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    bool key(std::string& out) {
        std::size_t size = 0;
        while (size < rest_.size() && goes_on_key(rest_[size])) ++size;
        if (size == 0 || !is_sf_key(rest_.substr(0, size))) return false;
        out = take_front(size);
        return true;
    }

    bool bare(sf_bare& out) {
        if (rest_.empty()) return false;
        char const first = rest_[0];
        if (first == '"') return text(out);
        if (first == ':') return bytes(out);
        if (first == '?') return boolean(out);
        if (first == '-' || is_digit(first)) return number(out);
        if (is_letter(first) || first == '*') return token(out);
        return false;
    }

    bool parameters(std::vector<sf_parameter>& out) {
        while (take(';')) {
            skip(" ");
            sf_parameter next;
            if (!key(next.key) || out.size() == most_parameters) return false;
            if (take('=') && !bare(next.value)) return false;
            if (find_parameter(out, next.key) != nullptr) return false;
            out.push_back(std::move(next));
        }
        return true;
    }

    bool member(sf_member& out) {
        if (take('(')) {
            out.is_list = true;
            return inner_list(out.items) && parameters(out.parameters);
        }
        return bare(out.value) && parameters(out.parameters);
    }

    // Between two members: true and nothing left, or at the next one.
    bool next_member() noexcept {
        skip(" \t");
        if (at_end()) return true;
        if (!take(',')) return false;
        skip(" \t");
        return !at_end();
    }

private:
    std::string take_front(std::size_t size) {
        std::string const front(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return front;
    }

    bool inner_list(std::vector<sf_item>& out) {
        for (;;) {
            bool const apart = out.empty() || rest_.starts_with(' ') || rest_.starts_with(')');
            skip(" ");
            if (take(')')) return true;
            sf_item next;
            if (!apart || out.size() == most_members || !bare(next.value) || !parameters(next.parameters)) return false;
            out.push_back(std::move(next));
        }
    }

    bool text(sf_bare& out) {
        out.is = kind::text;
        for (std::size_t i = 1; i < rest_.size(); ++i) {
            char c = rest_[i];
            if (c == '"') {
                rest_.remove_prefix(i + 1);
                return true;
            }
            if (c == '\\') {
                c = ++i < rest_.size() ? rest_[i] : '\0';
                if (c != '"' && c != '\\') return false;
            }
            if (c < ' ' || c > '~') return false;
            out.text += c;
        }
        return false;
    }

    bool bytes(sf_bare& out) {
        std::size_t const end = rest_.find(':', 1);
        if (end == std::string_view::npos) return false;
        std::string_view const encoded = rest_.substr(1, end - 1);
        std::optional<std::size_t> const size = base64_decoded_size(encoded);
        if (!size) return false;
        out.is = kind::bytes;
        out.text.resize(*size);
        if (!decode_base64(encoded, {reinterpret_cast<unsigned char*>(out.text.data()), *size})) return false;
        rest_.remove_prefix(end + 1);
        return true;
    }

    bool boolean(sf_bare& out) noexcept {
        if (!rest_.starts_with("?0") && !rest_.starts_with("?1")) return false;
        out.integer = rest_[1] - '0';
        rest_.remove_prefix(2);
        return true;
    }

    bool token(sf_bare& out) {
        std::size_t size = 1;
        while (size < rest_.size() && goes_on_token(rest_[size])) ++size;
        out.is = kind::token;
        out.text = take_front(size);
        return true;
    }

    // Up to 15 digits, or up to 12 before a point and 1 to 3 behind it.
    bool number(sf_bare& out) {
        std::size_t const sign = rest_.starts_with('-') ? 1 : 0;
        std::size_t end = sign;
        while (end < rest_.size() && is_digit(rest_[end])) ++end;
        std::size_t const whole = end - sign;
        if (whole == 0 || whole > 15) return false;
        char const* const first = rest_.data();
        char const* const last = first + end;
        auto const [stop, fault] = std::from_chars(first, last, out.integer);
        if (fault != std::errc{} || stop != last) return false;
        out.is = kind::integer;
        if (end == rest_.size() || rest_[end] != '.') {
            rest_.remove_prefix(end);
            return true;
        }
        std::size_t const point = end++;
        while (end < rest_.size() && is_digit(rest_[end])) ++end;
        if (whole > 12 || end - point < 2 || end - point > 4) return false;
        out.is = kind::decimal;
        out.text = sign != 0 && out.integer == 0 ? "-0" : std::to_string(out.integer);
        std::string_view fraction = rest_.substr(point, end - point);
        while (fraction.size() > 2 && fraction.ends_with('0')) fraction.remove_suffix(1);
        out.text += fraction;
        rest_.remove_prefix(end);
        return true;
    }

    std::string_view rest_;
};

void append_text(std::string& out, std::string_view text) {
    out += '"';
    for (char const c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

}  // namespace

bool is_sf_key(std::string_view text) noexcept {
    return !text.empty() && (is_small(text[0]) || text[0] == '*') && std::all_of(text.begin(), text.end(), goes_on_key);
}

std::optional<sf_dictionary> parse_sf_dictionary(std::string_view text) {
    sf_dictionary all;
    field_reader from(text);
    from.skip(" ");
    while (!from.at_end()) {
        sf_entry next;
        if (all.size() == most_members || !from.key(next.key)) return std::nullopt;
        bool const good = from.take('=') ? from.member(next.member) : from.parameters(next.member.parameters);
        if (!good || find_entry(all, next.key) != nullptr || !from.next_member()) return std::nullopt;
        all.push_back(std::move(next));
    }
    return all;
}

std::optional<sf_list> parse_sf_list(std::string_view text) {
    sf_list all;
    field_reader from(text);
    from.skip(" ");
    while (!from.at_end()) {
        sf_member next;
        if (all.size() == most_members || !from.member(next) || !from.next_member()) return std::nullopt;
        all.push_back(std::move(next));
    }
    return all;
}

std::optional<sf_item> parse_sf_item(std::string_view text) {
    sf_item item;
    field_reader from(text);
    from.skip(" ");
    if (!from.bare(item.value) || !from.parameters(item.parameters)) return std::nullopt;
    from.skip(" ");
    if (!from.at_end()) return std::nullopt;
    return item;
}

sf_member const* find_entry(sf_dictionary const& in, std::string_view key) noexcept {
    auto const found = std::find_if(in.begin(), in.end(), [&](sf_entry const& one) { return one.key == key; });
    return found == in.end() ? nullptr : &found->member;
}

sf_bare const* find_parameter(std::vector<sf_parameter> const& in, std::string_view key) noexcept {
    auto const found = std::find_if(in.begin(), in.end(), [&](sf_parameter const& one) { return one.key == key; });
    return found == in.end() ? nullptr : &found->value;
}

void append_sf(std::string& out, sf_bare const& value) {
    switch (value.is) {
        case kind::integer: out += std::to_string(value.integer); break;
        case kind::text: append_text(out, value.text); break;
        case kind::decimal:
        case kind::token: out += value.text; break;
        case kind::boolean: out += value.integer != 0 ? "?1" : "?0"; break;
        case kind::bytes:
            out += ':';
            append_base64(out, value.text);
            out += ':';
            break;
    }
}

void append_sf(std::string& out, std::vector<sf_parameter> const& parameters) {
    for (sf_parameter const& one : parameters) {
        out.append(";").append(one.key);
        if (one.value.is_flag()) continue;
        out += '=';
        append_sf(out, one.value);
    }
}

void append_sf(std::string& out, sf_item const& item) {
    append_sf(out, item.value);
    append_sf(out, item.parameters);
}

void append_sf(std::string& out, sf_member const& member) {
    if (!member.is_list) {
        append_sf(out, member.value);
    } else {
        out += '(';
        for (std::size_t i = 0; i < member.items.size(); ++i) {
            if (i != 0) out += ' ';
            append_sf(out, member.items[i]);
        }
        out += ')';
    }
    append_sf(out, member.parameters);
}

void append_sf(std::string& out, sf_list const& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i != 0) out += ", ";
        append_sf(out, list[i]);
    }
}

void append_sf(std::string& out, sf_dictionary const& dictionary) {
    bool first = true;
    for (auto const& [key, member] : dictionary) {
        if (!first) out += ", ";
        first = false;
        out += key;
        if (!member.is_list && member.value.is_flag()) {
            append_sf(out, member.parameters);
            continue;
        }
        out += '=';
        append_sf(out, member);
    }
}

}  // namespace cohook::signing
