#include "store/sqlite_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <limits>
#include <memory>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>

namespace cohook::store::sqlite {
namespace {

error trouble_with(std::string const& what, int code) {
    return {errc::storage_failed, what + ": " + std::generic_category().message(code)};
}

/// Magic numbers of file systems whose locks or flushes do not hold what SQLite needs (statfs(2)).
bool is_network(std::uint32_t magic) {
    constexpr std::array<std::uint32_t, 10> known{
        0x6969,      // NFS
        0x517b,      // SMB
        0xff534d42,  // CIFS
        0xfe534d42,  // SMB 2
        0x5346414f,  // AFS
        0x73757245,  // Coda
        0x00c36400,  // Ceph
        0x01021997,  // 9P
        0x0bd00bd0,  // Lustre
        0x47504653,  // GPFS
    };
    return std::find(known.begin(), known.end(), magic) != known.end();
}

result<void> check_file_system(std::string const& path) {
    struct statfs found {};
    if (::statfs(path.c_str(), &found) != 0)
        return trouble_with("the file system of " + path + " cannot be read", errno);
    if (is_network(static_cast<std::uint32_t>(found.f_type)))
        return error(errc::unsupported, path +
                                            " lies on a network file system, where a store would be damaged; use a "
                                            "local disk, or postgresql:// for several machines");
    return {};
}

// Closed again before SQLite opens it: closing a second descriptor later would drop SQLite's own locks.
result<void> create_missing(std::string const& path) {
    auto const made = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
    if (made < 0) return trouble_with("the store " + path + " cannot be opened or created", errno);
    struct stat found {};
    auto const is_file = ::fstat(made, &found) == 0 && S_ISREG(found.st_mode);
    ::close(made);
    if (!is_file) return error(errc::storage_failed, "the store " + path + " is not a regular file");
    return {};
}

/// The name of a file that was just made is durable only once its directory is flushed.
void flush_directory_of(std::string const& path) {
    auto const directory = path.substr(0, path.rfind('/') + 1);
    auto const opened = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) return;  // not ours to read: then not ours to flush
    ::fsync(opened);
    ::close(opened);
}

std::string holder_of(int lock) {
    std::array<char, 32> text{};
    auto const size = ::pread(lock, text.data(), text.size() - 1, 0);
    std::string const pid(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    auto const number = std::strtol(pid.c_str(), nullptr, 10);
    return number > 0 ? " (process " + std::to_string(number) + ")" : "";
}

void leave_name(int lock) {
    auto const pid = std::to_string(::getpid()) + "\n";
    // For the message of a second opener only: the lock holds without it.
    if (::ftruncate(lock, 0) == 0 && ::pwrite(lock, pid.data(), pid.size(), 0) < 0) errno = 0;
}

}  // namespace

result<owned_file> owned_file::open(std::string const& path) {
    if (auto made = create_missing(path); !made) return made.error();
    std::unique_ptr<char, decltype(&std::free)> const real(::realpath(path.c_str(), nullptr), &std::free);
    if (!real) return trouble_with("the path of the store " + path + " cannot be resolved", errno);
    if (auto fit = check_file_system(real.get()); !fit) return fit.error();
    auto const lock_path = std::string(real.get()) + ".lock";
    auto const lock = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW, 0600);
    if (lock < 0) return trouble_with("the lock file " + lock_path + " cannot be opened", errno);
    owned_file owned(real.get(), lock);
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return trouble_with("the lock file " + lock_path + " cannot be locked", errno);
        return error(errc::conflict, "the store " + path + " is in use by another cohook" + holder_of(lock) +
                                         "; stop that one first, or name another file");
    }
    leave_name(lock);
    flush_directory_of(owned.path());
    return owned;
}

owned_file::~owned_file() {
    give_up();
}

void owned_file::give_up() noexcept {
    if (lock_ >= 0) ::close(std::exchange(lock_, -1));
}

std::uint64_t owned_file::bytes() const noexcept {
    std::uint64_t sum = 0;
    for (auto const* suffix : {"", "-wal"}) {
        struct stat found {};
        if (::stat((path_ + suffix).c_str(), &found) == 0) sum += static_cast<std::uint64_t>(found.st_size);
    }
    return sum;
}

std::uint64_t owned_file::free_space() const noexcept {
    struct statvfs found {};
    if (::statvfs(path_.c_str(), &found) != 0) return std::numeric_limits<std::uint64_t>::max();
    return static_cast<std::uint64_t>(found.f_bavail) * found.f_frsize;
}

}  // namespace cohook::store::sqlite
