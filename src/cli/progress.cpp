#include "cli/progress.hpp"

#include "cli/span_text.hpp"

#include <algorithm>
#include <cstdio>

namespace cohook::cli {
namespace {

constexpr std::chrono::seconds between_lines(5);

std::string rate_text(double rate) {
    char text[32];
    std::snprintf(text, sizeof text, rate < 10 ? "%.1f/s" : "%.0f/s", rate);
    return text;
}

}  // namespace

std::string progress_line(progress_figures const& now, std::size_t width) {
    std::uint64_t const total = std::max(now.total, now.done);
    std::uint64_t const percent = total == 0 ? 100 : now.done * 100 / total;
    std::string figures =
        " " + std::to_string(percent) + " %  " + std::to_string(now.done) + "/" + std::to_string(total);
    if (now.failed > 0) figures += "  " + std::to_string(now.failed) + " failed";
    if (now.waiting > 0) figures += "  " + std::to_string(now.waiting) + " to be retried";
    if (now.state == "running") {
        figures += "  " + rate_text(now.rate);
        if (now.remaining) figures += "  " + describe_span(*now.remaining) + " left";
    } else {
        figures += "  " + now.state;
    }
    if (width < figures.size() + 12) return figures.substr(0, width > 0 ? width - 1 : 0);
    std::size_t const room = std::min<std::size_t>(width - figures.size() - 3, 50);
    std::size_t const full = total == 0 ? room : static_cast<std::size_t>(now.done * room / total);
    return "[" + std::string(full, '#') + std::string(room - full, '.') + "]" + figures;
}

void progress::show(progress_figures const& now, steady_time at) {
    if (out_.stderr_is_terminal()) {
        out_.draw_status(progress_line(now, out_.width()));
        return;
    }
    if (said_ && at - *said_ < between_lines) return;
    said_ = at;
    out_.say(progress_line(now, 100));
}

}  // namespace cohook::cli
