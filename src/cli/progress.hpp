// How far something long is: a bar for who watches, a line every five seconds for a log.
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

/// One line of at most `width` columns. Pure.
std::string progress_line(progress_figures const& now, std::size_t width);

class progress {
public:
    explicit progress(terminal& out) : out_(out) {}
    /// Draws where there is a terminal; else says a line, at most one in five seconds.
    void show(progress_figures const& now, steady_time at);
    /// Takes the bar away.
    void end() { out_.clear_status(); }

private:
    terminal& out_;
    std::optional<steady_time> said_;
};

}  // namespace cohook::cli
