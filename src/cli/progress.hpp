// How far something long is: a bar for who watches, now and then a line of figures for a log.
#pragma once

#include <cohook/time.hpp>

#include "cli/terminal.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace cohook::cli {

struct progress_figures {
    std::uint64_t done = 0, total = 0, failed = 0, waiting = 0;
    double rate = 0;  ///< a second
    std::optional<std::chrono::milliseconds> remaining;
    std::string state;  ///< `running`, `paused`, …
};

/// The figures alone. Pure.
std::string progress_text(progress_figures const& now);
/// A bar and the figures: one line of at most `width` columns. Pure.
std::string progress_line(progress_figures const& now, std::size_t width);

/// When a line is worth its place in a log: at first, at each tenth, at another state, else every ten seconds.
class progress_moments {
public:
    bool is_one(progress_figures const& now, steady_time at);

private:
    std::optional<steady_time> said_;
    std::uint64_t tenth_ = 0;
    std::string state_;
};

class progress {
public:
    explicit progress(terminal& out) : out_(out) {}
    /// Draws the bar where there is a terminal; else says the figures at the moments that matter.
    void show(progress_figures const& now, steady_time at);
    /// Takes the bar away.
    void end() { out_.clear_status(); }

private:
    terminal& out_;
    progress_moments moments_;
};

}  // namespace cohook::cli
