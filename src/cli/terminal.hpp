// What is written where: data on stdout, everything else on stderr; colour and moving bars only for a person who watches.
#pragma once

#include "cli/exit_code.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace cohook::cli {

enum class colour_mode { automatic, always, never };

/// The two streams of the process. One instance, used on one thread.
class terminal {
public:
    terminal();

    /// `--color`; `automatic` colours where the stream is a terminal and NO_COLOR is unset or empty.
    void set_colour(colour_mode mode) noexcept;

    /// A line of data on stdout. Where the reader has gone, the process ends as SIGPIPE would have ended it, silently;
    /// where it cannot be written for another reason, it ends with that reason on stderr and exit status 1.
    void print(std::string_view line);
    /// Data on stdout as it is, no newline added.
    void write(std::string_view text);
    /// A line for the person, on stderr.
    void say(std::string_view line);
    /// An error: what is wrong and why, and what to do next (may be empty). Returns the code, so that a command can
    /// `return out.complain(…)`.
    exit_code complain(exit_code code, std::string_view what, std::string_view next = {});
    /// The same for an error value.
    exit_code complain(error const& what, std::string_view next = {});

    /// Draws over the last line of stderr; nothing where stderr is no terminal.
    void draw_status(std::string_view line);
    void clear_status();

    /// One that can be drawn on.
    bool stderr_is_terminal() const noexcept { return stderr_is_terminal_; }
    /// Columns of stderr; 80 where unknown.
    std::size_t width() const noexcept;

    // Text in a colour, or as it is where stderr has none.
    std::string good(std::string_view text) const { return paint("32", text); }
    std::string bad(std::string_view text) const { return paint("31", text); }
    std::string warn(std::string_view text) const { return paint("33", text); }
    std::string strong(std::string_view text) const { return paint("1", text); }
    std::string faint(std::string_view text) const { return paint("2", text); }

private:
    std::string paint(std::string_view code, std::string_view text) const;

    bool stderr_is_terminal_;
    bool colour_;
    bool status_drawn_ = false;
};

}  // namespace cohook::cli
