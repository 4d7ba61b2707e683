#include "service/query.hpp"

#include "model/iso_time.hpp"
#include "model/text_rules.hpp"

#include <algorithm>
#include <charconv>

namespace cohook::service {
namespace {

constexpr std::size_t most_pairs = 500;

fault malformed(std::string_view where, std::string message) {
    std::vector<field_problem> fields;
    fields.emplace_back(std::string(where), message);
    return fault(400, std::move(message), std::move(fields));
}

/// Takes `name[key][key]` apart; false where the brackets do not match.
bool split_name(query_pair& pair) {
    auto const open = pair.written.find('[');
    pair.name = pair.written.substr(0, open);
    std::string_view rest = pair.written;
    rest.remove_prefix(std::min(open, rest.size()));
    while (!rest.empty()) {
        auto const close = rest.find(']');
        if (rest.front() != '[' || close == std::string_view::npos) return false;
        pair.keys.emplace_back(rest.substr(1, close - 1));
        rest.remove_prefix(close + 1);
    }
    return !pair.name.empty();
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string made;
    made.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+' && plus_is_space) {
            made.push_back(' ');
        } else if (text[at] != '%') {
            made.push_back(text[at]);
        } else {
            if (at + 2 >= text.size()) return std::nullopt;
            auto const high = hex_value(text[at + 1]);
            auto const low = hex_value(text[at + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            made.push_back(static_cast<char>(high * 16 + low));
            at += 2;
        }
    }
    if (!is_utf8(made) || made.find('\0') != std::string::npos) return std::nullopt;
    return made;
}

outcome<std::vector<query_pair>> read_query(std::string_view query) {
    std::vector<query_pair> pairs;
    while (!query.empty()) {
        auto const end = std::min(query.find('&'), query.size());
        auto const part = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (part.empty()) continue;
        auto const equals = std::min(part.find('='), part.size());
        auto name = percent_decode(part.substr(0, equals), true);
        auto value = percent_decode(part.substr(std::min(equals + 1, part.size())), true);
        if (!name || !value)
            return malformed("", "the query holds a broken percent-escape or bytes that are not UTF-8");
        query_pair pair;
        pair.written = std::move(*name);
        pair.value = std::move(*value);
        if (!split_name(pair)) return malformed(pair.written, "the name of a query parameter is malformed");
        pairs.push_back(std::move(pair));
        if (pairs.size() > most_pairs) return malformed("", "the query has more than 500 parameters");
    }
    return pairs;
}

std::optional<std::string> query_reader::text(std::string_view name) {
    known_.emplace_back(name);
    std::optional<std::string> found;
    for (auto const& pair : pairs_) {
        if (pair.written != name) continue;
        if (found) complain(name, "this parameter is given twice; give it once");
        found = pair.value;
    }
    return found;
}

std::optional<std::int64_t> query_reader::integer(std::string_view name, std::int64_t least, std::int64_t most) {
    auto const given = text(name);
    if (!given) return std::nullopt;
    auto const value = parse_integer(*given);
    if (value && *value >= least && *value <= most) return value;
    complain(name, "a whole number from " + std::to_string(least) + " to " + std::to_string(most) + " is wanted here");
    return std::nullopt;
}

std::optional<bool> query_reader::boolean(std::string_view name) {
    auto const given = text(name);
    if (!given) return std::nullopt;
    if (*given == "true" || *given == "1") return true;
    if (*given == "false" || *given == "0") return false;
    complain(name, "true or false is wanted here");
    return std::nullopt;
}

std::optional<wall_time> query_reader::time(std::string_view name) {
    auto const given = text(name);
    if (!given) return std::nullopt;
    auto const value = parse_time(*given);
    if (!value) complain(name, "a moment like 2021-02-26T19:13:55.749Z is wanted here");
    return value;
}

void query_reader::complain(std::string_view name, std::string message) {
    problems_.emplace_back(std::string(name), std::move(message));
}

outcome<void> query_reader::finish() {
    for (auto const& pair : pairs_)
        if (std::find(known_.begin(), known_.end(), pair.written) == known_.end())
            complain(pair.written, "this parameter is not known here; check its spelling or leave it out");
    if (problems_.empty()) return {};
    auto message = problems_.front().path + ": " + problems_.front().message;
    return fault(400, std::move(message), std::move(problems_));
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t value = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<wall_time> parse_time(std::string_view text) {
    constexpr std::size_t date_only = 10;
    constexpr std::size_t before_zone = 19;
    std::string whole(text);
    if (whole.size() == date_only) whole += "T00:00:00Z";
    // The plus of an offset that was not percent-encoded arrives as a space.
    if (auto const blank = whole.find(' ', before_zone); blank != std::string::npos) whole[blank] = '+';
    return parse_iso(whole);
}

}  // namespace cohook::service
