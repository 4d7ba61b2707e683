#include "cli/progress.hpp"

#include "cli/span_text.hpp"

#include <algorithm>
#include <cstdio>

namespace cohook::cli {
namespace {

constexpr std::chrono::seconds between_lines(10);

std::string rate_text(double rate) {
    char text[32];
    std::snprintf(text, sizeof text, rate < 10 ? "%.1f/s" : "%.0f/s", rate);
    return text;
}

std::uint64_t total_of(progress_figures const& now) {
    return std::max(now.total, now.done);
}

std::uint64_t percent_of(progress_figures const& now) {
    std::uint64_t const total = total_of(now);
    return total == 0 ? 100 : now.done * 100 / total;
}

}  // namespace

std::string progress_text(progress_figures const& now) {
    std::string figures =
        std::to_string(percent_of(now)) + " %  " + std::to_string(now.done) + "/" + std::to_string(total_of(now));
    if (now.failed > 0) figures += "  " + std::to_string(now.failed) + " failed";
    if (now.waiting > 0) figures += "  " + std::to_string(now.waiting) + " to be retried";
    if (now.state == "running") {
        figures += "  " + rate_text(now.rate);
        if (now.remaining) figures += "  " + describe_span(*now.remaining) + " left";
    } else {
        figures += "  " + now.state;
    }
    return figures;
}

std::string progress_line(progress_figures const& now, std::size_t width) {
    std::string const figures = " " + progress_text(now);
    std::uint64_t const total = total_of(now);
    if (width < figures.size() + 12) return figures.substr(0, width > 0 ? width - 1 : 0);
    std::size_t const room = std::min<std::size_t>(width - figures.size() - 3, 50);
    std::size_t const full = total == 0 ? room : static_cast<std::size_t>(now.done * room / total);
    return "[" + std::string(full, '#') + std::string(room - full, '.') + "]" + figures;
}

bool progress_moments::is_one(progress_figures const& now, steady_time at) {
    std::uint64_t const tenth = percent_of(now) / 10;
    bool const news = !said_ || tenth != tenth_ || now.state != state_ || at - *said_ >= between_lines;
    if (!news) return false;
    said_ = at;
    tenth_ = tenth;
    state_ = now.state;
    return true;
}

void progress::show(progress_figures const& now, steady_time at) {
    if (out_.stderr_is_terminal()) return out_.draw_status(progress_line(now, out_.width()));
    if (moments_.is_one(now, at)) out_.say(progress_text(now));
}

}  // namespace cohook::cli
