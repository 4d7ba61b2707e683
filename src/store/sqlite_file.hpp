// The file behind the store: made private, kept to one process, and on a disk that can hold it.
#pragma once

#include <cohook/error.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace cohook::store::sqlite {

/// A file that this process alone uses, as long as this lives. The lock is on `PATH.lock`, which stays behind.
class owned_file {
public:
    /// Creates the file if it is missing (readable by its owner alone) and locks it. Errors: `conflict` where another
    /// process (or another store of this one) has it; `unsupported` on a network file system; `storage_failed` with
    /// the reason.
    static result<owned_file> open(std::string const& path);
    owned_file(owned_file&& other) noexcept : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}
    owned_file& operator=(owned_file&&) = delete;
    ~owned_file();
    /// Another process may have the file now.
    void give_up() noexcept;

    /// Absolute and without symbolic links, so that every name of the file leads to one lock.
    std::string const& path() const noexcept { return path_; }
    /// Of the file and its log.
    std::uint64_t bytes() const noexcept;
    /// Left on the disk for this user.
    std::uint64_t free_space() const noexcept;

private:
    owned_file(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}

    std::string path_;
    int lock_;
};

}  // namespace cohook::store::sqlite
