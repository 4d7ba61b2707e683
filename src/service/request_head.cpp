#include "service/request_head.hpp"

#include "model/text_rules.hpp"

#include <algorithm>
#include <charconv>

namespace cohook::service {
namespace {

using refused = std::optional<head_refusal>;

head_refusal refuse(int status, std::string why) {
    head_refusal made;
    made.status = status;
    made.why = std::move(why);
    return made;
}

/// Tabs, spaces, visible ASCII and bytes above it; no control character.
bool is_field_content(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) {
        auto const byte = static_cast<unsigned char>(c);
        return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
    });
}

/// The next line without its CRLF; nothing where a line is not ended by exactly CRLF.
std::optional<std::string_view> take_line(std::string_view& bytes) noexcept {
    auto const end = bytes.find_first_of("\r\n");
    if (end == std::string_view::npos || bytes.substr(end, 2) != "\r\n") return std::nullopt;
    auto const line = bytes.substr(0, end);
    bytes.remove_prefix(end + 2);
    return line;
}

refused read_target(std::string_view text, request& into) {
    into.target = std::string(text);
    auto const bad = std::find_if(text.begin(), text.end(), [](char c) { return c <= ' ' || c >= 0x7f || c == '#'; });
    if (bad != text.end()) return refuse(400, "the request target holds a byte that must be percent-encoded");
    if (text == "*" && into.method == "OPTIONS") {
        into.path = "*";
        return std::nullopt;
    }
    for (std::string_view const scheme : {"http://", "https://"}) {
        if (text.size() < scheme.size() || !equal_ignoring_case(text.substr(0, scheme.size()), scheme)) continue;
        text.remove_prefix(scheme.size());
        text.remove_prefix(std::min(text.size(), text.find_first_of("/?")));
        break;
    }
    if (text.empty() || (text.front() != '/' && text.size() == into.target.size()))
        return refuse(400, "the request target must be a path that begins with '/'");
    auto const mark = text.find('?');
    into.path = std::string(text.substr(0, mark));
    if (into.path.empty()) into.path = "/";
    if (mark != std::string_view::npos) into.query = std::string(text.substr(mark + 1));
    return std::nullopt;
}

refused read_request_line(std::string_view line, request_head& into, server_limits const& limits) {
    if (line.size() > limits.request_line)
        return refuse(414, "the request line is longer than " + std::to_string(limits.request_line) + " bytes");
    auto const first = line.find(' ');
    auto const second = line.find(' ', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos || line.find(' ', second + 1) != std::string_view::npos)
        return refuse(400, "the request line must be a method, a target and HTTP/1.1, with one space between");
    auto const method = line.substr(0, first);
    if (!is_token(method)) return refuse(400, "the method is not a token");
    into.message.method = std::string(method);
    auto const version = line.substr(second + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        bool const known = version.size() == 8 && version.starts_with("HTTP/");
        return refuse(known ? 505 : 400, "the request line must end with HTTP/1.1");
    }
    into.keep_alive = version == "HTTP/1.1";
    return read_target(line.substr(first + 1, second - first - 1), into.message);
}

refused read_field(std::string_view line, request_head& into) {
    if (line.front() == ' ' || line.front() == '\t') return refuse(400, "a header field is folded over two lines");
    auto const colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
        return refuse(400, "a header field must be a name, a colon right after it, and a value");
    auto const value = without_blanks(line.substr(colon + 1));
    if (!is_field_content(value)) return refuse(400, "a header field holds a control character");
    into.message.headers.emplace_back(std::string(line.substr(0, colon)), std::string(value));
    return std::nullopt;
}

bool lists(std::string_view value, std::string_view token) noexcept {
    while (!value.empty()) {
        auto const comma = std::min(value.find(','), value.size());
        if (equal_ignoring_case(without_blanks(value.substr(0, comma)), token)) return true;
        value.remove_prefix(std::min(comma + 1, value.size()));
    }
    return false;
}

refused read_coding(request_head& into, bool first_version) {
    auto const count = into.message.header_count("transfer-encoding");
    if (count == 0) return std::nullopt;
    if (first_version) return refuse(400, "HTTP/1.0 knows no Transfer-Encoding");
    if (into.message.header_count("content-length") != 0)
        return refuse(400, "Content-Length and Transfer-Encoding exclude each other");
    if (count > 1) return refuse(400, "Transfer-Encoding is given twice");
    if (!equal_ignoring_case(*into.message.header("transfer-encoding"), "chunked"))
        return refuse(501, "the only transfer coding understood is 'chunked'");
    into.chunked = true;
    return std::nullopt;
}

refused read_length(request_head& into) {
    auto const count = into.message.header_count("content-length");
    if (count == 0) return std::nullopt;
    if (count > 1) return refuse(400, "Content-Length is given twice");
    auto const text = *into.message.header("content-length");
    std::uint64_t length = 0;
    bool const digits = !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (!digits || failed != std::errc() || end != text.data() + text.size() || length > (1ull << 62))
        return refuse(400, "Content-Length must be one decimal number");
    into.content_length = length;
    return std::nullopt;
}

refused read_connection(request_head& into, bool first_version) {
    auto const hosts = into.message.header_count("host");
    if (hosts > 1 || (hosts == 0 && !first_version)) return refuse(400, "exactly one Host field is needed");
    for (auto const& field : into.message.headers) {
        if (!equal_ignoring_case(field.name, "connection")) continue;
        if (lists(field.value, "close")) into.keep_alive = false;
        if (first_version && lists(field.value, "keep-alive")) into.keep_alive = true;
    }
    if (auto const expect = into.message.header("expect"); expect && !first_version) {
        if (!equal_ignoring_case(*expect, "100-continue"))
            return refuse(417, "the only expectation understood is 100-continue");
        into.expects_continue = true;
    }
    return std::nullopt;
}

}  // namespace

std::variant<request_head, head_refusal> read_request_head(std::string_view bytes, server_limits const& limits) {
    request_head head;
    if (bytes.size() > limits.head)
        return refuse(431, "the header fields are larger than " + std::to_string(limits.head) + " bytes");
    if (bytes.find('\0') != std::string_view::npos) return refuse(400, "the head holds a NUL byte");
    auto line = take_line(bytes);
    if (!line) return refuse(400, "every line of the head must end with CR LF");
    if (auto problem = read_request_line(*line, head, limits)) return std::move(*problem);
    bool const first_version = line->ends_with("/1.0");
    for (line = take_line(bytes); line && !line->empty(); line = take_line(bytes)) {
        if (head.message.headers.size() == limits.fields)
            return refuse(431, "there are more than " + std::to_string(limits.fields) + " header fields");
        if (auto problem = read_field(*line, head)) return std::move(*problem);
    }
    if (!line) return refuse(400, "every line of the head must end with CR LF");
    if (auto problem = read_coding(head, first_version)) return std::move(*problem);
    if (auto problem = read_length(head)) return std::move(*problem);
    if (auto problem = read_connection(head, first_version)) return std::move(*problem);
    return head;
}

std::optional<head_refusal> judge_partial_head(std::string_view bytes, server_limits const& limits) {
    auto const line_end = bytes.find('\n');
    if (line_end == std::string_view::npos && bytes.size() > limits.request_line + 2)
        return refuse(414, "the request line is longer than " + std::to_string(limits.request_line) + " bytes");
    // A line that ends in a bare LF would leave a head without CRLF CRLF, and the reader waiting for it.
    for (auto at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1))
        if (at == 0 || bytes[at - 1] != '\r') return refuse(400, "every line of the head must end with CR LF");
    if (bytes.size() > limits.head)
        return refuse(431, "the header fields are larger than " + std::to_string(limits.head) + " bytes");
    return std::nullopt;
}

}  // namespace cohook::service
