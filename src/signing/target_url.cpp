#include "signing/target_url.hpp"

#include "model/text_rules.hpp"
#include "signing/header_lines.hpp"

#include <algorithm>

namespace cohook::signing {
namespace {

std::string decode_form_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        int const high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
        int const low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
        if (text[i] == '%' && high >= 0 && low >= 0) {
            out += static_cast<char>(high << 4 | low);
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

// Reads host and port out of the authority.
bool split_authority(target_url& url) noexcept {
    std::string_view rest = url.authority;
    if (std::size_t const at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
    std::size_t const bracket = rest.starts_with('[') ? rest.find(']') : 0;
    if (bracket == std::string_view::npos) return false;
    std::size_t const colon = rest.find(':', bracket);
    url.host = rest.substr(0, colon);
    if (colon != std::string_view::npos) url.port = rest.substr(colon + 1);
    bool const port_is_number = !url.port || std::all_of(url.port->begin(), url.port->end(), is_digit);
    return !url.host.empty() && port_is_number;
}

}  // namespace

bool target_url::is_https() const noexcept {
    return scheme.size() == 5;
}

std::string_view target_url::default_port() const noexcept {
    return is_https() ? "443" : "80";
}

std::optional<target_url> split_url(std::string_view text) noexcept {
    auto const visible = [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; };
    if (!std::all_of(text.begin(), text.end(), visible)) return std::nullopt;
    std::size_t const colon = text.find("://");
    if (colon == std::string_view::npos) return std::nullopt;
    target_url url{text, text.substr(0, colon), {}, {}, std::nullopt, {}, std::nullopt, std::nullopt};
    if (!equal_ignoring_case(url.scheme, "https") && !equal_ignoring_case(url.scheme, "http")) return std::nullopt;
    std::string_view rest = text.substr(colon + 3);
    if (std::size_t const hash = rest.find('#'); hash != std::string_view::npos) {
        url.fragment = rest.substr(hash + 1);
        rest = rest.substr(0, hash);
    }
    std::size_t const end = std::min(rest.find_first_of("/?"), rest.size());
    url.authority = rest.substr(0, end);
    std::string_view const tail = rest.substr(end);
    std::size_t const mark = tail.find('?');
    url.path = tail.substr(0, mark);
    if (mark != std::string_view::npos) url.query = tail.substr(mark + 1);
    if (!split_authority(url)) return std::nullopt;
    return url;
}

std::vector<form_parameter> parse_form(std::string_view text) {
    std::vector<form_parameter> all;
    while (!text.empty()) {
        std::size_t const end = std::min(text.find('&'), text.size());
        std::string_view const piece = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (piece.empty()) continue;
        std::size_t const equals = std::min(piece.find('='), piece.size());
        std::string_view const value = piece.substr(std::min(equals + 1, piece.size()));
        all.push_back({decode_form_text(piece.substr(0, equals)), decode_form_text(value)});
    }
    return all;
}

std::string encode_query_text(std::string_view decoded) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char const c : decoded) {
        bool const plain = is_alphanumeric(c) || c == '*' || c == '-' || c == '.' || c == '_';
        auto const byte = static_cast<unsigned char>(c);
        if (plain)
            out += c;
        else
            out.append({'%', digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

}  // namespace cohook::signing
