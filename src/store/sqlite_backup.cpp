#include "store/sqlite_backup.hpp"

#include "store/sqlite_connection.hpp"
#include "store/sqlite_schema.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace cohook::store {
namespace sqlite {
namespace {

error file_trouble(std::string const& path, int code) {
    return {errc::storage_failed,
            "the backup " + path + " cannot be written: " + std::generic_category().message(code)};
}

result<void> flush(std::string const& path, int flags) {
    auto const opened = ::open(path.c_str(), flags | O_CLOEXEC);
    if (opened < 0) return file_trouble(path, errno);
    auto const done = ::fsync(opened);
    auto const code = errno;
    ::close(opened);
    if (done != 0) return file_trouble(path, code);
    return {};
}

/// The file that the copy is made in. Goes with this, unless it was given its name.
class unfinished_copy {
public:
    static result<unfinished_copy> make(std::string const& path) {
        struct stat found {};
        if (::lstat(path.c_str(), &found) == 0)
            return error(errc::conflict, path + " is there already; a backup replaces nothing, so name another file");
        unfinished_copy copy(path);
        auto const made = ::open(copy.draft_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        auto const code = errno;
        if (made >= 0) {
            ::close(made);
            return copy;
        }
        auto const draft = std::exchange(copy.draft_, std::string());
        if (code != EEXIST) return file_trouble(path, code);
        return error(errc::conflict,
                     draft + " is there: another backup is under way or was cut off; remove it if none is");
    }
    unfinished_copy(unfinished_copy&& other) noexcept
        : path_(std::move(other.path_)), draft_(std::exchange(other.draft_, std::string())) {}
    unfinished_copy& operator=(unfinished_copy&&) = delete;
    ~unfinished_copy() {
        if (!draft_.empty()) ::unlink(draft_.c_str());
    }

    std::string const& draft() const noexcept { return draft_; }

    /// Never over a file that came up meanwhile, which `rename` would replace.
    result<void> finish() {
        if (auto flushed = flush(draft_, O_RDONLY); !flushed) return flushed;
        if (::link(draft_.c_str(), path_.c_str()) != 0) return file_trouble(path_, errno);
        auto const slash = path_.rfind('/');
        return flush(slash == std::string::npos ? "." : path_.substr(0, slash + 1), O_RDONLY | O_DIRECTORY);
    }

private:
    explicit unfinished_copy(std::string const& path) : path_(path), draft_(path + ".partial") {}
    std::string path_, draft_;
};

/// In one step: the other side's writers go on beside one reader, but would make a copy in many steps begin anew.
result<void> copy_pages(connection& from, connection& to) {
    auto* const copying = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
    auto const done = copying != nullptr ? sqlite3_backup_step(copying, -1) : SQLITE_ERROR;
    auto const ended = sqlite3_backup_finish(copying);
    if (done == SQLITE_DONE && ended == SQLITE_OK) return {};
    to.refuse(ended == SQLITE_OK ? done : ended);
    return *to.trouble();
}

/// One file from now on, without a log beside it; and is every page of it sound?
result<void> close_off(connection& copy) {
    query(copy, "PRAGMA journal_mode = DELETE").run();
    query checked(copy, "PRAGMA integrity_check(1)");
    bool const sound = checked.next() && checked.text() == "ok";
    if (copy.trouble()) return *copy.trouble();
    if (!sound) return error(errc::storage_failed, "the store is damaged: its copy does not pass the check");
    return {};
}

std::uint64_t size_of(std::string const& path) {
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 ? static_cast<std::uint64_t>(found.st_size) : 0;
}

result<std::size_t> copy_store(std::string const& from, std::string const& to) {
    auto source = connection::open(from, {}, false);
    if (!source) return source.error();
    auto const version = version_of(**source);
    if (!version) return version.error();
    if (*version == 0) return error(errc::unsupported, "there is no store in " + from + " yet");
    auto target = connection::open(to, {}, true);
    if (!target) return target.error();
    if (auto copied = copy_pages(**source, **target); !copied) return copied.error();
    if (auto closed = close_off(**target); !closed) return closed.error();
    return *version;
}

}  // namespace
}  // namespace sqlite

result<backup_report> back_up_sqlite(std::string const& from, std::string const& to) {
    auto copy = sqlite::unfinished_copy::make(to);
    if (!copy) return copy.error();
    auto const version = sqlite::copy_store(from, copy->draft());
    if (!version) return version.error();
    if (auto finished = copy->finish(); !finished) return finished.error();
    return backup_report{sqlite::size_of(to), *version};
}

}  // namespace cohook::store
