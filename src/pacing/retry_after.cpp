#include "pacing/retry_after.hpp"

#include "model/text_rules.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace cohook::pacing {
namespace {

using std::chrono::milliseconds;

constexpr std::array<std::string_view, 7> weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Reads a text from the left; the first thing that is not as it must be makes it fail for good.
class reader {
public:
    explicit reader(std::string_view text) : rest_(text) {}

    bool done() const { return good_ && rest_.empty(); }
    bool good() const { return good_; }

    void literal(std::string_view text) {
        if (!rest_.starts_with(text)) return fail();
        rest_.remove_prefix(text.size());
    }

    unsigned digits(std::size_t count) {
        unsigned value = 0;
        if (rest_.size() < count) fail();
        for (std::size_t i = 0; good_ && i < count; ++i) {
            if (!is_digit(rest_[i])) fail();
            value = value * 10 + static_cast<unsigned>(rest_[i] - '0');
        }
        if (good_) rest_.remove_prefix(count);
        return value;
    }

    // The index of the name that stands here, each cut to `letters` if it is longer.
    template <std::size_t N>
    unsigned name(std::array<std::string_view, N> const& names, std::size_t letters) {
        for (unsigned i = 0; i < N; ++i)
            if (auto cut = names[i].substr(0, letters); good_ && rest_.starts_with(cut)) {
                rest_.remove_prefix(cut.size());
                return i;
            }
        fail();
        return 0;
    }

    bool at_space() const { return rest_.starts_with(' '); }

private:
    void fail() { good_ = false; }

    std::string_view rest_;
    bool good_ = true;
};

// A date as its fields were read; whether there is such a day is not known yet.
struct date_fields {
    unsigned weekday = 0, day = 0, month = 0, hour = 0, minute = 0, second = 0;
    int year = 0;
};

void read_time(reader& from, date_fields& into) {
    into.hour = from.digits(2);
    from.literal(":");
    into.minute = from.digits(2);
    from.literal(":");
    into.second = from.digits(2);
}

// Sun, 06 Nov 1994 08:49:37 GMT
std::optional<date_fields> read_imf_fixdate(std::string_view text) {
    reader from(text);
    date_fields date;
    date.weekday = from.name(weekdays, 3);
    from.literal(", ");
    date.day = from.digits(2);
    from.literal(" ");
    date.month = from.name(months, 3) + 1;
    from.literal(" ");
    date.year = static_cast<int>(from.digits(4));
    from.literal(" ");
    read_time(from, date);
    from.literal(" GMT");
    return from.done() ? std::optional(date) : std::nullopt;
}

// Sunday, 06-Nov-94 08:49:37 GMT; the year as two digits.
std::optional<date_fields> read_rfc850_date(std::string_view text) {
    reader from(text);
    date_fields date;
    date.weekday = from.name(weekdays, std::string_view::npos);
    from.literal(", ");
    date.day = from.digits(2);
    from.literal("-");
    date.month = from.name(months, 3) + 1;
    from.literal("-");
    date.year = static_cast<int>(from.digits(2));
    from.literal(" ");
    read_time(from, date);
    from.literal(" GMT");
    return from.done() ? std::optional(date) : std::nullopt;
}

// Sun Nov  6 08:49:37 1994
std::optional<date_fields> read_asctime_date(std::string_view text) {
    reader from(text);
    date_fields date;
    date.weekday = from.name(weekdays, 3);
    from.literal(" ");
    date.month = from.name(months, 3) + 1;
    from.literal(" ");
    if (from.at_space()) {
        from.literal(" ");
        date.day = from.digits(1);
    } else {
        date.day = from.digits(2);
    }
    from.literal(" ");
    read_time(from, date);
    from.literal(" ");
    date.year = static_cast<int>(from.digits(4));
    return from.done() ? std::optional(date) : std::nullopt;
}

std::optional<std::chrono::sys_seconds> to_moment(date_fields const& date) {
    namespace chrono = std::chrono;
    auto day = chrono::year(date.year) / chrono::month(date.month) / chrono::day(date.day);
    // 60 is a leap second.
    if (!day.ok() || date.hour > 23 || date.minute > 59 || date.second > 60) return std::nullopt;
    chrono::sys_days midnight = day;
    if (chrono::weekday(midnight).c_encoding() != date.weekday) return std::nullopt;
    return midnight + chrono::hours(date.hour) + chrono::minutes(date.minute) + chrono::seconds(date.second);
}

// The year of two digits that is at most 50 years ahead (RFC 9110 section 5.6.7).
int full_year(int two_digits, wall_time now) {
    auto today = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(now));
    auto this_year = static_cast<int>(today.year());
    auto year = this_year - this_year % 100 + two_digits;
    if (year > this_year + 50) year -= 100;
    if (year <= this_year - 50) year += 100;
    return year;
}

std::string_view trimmed(std::string_view text) {
    auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Ten digits are three centuries; what is longer is no wait but an attempt at something.
std::optional<milliseconds> read_seconds(std::string_view text) {
    if (text.empty() || text.size() > 10 || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
    std::int64_t seconds = 0;
    for (char c : text) seconds = seconds * 10 + (c - '0');
    return std::chrono::seconds(seconds);
}

std::optional<milliseconds> read_one(std::string_view text, wall_time now) {
    text = trimmed(text);
    if (auto seconds = read_seconds(text)) return seconds;
    auto date = parse_http_date(text, now);
    if (!date) return std::nullopt;
    return std::max(milliseconds::zero(), *date - now);
}

bool is_weekday(std::string_view text) {
    return std::any_of(weekdays.begin(), weekdays.end(),
                       [&](std::string_view day) { return text == day || text == day.substr(0, 3); });
}

// The values of one field: what stands between commas, save that the comma after a weekday belongs to its date.
template <class Use>
void for_each_value(std::string_view field, Use use) {
    for (;;) {
        auto comma = field.find(',');
        if (comma != std::string_view::npos && is_weekday(trimmed(field.substr(0, comma))))
            comma = field.find(',', comma + 1);
        use(field.substr(0, comma));
        if (comma == std::string_view::npos) return;
        field.remove_prefix(comma + 1);
    }
}

}  // namespace

std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text, wall_time now) {
    if (auto date = read_imf_fixdate(text)) return to_moment(*date);
    if (auto date = read_asctime_date(text)) return to_moment(*date);
    auto date = read_rfc850_date(text);
    if (!date) return std::nullopt;
    date->year = full_year(date->year, now);
    return to_moment(*date);
}

std::optional<milliseconds> parse_retry_after(std::span<std::string const> values, wall_time now) {
    std::optional<milliseconds> smallest;
    auto use = [&smallest, now](std::string_view value) {
        auto wait = read_one(value, now);
        if (wait && (!smallest || *wait < *smallest)) smallest = wait;
    };
    for (auto const& field : values) for_each_value(field, use);
    return smallest;
}

}  // namespace cohook::pacing
