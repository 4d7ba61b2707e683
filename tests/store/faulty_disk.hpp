// A disk that fails on request and can lose its power: an SQLite VFS around the platform's that remembers every write and
// every flush. Afterwards the files can be rebuilt as a power cut at any moment might have left them: what was flushed is
// there, and of what was written since, any part.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

struct sqlite3_vfs;

namespace cohook::testing {

class faulty_disk {
public:
    /// Registered under its own name as long as it lives; no file may be open on it at its end.
    faulty_disk();
    faulty_disk(faulty_disk const&) = delete;
    faulty_disk& operator=(faulty_disk const&) = delete;
    ~faulty_disk();

    std::string const& name() const noexcept { return name_; }

    // --- faults
    std::atomic<bool> full = false;              ///< writes that would lengthen a file say SQLITE_FULL
    std::atomic<bool> fail_writes = false;       ///< every write says EIO
    std::atomic<int> syncs_until_failure = -1;   ///< 0: the next flush says EIO, once; negative: none does
    std::atomic<std::uint64_t> checkpoints = 0;  ///< writes to main files, all of which are those of checkpoints

    // --- the record
    /// Notes that something was promised by now.
    void promise(std::int64_t id);
    std::size_t moments() const;
    /// The moments at which a flush began, and those at which one had just ended.
    std::vector<std::size_t> flushes() const;
    /// What was promised before that moment.
    std::vector<std::int64_t> promised_by(std::size_t moment) const;
    /// Writes the files, by their last names, into `folder`, as a cut at `moment` might leave them.
    void cut_power(std::size_t moment, std::string const& folder, std::mt19937& chance) const;

private:
    friend struct faulty_file;
    static sqlite3_vfs* below();
    struct event;
    using files = std::map<std::string, std::vector<std::byte>>;

    void note(event what);
    void note_write(std::string const& path, std::int64_t offset, void const* bytes, int size);
    void note_plain(int kind, std::string const& path, std::int64_t size = 0);
    void apply(event const& what, std::vector<std::byte>& to, std::mt19937* chance) const;

    std::string name_;
    std::unique_ptr<sqlite3_vfs> vfs_;
    mutable std::mutex mutex_;
    std::vector<event> events_;
};

}  // namespace cohook::testing
