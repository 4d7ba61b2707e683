#include "cli/terminal.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

namespace cohook::cli {
namespace {

bool is_dumb() {
    char const* const kind = std::getenv("TERM");
    return kind != nullptr && std::string_view(kind) == "dumb";
}

/// Some of what is coloured goes to stdout (`demo`): a file there must stay text, too.
bool wants_colour_by_itself(bool stderr_takes_it) {
    char const* const forbidden = std::getenv("NO_COLOR");
    return stderr_takes_it && ::isatty(STDOUT_FILENO) == 1 && (forbidden == nullptr || *forbidden == '\0');
}

[[noreturn]] void end_as_a_broken_pipe() {
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
    std::_Exit(static_cast<int>(exit_code::failed));
}

/// What is lost is told: a script must not take half of the data for the whole. A reader that has gone wants no more.
[[noreturn]] void end_for_want_of_stdout(int fault) {
    if (fault == EPIPE) end_as_a_broken_pipe();
    std::fprintf(stderr, "cohook: cannot write to stdout: %s\n", std::strerror(fault));
    std::_Exit(static_cast<int>(exit_code::failed));
}

void put(std::FILE* stream, std::string_view text) {
    errno = 0;
    bool const written = std::fwrite(text.data(), 1, text.size(), stream) == text.size() && std::fflush(stream) == 0;
    if (!written && stream == stdout) end_for_want_of_stdout(errno);
}

}  // namespace

terminal::terminal()
    : stderr_is_terminal_(::isatty(STDERR_FILENO) == 1 && !is_dumb()),
      colour_(wants_colour_by_itself(stderr_is_terminal_)) {
    // Sockets must not end the process; stdout is handled in put().
    std::signal(SIGPIPE, SIG_IGN);
}

void terminal::set_colour(colour_mode mode) noexcept {
    if (mode == colour_mode::automatic) colour_ = wants_colour_by_itself(stderr_is_terminal_);
    if (mode == colour_mode::always) colour_ = true;
    if (mode == colour_mode::never) colour_ = false;
}

void terminal::print(std::string_view line) {
    std::string whole(line);
    whole += '\n';
    write(whole);
}

void terminal::write(std::string_view text) {
    clear_status();
    put(stdout, text);
}

void terminal::say(std::string_view line) {
    clear_status();
    std::string whole(line);
    whole += '\n';
    put(stderr, whole);
}

exit_code terminal::complain(exit_code code, std::string_view what, std::string_view next) {
    say(bad("cohook: ") + std::string(what));
    if (!next.empty()) say(faint("  next: ") + std::string(next));
    return code;
}

exit_code terminal::complain(error const& what, std::string_view next) {
    std::string text = what.message();
    if (!what.field().empty() && text.find(what.field()) == std::string::npos) text = what.field() + ": " + text;
    return complain(exit_code_of(what.kind()), text, next);
}

void terminal::draw_status(std::string_view line) {
    if (!stderr_is_terminal_) return;
    put(stderr, "\r\x1b[2K" + std::string(line));
    status_drawn_ = true;
}

void terminal::clear_status() {
    if (!status_drawn_) return;
    put(stderr, "\r\x1b[2K");
    status_drawn_ = false;
}

std::size_t terminal::width() const noexcept {
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return size.ws_col;
}

std::string terminal::paint(std::string_view code, std::string_view text) const {
    if (!colour_) return std::string(text);
    std::string painted = "\x1b[";
    painted.append(code).append("m").append(text).append("\x1b[0m");
    return painted;
}

}  // namespace cohook::cli
