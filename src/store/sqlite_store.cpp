#include "store/sqlite_store.hpp"

#include "store/sqlite_connection.hpp"
#include "store/sqlite_file.hpp"
#include "store/sqlite_readers.hpp"
#include "store/sqlite_schema.hpp"
#include "store/sqlite_writer.hpp"

#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace cohook::store::sqlite {
namespace {

constexpr std::size_t reader_threads = 2;
/// Smaller files are checked whole at every opening; it takes about a second for each 100 MiB.
constexpr std::uint64_t largest_checked = 64u << 20;

class file_store final : public store {
public:
    file_store(owned_file file, std::unique_ptr<connection> db, std::vector<std::unique_ptr<connection>> reading,
               store_options const& options, std::int64_t owner, record_id floor)
        : file_(std::move(file)),
          owner_(owner),
          id_floor_(floor),
          writer_(std::move(db), file_, options),
          readers_(std::move(reading), options.queue_limit) {}
    ~file_store() override { file_store::close(); }

    boost::asio::awaitable<result<void>> commit(unit_ref work) override {
        commit_waiter waiting(work);
        co_await wait_in(writer_, waiting);
        co_return std::move(waiting.outcome);
    }

    boost::asio::awaitable<result<void>> read(query_ref query) override {
        read_waiter waiting(query);
        co_await wait_in(readers_, waiting);
        co_return std::move(waiting.outcome);
    }

    std::int64_t owner() const noexcept override { return owner_; }
    record_id id_floor() const noexcept override { return id_floor_; }
    result<void> health() const override { return writer_.health(); }
    store_stats stats() const override { return writer_.stats(); }
    void close() override {
        std::lock_guard const lock(closing_);
        readers_.close();
        writer_.close();
        file_.give_up();
    }

private:
    std::mutex closing_;
    owned_file file_;
    std::int64_t const owner_;
    record_id const id_floor_;
    writer writer_;
    readers readers_;
};

result<void> trouble_of(connection& db) {
    if (!db.trouble()) return {};
    auto why = *db.trouble();
    db.clear_trouble();
    return why;
}

/// Durability is set here and nowhere else: defaults differ by build.
result<void> set_up_writer(connection& db) {
    db.execute("PRAGMA page_size = 8192");
    auto wal = false;
    {
        query mode(db, "PRAGMA journal_mode = WAL");
        wal = mode.next() && mode.text() == "wal";
    }
    db.execute(
        "PRAGMA synchronous = FULL;"
        "PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;"
        "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = FAST;"
        "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA mmap_size = 0;");
    if (auto fine = trouble_of(db); !fine) return fine;
    if (!wal) return error(errc::storage_failed, "the file system of the store does not allow a write-ahead log");
    return {};
}

void set_up_reader(connection& db) {
    db.execute(
        "PRAGMA wal_autocheckpoint = 0; PRAGMA query_only = ON; PRAGMA cell_size_check = ON;"
        "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384; PRAGMA mmap_size = 0;");
}

result<void> check_file(connection& db, owned_file const& file) {
    if (file.bytes() > largest_checked) return {};
    query checked(db, "PRAGMA quick_check(1)");
    if (checked.next())
        if (auto const verdict = checked.text(); verdict != "ok")
            return error(errc::storage_failed,
                         "the store's file is damaged; restore a backup: " + std::string(verdict));
    return trouble_of(db);
}

/// The epoch of this opening, durable before anything is claimed under it.
result<std::int64_t> begin_epoch(connection& db) {
    db.execute("BEGIN IMMEDIATE; UPDATE opening SET epoch = epoch + 1; COMMIT");
    std::int64_t epoch = 0;
    {
        query asked(db, "SELECT epoch FROM opening");
        if (asked.next()) epoch = asked.integer();
    }
    if (auto fine = trouble_of(db); !fine) return fine.error();
    return epoch;
}

result<std::vector<std::unique_ptr<connection>>> open_readers(owned_file const& file, store_options const& options) {
    std::vector<std::unique_ptr<connection>> opened;
    for (std::size_t count = 0; count < reader_threads; ++count) {
        auto db = connection::open(file.path(), options.sqlite_vfs, false);
        if (!db) return db.error();
        set_up_reader(**db);
        if (auto fine = trouble_of(**db); !fine) return fine.error();
        opened.push_back(std::move(*db));
    }
    return opened;
}

result<std::shared_ptr<store>> open(std::string const& path, store_options const& options) {
    auto file = owned_file::open(path);
    if (!file) return file.error();
    auto opened = connection::open(file->path(), options.sqlite_vfs, true);
    if (!opened) return opened.error();
    auto db = std::move(*opened);
    // Before anything is changed in it: the file may be another's.
    if (auto known = version_of(*db); !known) return known.error();
    if (auto fine = set_up_writer(*db); !fine) return fine.error();
    if (auto fine = check_file(*db, *file); !fine) return fine.error();
    if (auto fine = migrate(*db); !fine) return fine.error();
    auto const epoch = begin_epoch(*db);
    if (!epoch) return epoch.error();
    auto const floor = tallies(*db).last_id();
    auto reading = open_readers(*file, options);
    if (!reading) return reading.error();
    return std::make_shared<file_store>(std::move(*file), std::move(db), std::move(*reading), options, *epoch, floor);
}

}  // namespace
}  // namespace cohook::store::sqlite

namespace cohook::store {

result<std::shared_ptr<store>> open_sqlite(std::string const& path, store_options const& options) {
    return sqlite::open(path, options);
}

}  // namespace cohook::store
