#include "model/iso_time.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace cohook {

using namespace std::chrono;

std::string iso_text(wall_time when) {
    auto const day = floor<days>(when);
    year_month_day const date(day);
    hh_mm_ss const time(when - day);
    std::array<char, 40> text;
    int const size =
        std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                      static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return {text.data(), static_cast<std::size_t>(size)};
}

namespace {

/// Reads exactly `count` digits off the front.
std::optional<int> digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return {};
    int value = 0;
    for (char const each : text.substr(0, count)) {
        if (each < '0' || each > '9') return {};
        value = value * 10 + (each - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool skip(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<milliseconds> fraction(std::string_view& text) {
    if (!skip(text, ".")) return milliseconds(0);
    int value = 0;
    std::size_t read = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; ++read, text.remove_prefix(1))
        if (read < 3) value = value * 10 + (text.front() - '0');
    if (read == 0) return {};
    for (; read < 3; ++read) value *= 10;
    return milliseconds(value);
}

std::optional<minutes> offset(std::string_view& text) {
    if (skip(text, "Zz")) return minutes(0);
    if (text.empty()) return {};
    bool const west = text.front() == '-';
    if (!skip(text, "+-")) return {};
    auto const hour = digits(text, 2);
    if (!hour || *hour > 23 || !skip(text, ":")) return {};
    auto const minute = digits(text, 2);
    if (!minute || *minute > 59) return {};
    auto const east = minutes(*hour * 60 + *minute);
    return west ? -east : east;
}

}  // namespace

std::optional<wall_time> parse_iso(std::string_view text) {
    auto const y = digits(text, 4);
    if (!y || !skip(text, "-")) return {};
    auto const m = digits(text, 2);
    if (!m || !skip(text, "-")) return {};
    auto const d = digits(text, 2);
    if (!d || !skip(text, "Tt ")) return {};
    year_month_day const date(year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d)));
    if (!date.ok()) return {};
    auto const hour = digits(text, 2);
    if (!hour || *hour > 23 || !skip(text, ":")) return {};
    auto const minute = digits(text, 2);
    if (!minute || *minute > 59 || !skip(text, ":")) return {};
    auto const second = digits(text, 2);
    if (!second || *second > 59) return {};
    auto const part = fraction(text);
    if (!part) return {};
    auto const from_utc = offset(text);
    if (!from_utc || !text.empty()) return {};
    return wall_time(sys_days(date)) + hours(*hour) + minutes(*minute) + seconds(*second) + *part - *from_utc;
}

}  // namespace cohook
