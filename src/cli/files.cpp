#include "cli/files.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cohook::cli {
namespace {

class descriptor {
public:
    descriptor(int number, bool owned) : number_(number), owned_(owned) {}
    descriptor(descriptor const&) = delete;
    descriptor& operator=(descriptor const&) = delete;
    ~descriptor() {
        if (owned_ && number_ >= 0) ::close(number_);
    }
    int number() const noexcept { return number_; }

private:
    int number_;
    bool owned_;
};

error file_error(std::string const& path, char const* doing, int number) {
    return error(errc::invalid_argument, std::string("cannot ") + doing + " " + path + ": " + std::strerror(number));
}

/// Without its line break.
void drop_line_end(std::string& text) {
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
}

/// What is no file on a disk (a terminal, a pipe) knows nothing of this and says EINVAL or EROFS.
bool sync(descriptor const& file) {
    return ::fsync(file.number()) == 0 || errno == EINVAL || errno == EROFS || errno == ENOTSUP;
}

/// A new name lasts once its folder does.
bool sync_folder_of(std::string const& path) {
    auto const slash = path.rfind('/');
    std::string const folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    descriptor const opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), true);
    return opened.number() >= 0 && sync(opened);
}

}  // namespace

result<std::string> read_file(std::string const& path, std::size_t limit) {
    bool const from_stdin = path == "-";
    std::string const name = from_stdin ? "stdin" : path;
    descriptor const file(from_stdin ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC), !from_stdin);
    if (file.number() < 0) return file_error(name, "open", errno);
    std::string bytes;
    char buffer[65536];
    while (true) {
        ssize_t const got = ::read(file.number(), buffer, sizeof buffer);
        if (got == 0) return bytes;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return file_error(name, "read", errno);
        bytes.append(buffer, static_cast<std::size_t>(got));
        if (bytes.size() > limit) {
            return error(errc::too_large, name + " is larger than " + std::to_string(limit) + " bytes");
        }
    }
}

result<std::string> read_secret(std::string const& path) {
    auto text = read_file(path, 64 * 1024);
    if (!text) return text;
    drop_line_end(*text);
    if (text->empty()) return error(errc::invalid_argument, path + " holds no secret: it is empty", "secret");
    return text;
}

result<std::string> read_data(std::string const& argument) {
    if (argument == "-") return read_file(argument);
    if (argument.starts_with('@')) return read_file(argument.substr(1));
    return argument;
}

std::optional<std::string> read_private_file(std::string const& path) {
    constexpr off_t longest = 64 * 1024;
    // Without waiting: a pipe may have no writer.
    descriptor const file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC), true);
    struct stat about {};
    if (file.number() < 0 || ::fstat(file.number(), &about) != 0) return std::nullopt;
    bool const others_may = (about.st_mode & (S_IRWXG | S_IRWXO)) != 0;
    if (!S_ISREG(about.st_mode) || about.st_uid != ::geteuid() || others_may || about.st_size > longest) {
        return std::nullopt;
    }
    std::string text(static_cast<std::size_t>(about.st_size), '\0');
    ssize_t const got = ::read(file.number(), text.data(), text.size());
    if (got < 0) return std::nullopt;
    text.resize(static_cast<std::size_t>(got));
    drop_line_end(text);
    return text;
}

result<void> write_private_file(std::string const& path, std::string_view text) {
    descriptor const file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), true);
    if (file.number() < 0) return file_error(path, "create", errno);
    if (::fchmod(file.number(), 0600) != 0) return file_error(path, "protect", errno);
    while (!text.empty()) {
        ssize_t const put = ::write(file.number(), text.data(), text.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return file_error(path, "write", errno);
        text.remove_prefix(static_cast<std::size_t>(put));
    }
    if (!sync(file) || !sync_folder_of(path)) return file_error(path, "keep", errno);
    return {};
}

}  // namespace cohook::cli
