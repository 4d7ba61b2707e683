#include "cli/span_text.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace cohook::cli {
namespace {

constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> units{
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
constexpr std::int64_t longest = 3650ll * 86'400'000;

}  // namespace

result<std::chrono::milliseconds> parse_span(std::string_view text) {
    if (text == "0") return std::chrono::milliseconds(0);
    std::int64_t number = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    std::string_view const unit = text.substr(static_cast<std::size_t>(end - text.data()));
    if (fault == std::errc{} && number >= 0) {
        for (auto const& [name, factor] : units) {
            if (name == unit && number <= longest / factor) return std::chrono::milliseconds(number * factor);
        }
    }
    return error(errc::invalid_argument, "`" + std::string(text) +
                                             "` is not a span of time: write a whole number and its unit, such as "
                                             "250ms, 30s, 5m, 2h or 7d");
}

std::string describe_span(std::chrono::milliseconds span) {
    std::int64_t const whole = span.count();
    if (whole < 1000) return std::to_string(whole) + " ms";
    if (whole < 10'000) return std::to_string(whole / 1000) + "." + std::to_string(whole % 1000 / 100) + " s";
    for (std::size_t at = units.size() - 1; at > 1; --at) {
        auto const& [name, factor] = units[at];
        if (whole < factor) continue;
        auto const& [smaller_name, smaller_factor] = units[at - 1];
        std::string text = std::to_string(whole / factor) + " " + std::string(name);
        std::int64_t const rest = whole % factor / smaller_factor;
        if (rest > 0) text += " " + std::to_string(rest) + " " + std::string(smaller_name);
        return text;
    }
    return std::to_string(whole / 1000) + " s";
}

}  // namespace cohook::cli
