#include "transport/response_head.hpp"

#include "model/text_rules.hpp"

#include <algorithm>
#include <optional>

namespace cohook::transport {
namespace {

constexpr std::string_view version_prefix = "HTTP/1.";

bool list_has(std::string_view list, std::string_view word) {
    while (!list.empty()) {
        auto const comma = std::min(list.find(','), list.size());
        if (equal_ignoring_case(without_blanks(list.substr(0, comma)), word)) return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

/// What the framing fields said so far.
struct framing_fields {
    std::optional<std::uint64_t> length;
    bool length_doubtful = false;  ///< not a number, or more than one field
    bool length_invalid = false;   ///< not a number, or two different ones
    bool coded = false;            ///< a Transfer-Encoding is there
    bool chunked = false;          ///< and is exactly "chunked"
    bool doubtful = false;         ///< folded or repeated
    bool close = false;
};

std::optional<std::uint64_t> read_length(std::string_view text) {
    if (text.empty() || text.size() > 19 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
    std::uint64_t value = 0;
    for (char c : text) value = value * 10 + static_cast<std::uint64_t>(c - '0');
    return value;
}

void note_field(std::string_view name, std::string_view value, framing_fields& seen, response_head& into) {
    if (equal_ignoring_case(name, "content-length")) {
        auto const read = read_length(value);
        if (seen.length || !read) seen.length_doubtful = true;
        if (!read || (seen.length && *seen.length != *read)) seen.length_invalid = true;
        if (read) seen.length = read;
    } else if (equal_ignoring_case(name, "transfer-encoding")) {
        if (seen.coded) seen.doubtful = true;
        seen.chunked = !seen.coded && equal_ignoring_case(value, "chunked");
        seen.coded = true;
    } else if (equal_ignoring_case(name, "connection")) {
        if (list_has(value, "close")) seen.close = true;
    } else if (equal_ignoring_case(name, "retry-after")) {
        into.retry_after.emplace_back(value);
    }
}

/// The next line without its end. Falls silent at the end of the text.
class line_reader {
public:
    explicit line_reader(std::string_view text) : rest_(text) {}
    std::string_view next() {
        auto const end = rest_.find('\n');
        auto line = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        if (!line.empty() && line.back() == '\r') {
            line.remove_suffix(1);
        } else {
            bare_ = true;
        }
        return line;
    }
    bool bare() const { return bare_; }

private:
    std::string_view rest_;
    bool bare_ = false;
};

std::string_view read_status_line(std::string_view line, response_head& into) {
    if (!line.starts_with(version_prefix) || line.size() < 8 || !is_digit(line[7]))
        return "the answer does not begin with an HTTP/1 status line";
    into.minor = line[7] - '0';
    if (line.size() < 12 || line[8] != ' ' || !std::ranges::all_of(line.substr(9, 3), is_digit) ||
        (line.size() > 12 && line[12] != ' '))
        return "the status is not three digits";
    into.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    if (into.status < 100 || into.status > 599) return "the status is not between 100 and 599";
    return {};
}

void decide_framing(framing_fields const& seen, bool bare_lines, response_head& into) {
    bool const announced = seen.coded || seen.length_doubtful || seen.length.value_or(0) != 0;
    bool clean = into.minor >= 1 && !seen.close && !bare_lines && !seen.doubtful && !seen.length_doubtful;
    if (into.status < 200 || into.status == 204 || into.status == 205 || into.status == 304) {
        into.framing = body_framing::none;
        if (into.status != 304 && announced) clean = false;
    } else if (seen.coded) {
        // A length beside a coding is the classical way to make two readers disagree: read, but never read on.
        if (seen.length || seen.length_doubtful || !seen.chunked || into.minor == 0) clean = false;
        into.framing = seen.chunked ? body_framing::chunked : body_framing::until_close;
    } else if (seen.length_invalid) {
        into.framing = body_framing::unclear;
        clean = false;
    } else if (seen.length) {
        into.framing = body_framing::length;
        into.length = *seen.length;
    } else {
        into.framing = body_framing::until_close;
        clean = false;
    }
    into.keeps_alive = clean;
}

}  // namespace

bool may_be_response(std::string_view text) noexcept {
    auto const compared = std::min(text.size(), version_prefix.size());
    return text.substr(0, compared) == version_prefix.substr(0, compared);
}

std::string_view read_head(std::string_view text, response_head& into) {
    into = response_head();
    if (text.find('\0') != std::string_view::npos) return "the head holds a NUL byte";
    line_reader lines(text);
    auto const status_line = lines.next();
    if (status_line.find('\r') != std::string_view::npos) return "the head holds a carriage return inside a line";
    if (auto const problem = read_status_line(status_line, into); !problem.empty()) return problem;
    framing_fields seen;
    bool framing_was_last = false;
    for (bool first = true;; first = false) {
        auto const line = lines.next();
        if (line.find('\r') != std::string_view::npos) return "the head holds a carriage return inside a line";
        if (line.empty()) break;
        if (line.front() == ' ' || line.front() == '\t') {
            if (first) return "the first field begins with a blank";
            if (framing_was_last) seen.doubtful = true;
            continue;
        }
        auto const colon = line.find(':');
        if (colon == std::string_view::npos) return "a line of the head has no colon";
        auto const name = line.substr(0, colon);
        if (!is_token(name)) return "a field name is not a token";
        note_field(name, without_blanks(line.substr(colon + 1)), seen, into);
        framing_was_last = equal_ignoring_case(name, "content-length") ||
                           equal_ignoring_case(name, "transfer-encoding") || equal_ignoring_case(name, "connection");
    }
    decide_framing(seen, lines.bare(), into);
    return {};
}

}  // namespace cohook::transport
