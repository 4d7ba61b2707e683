#include "members/value_rules.hpp"

#include "model/iso_time.hpp"
#include "model/text_rules.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>

namespace cohook::members {
namespace {

constexpr std::size_t longest_text = 1000;
constexpr std::size_t longest_long_text = 10'000;

std::optional<int> number(std::string_view digits) noexcept {
    if (digits.empty() || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
    int value = 0;
    for (auto const c : digits) value = value * 10 + (c - '0');
    return value;
}

bool calendar_date(std::string_view text) noexcept {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    auto const year = number(text.substr(0, 4));
    auto const month = number(text.substr(5, 2));
    auto const day = number(text.substr(8, 2));
    if (!year || !month || !day) return false;
    return std::chrono::year_month_day(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                       std::chrono::day(static_cast<unsigned>(*day)))
        .ok();
}

}  // namespace

std::string_view text_problem(std::string_view value) noexcept {
    if (value.size() > longest_text) return "is longer than 1000 bytes";
    if (std::ranges::any_of(value, is_control)) return "holds a control character; a single line of text is right here";
    return {};
}

std::string_view long_text_problem(std::string_view value) noexcept {
    if (value.size() > longest_long_text) return "is longer than 10000 bytes";
    auto const foreign = [](char c) { return is_control(c) && c != '\n' && c != '\r' && c != '\t'; };
    if (std::ranges::any_of(value, foreign)) return "holds a control character other than a line break or tab";
    return {};
}

std::string_view email_problem(std::string_view value) noexcept {
    auto const at = value.rfind('@');
    auto const space = [](char c) { return is_control(c) || c == ' '; };
    if (value.size() > 254) return "is longer than 254 bytes, the most an e-mail address may have";
    if (at == std::string_view::npos || at == 0 || at + 1 == value.size() || std::ranges::any_of(value, space))
        return "is not an e-mail address such as 'name@example.org'; leave the field out where there is none";
    return {};
}

std::string_view date_problem(std::string_view value) noexcept {
    if (calendar_date(value) || parse_iso(value)) return {};
    return "is not a date such as '1984-02-29' or '1984-02-29T00:00:00Z'";
}

std::string_view timestamp_problem(std::string_view value) noexcept {
    if (parse_iso(value)) return {};
    return "is not a moment in UTC such as '2021-02-26T19:13:55.749Z' (the register sets it; leave it out)";
}

std::string_view culture_problem(std::string_view value) noexcept {
    auto part_begin = std::size_t{0};
    auto good = !value.empty() && value.size() <= 35 && is_letter(value[0]);
    for (std::size_t index = 0; good && index <= value.size(); ++index) {
        if (index == value.size() || value[index] == '-') {
            good = index > part_begin && index - part_begin <= 8;
            part_begin = index + 1;
        } else {
            good = is_letter(value[index]) || is_digit(value[index]);
        }
    }
    if (good) return {};
    return "is not a language tag such as 'nb-NO'";
}

std::string_view country_problem(std::string_view value) noexcept {
    auto const upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (value.size() == 2 && std::ranges::all_of(value, upper)) return {};
    return "is not a country code of two capital letters such as 'NO' (ISO 3166-1)";
}

}  // namespace cohook::members
