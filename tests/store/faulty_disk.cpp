#include "faulty_disk.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <new>

namespace cohook::testing {

namespace {

enum kind : int { written, truncated, flushed, removed, promised };
constexpr std::int64_t sector = 512;

}  // namespace

struct faulty_disk::event {
    int what = written;
    std::string path;
    std::int64_t offset = 0;  ///< of what was written; length of the truncated; id of the promise
    std::vector<std::byte> bytes{};
};

// --- the VFS

struct faulty_file {
    sqlite3_file base;  // first: SQLite knows only this
    faulty_disk* disk;
    std::string* path;
    bool is_main;

    static faulty_file* of(sqlite3_file* file) { return reinterpret_cast<faulty_file*>(file); }
    /// The platform's file lies behind ours, in the same piece of memory.
    static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(of(file) + 1); }

    static int close(sqlite3_file* file) {
        auto const code = real(file)->pMethods ? real(file)->pMethods->xClose(real(file)) : SQLITE_OK;
        delete of(file)->path;
        return code;
    }
    static int read(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
        return real(file)->pMethods->xRead(real(file), into, size, offset);
    }
    static int write(sqlite3_file* file, void const* bytes, int size, sqlite3_int64 offset) {
        auto& disk = *of(file)->disk;
        if (disk.fail_writes) return SQLITE_IOERR_WRITE;
        sqlite3_int64 length = 0;
        if (disk.full && real(file)->pMethods->xFileSize(real(file), &length) == SQLITE_OK && offset + size > length)
            return SQLITE_FULL;
        auto const code = real(file)->pMethods->xWrite(real(file), bytes, size, offset);
        if (code == SQLITE_OK) disk.note_write(*of(file)->path, offset, bytes, size);
        if (of(file)->is_main) ++disk.checkpoints;
        return code;
    }
    static int truncate(sqlite3_file* file, sqlite3_int64 size) {
        auto const code = real(file)->pMethods->xTruncate(real(file), size);
        if (code == SQLITE_OK) of(file)->disk->note_plain(truncated, *of(file)->path, size);
        return code;
    }
    static int sync(sqlite3_file* file, int flags) {
        auto& disk = *of(file)->disk;
        if (auto const left = disk.syncs_until_failure.load(); left >= 0) {
            disk.syncs_until_failure = left - 1;
            if (left == 0) return SQLITE_IOERR_FSYNC;
        }
        // The record alone decides what a cut leaves; the real flush would only make the tests slow.
        static_cast<void>(flags);
        disk.note_plain(flushed, *of(file)->path);
        return SQLITE_OK;
    }
    static int size(sqlite3_file* file, sqlite3_int64* length) {
        return real(file)->pMethods->xFileSize(real(file), length);
    }
    static int lock(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
    static int unlock(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
    static int reserved(sqlite3_file* file, int* held) {
        return real(file)->pMethods->xCheckReservedLock(real(file), held);
    }
    static int control(sqlite3_file* file, int op, void* argument) {
        return real(file)->pMethods->xFileControl(real(file), op, argument);
    }
    static int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
    static int traits(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
    static int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** at) {
        return real(file)->pMethods->xShmMap(real(file), region, size, extend, at);
    }
    static int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
        return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
    }
    static void shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
    static int shm_unmap(sqlite3_file* file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }

    static int open(sqlite3_vfs* vfs, char const* name, sqlite3_file* file, int flags, int* given) {
        static sqlite3_io_methods const methods = [] {
            sqlite3_io_methods all{};
            all.iVersion = 2;
            all.xClose = &close, all.xRead = &read, all.xWrite = &write, all.xTruncate = &truncate;
            all.xSync = &sync, all.xFileSize = &size, all.xLock = &lock, all.xUnlock = &unlock;
            all.xCheckReservedLock = &reserved, all.xFileControl = &control, all.xSectorSize = &sector_size;
            all.xDeviceCharacteristics = &traits, all.xShmMap = &shm_map, all.xShmLock = &shm_lock;
            all.xShmBarrier = &shm_barrier, all.xShmUnmap = &shm_unmap;
            return all;
        }();
        auto* const ours = new (file) faulty_file{};
        auto const code = faulty_disk::below()->xOpen(faulty_disk::below(), name, real(file), flags, given);
        if (code != SQLITE_OK) return ours->base.pMethods = nullptr, code;
        ours->disk = static_cast<faulty_disk*>(vfs->pAppData);
        ours->path = new std::string(name ? name : "");
        ours->is_main = (flags & SQLITE_OPEN_MAIN_DB) != 0;
        ours->base.pMethods = &methods;
        return SQLITE_OK;
    }
    static int remove(sqlite3_vfs* vfs, char const* name, int flush) {
        auto const code = faulty_disk::below()->xDelete(faulty_disk::below(), name, flush);
        if (code == SQLITE_OK) static_cast<faulty_disk*>(vfs->pAppData)->note_plain(removed, name);
        return code;
    }
    static int access(sqlite3_vfs*, char const* name, int flags, int* found) {
        return faulty_disk::below()->xAccess(faulty_disk::below(), name, flags, found);
    }
    static int full_name(sqlite3_vfs*, char const* name, int size, char* into) {
        return faulty_disk::below()->xFullPathname(faulty_disk::below(), name, size, into);
    }
};

faulty_disk::faulty_disk() : vfs_(std::make_unique<sqlite3_vfs>()) {
    static std::atomic<int> count = 0;
    name_ = "faulty-" + std::to_string(++count);
    auto* const platform = below();
    *vfs_ = *platform;  // what is not about files stays the platform's
    vfs_->szOsFile = static_cast<int>(sizeof(faulty_file)) + platform->szOsFile;
    vfs_->zName = name_.c_str();
    vfs_->pAppData = this;
    vfs_->pNext = nullptr;
    vfs_->xOpen = &faulty_file::open;
    vfs_->xDelete = &faulty_file::remove;
    vfs_->xAccess = &faulty_file::access;
    vfs_->xFullPathname = &faulty_file::full_name;
    sqlite3_vfs_register(vfs_.get(), 0);
}

faulty_disk::~faulty_disk() {
    sqlite3_vfs_unregister(vfs_.get());
}

sqlite3_vfs* faulty_disk::below() {
    return sqlite3_vfs_find("unix");
}

// --- the record

void faulty_disk::note(event what) {
    std::lock_guard const lock(mutex_);
    events_.push_back(std::move(what));
}

void faulty_disk::note_write(std::string const& path, std::int64_t offset, void const* bytes, int size) {
    auto const* from = static_cast<std::byte const*>(bytes);
    note({written, path, offset, std::vector<std::byte>(from, from + size)});
}

void faulty_disk::note_plain(int kind, std::string const& path, std::int64_t size) {
    note({kind, path, size});
}

void faulty_disk::promise(std::int64_t id) {
    note({promised, {}, id});
}

std::size_t faulty_disk::moments() const {
    std::lock_guard const lock(mutex_);
    return events_.size();
}

std::vector<std::size_t> faulty_disk::flushes() const {
    std::lock_guard const lock(mutex_);
    std::vector<std::size_t> found;
    for (std::size_t index = 0; index < events_.size(); ++index)
        if (events_[index].what == flushed) found.push_back(index), found.push_back(index + 1);
    return found;
}

std::vector<std::int64_t> faulty_disk::promised_by(std::size_t moment) const {
    std::lock_guard const lock(mutex_);
    std::vector<std::int64_t> ids;
    for (std::size_t index = 0; index < moment; ++index)
        if (events_[index].what == promised) ids.push_back(events_[index].offset);
    return ids;
}

/// With `chance`: each sector of a write, and each truncation, reaches the disk or does not.
void faulty_disk::apply(event const& what, std::vector<std::byte>& to, std::mt19937* chance) const {
    auto const reaches = [chance] { return !chance || ((*chance)() & 1) != 0; };
    if (what.what == truncated && reaches()) to.resize(static_cast<std::size_t>(what.offset));
    if (what.what != written) return;
    auto const end = what.offset + static_cast<std::int64_t>(what.bytes.size());
    for (auto from = what.offset; from < end;) {
        auto const next = std::min(end, (from / sector + 1) * sector);
        if (reaches()) {
            if (to.size() < static_cast<std::size_t>(next)) to.resize(static_cast<std::size_t>(next));
            std::copy(what.bytes.begin() + (from - what.offset), what.bytes.begin() + (next - what.offset),
                      to.begin() + from);
        }
        from = next;
    }
}

void faulty_disk::cut_power(std::size_t moment, std::string const& folder, std::mt19937& chance) const {
    std::lock_guard const lock(mutex_);
    std::map<std::string, std::size_t> last_flush;
    for (std::size_t index = 0; index < moment; ++index)
        if (events_[index].what == flushed) last_flush[events_[index].path] = index;
    files left;
    for (std::size_t index = 0; index < moment; ++index) {
        auto const& what = events_[index];
        if (what.what == removed) left.erase(what.path);
        if (what.what != written && what.what != truncated) continue;
        auto const found = last_flush.find(what.path);
        auto const safe = found != last_flush.end() && index < found->second;
        apply(what, left[what.path], safe ? nullptr : &chance);
    }
    for (auto const& [path, bytes] : left) {
        std::ofstream file(folder + "/" + std::filesystem::path(path).filename().string(), std::ios::binary);
        file.write(reinterpret_cast<char const*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    }
}

}  // namespace cohook::testing
