// What the SQLite store does when the disk is full, fails, or loses its power.
#include "faulty_disk.hpp"
#include "opened_store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <sqlite3.h>

#include <filesystem>
#include <optional>
#include <vector>

using namespace cohook;
using namespace cohook::testing;

namespace {

namespace asio = boost::asio;

struct on_faulty_disk {
    faulty_disk disk;
    scratch place;
    store::store_options options;
    std::string const url = "sqlite:" + place.file("store.db");

    on_faulty_disk() { options.sqlite_vfs = disk.name(); }
    std::shared_ptr<store::store> open() { return open_now(url, options); }
};

result<void> insert_one(store::store& on, record_id id, std::size_t size = 2) {
    std::string const body(size, 'x');
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        unit.deliveries().insert(make_delivery(id), body);
        return {};
    };
    return commit_now(on, work);
}

bool is_there(store::store& on, record_id id) {
    auto found = false;
    auto look = [&](store::snapshot const& tables) -> result<void> {
        found = tables.deliveries().find(id).has_value();
        return {};
    };
    BOOST_TEST(read_now(on, look).has_value());
    return found;
}

errc kind_of(result<void> const& done) {
    BOOST_TEST_REQUIRE(done.has_error());
    return done.error().kind();
}

/// Claims, settles and inserts, one unit after another, and notes what was acknowledged.
asio::awaitable<void> work_on(store::store& on, faulty_disk& disk, record_id first, int count) {
    for (auto id = first; id < first + count; ++id) {
        std::string const body(static_cast<std::size_t>(id * 37 % 9000), 'b');
        auto work = [&](store::unit_of_work& unit) -> result<void> {
            unit.deliveries().insert(make_delivery(id, "ep", at(1000), "key"), body);
            if (id % 3 == 0) unit.deliveries().cancel(id - 1, at(2000));
            return {};
        };
        auto const done = co_await on.commit(work);
        if (done) disk.promise(id);
    }
}

void run_work(store::store& on, faulty_disk& disk, record_id first, int coroutines, int count) {
    asio::io_context context(1);
    for (int number = 0; number < coroutines; ++number)
        asio::co_spawn(context, work_on(on, disk, first + record_id{1000} * number, count),
                       [](std::exception_ptr thrown) { BOOST_TEST(!thrown); });
    context.run();
}

std::int64_t ask_number(sqlite3* db, char const* sql) {
    sqlite3_stmt* asked = nullptr;
    BOOST_TEST_REQUIRE(sqlite3_prepare_v2(db, sql, -1, &asked, nullptr) == SQLITE_OK, sqlite3_errmsg(db));
    BOOST_TEST_REQUIRE(sqlite3_step(asked) == SQLITE_ROW);
    auto const number = sqlite3_column_int64(asked, 0);
    sqlite3_finalize(asked);
    return number;
}

/// Every page is sound, every table agrees with its indices, and the counts with the rows.
void check_integrity(std::string const& path) {
    sqlite3* db = nullptr;
    BOOST_TEST_REQUIRE(sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK);
    BOOST_TEST(ask_number(db, "SELECT integrity_check = 'ok' FROM pragma_integrity_check") == 1);
    BOOST_TEST(ask_number(db, "SELECT pending FROM tallies WHERE endpoint = 0") ==
               ask_number(db, "SELECT count(*) FROM deliveries WHERE state = 0"));
    BOOST_TEST(ask_number(db, "SELECT created FROM tallies WHERE endpoint = 0") ==
               ask_number(db, "SELECT count(*) FROM deliveries"));
    BOOST_TEST(ask_number(db, "SELECT count(*) FROM deliveries") == ask_number(db, "SELECT count(*) FROM bodies"));
    sqlite3_close(db);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sqlite_faults, on_faulty_disk)

BOOST_AUTO_TEST_CASE(a_full_disk_refuses_deliveries_and_loses_nothing) {
    auto const held = open();
    BOOST_TEST(insert_one(*held, 1).has_value());
    disk.full = true;
    for (record_id id = 2; id <= 3; ++id) BOOST_TEST((kind_of(insert_one(*held, id, 100'000)) == errc::storage_full));
    BOOST_TEST(is_there(*held, 1));
    BOOST_TEST(!is_there(*held, 2));
    BOOST_TEST(held->health().has_value());
    disk.full = false;
    held->close();
    auto const again = open();
    BOOST_TEST(is_there(*again, 1));
    BOOST_TEST(!is_there(*again, 2));
    BOOST_TEST(insert_one(*again, 2).has_value());
    again->close();
}

BOOST_AUTO_TEST_CASE(below_the_floor_outcomes_pass_and_deliveries_do_not) {
    {
        auto const held = open();
        for (record_id id = 1; id <= 3; ++id) BOOST_TEST(insert_one(*held, id).has_value());
        held->close();
    }
    options.free_space_floor = std::uint64_t{1} << 62;  // more than any disk has
    auto const held = open();
    auto const refused = insert_one(*held, 4);
    BOOST_TEST((kind_of(refused) == errc::storage_full));
    auto settles = [](store::unit_of_work& unit) -> result<void> {
        store::settlement outcome;
        outcome.delivery_id = 1;
        outcome.state = delivery_state::delivered;
        attempt made;
        made.id = 100;
        made.delivery_id = 1;
        outcome.made = made;
        BOOST_TEST(unit.deliveries().settle(outcome));
        BOOST_TEST(unit.deliveries().cancel(2, at(5)));
        return {};
    };
    BOOST_TEST(commit_now(*held, settles).has_value());
    auto both = [](store::unit_of_work& unit) -> result<void> {
        unit.deliveries().cancel(3, at(5));
        unit.deliveries().insert(make_delivery(5), "{}");
        return {};
    };
    BOOST_TEST((kind_of(commit_now(*held, both)) == errc::storage_full));
    auto look = [](store::snapshot const& tables) -> result<void> {
        BOOST_TEST((tables.deliveries().find(1)->state == delivery_state::delivered));
        BOOST_TEST((tables.deliveries().find(2)->state == delivery_state::cancelled));
        BOOST_TEST((tables.deliveries().find(3)->state == delivery_state::pending));
        return {};
    };
    BOOST_TEST(read_now(*held, look).has_value());
    held->close();
}

BOOST_AUTO_TEST_CASE(after_a_failed_flush_nothing_is_acknowledged_until_reopened) {
    auto const held = open();
    BOOST_TEST(insert_one(*held, 1).has_value());
    disk.syncs_until_failure = 0;
    BOOST_TEST((kind_of(insert_one(*held, 2)) == errc::unknown_outcome));
    // The next flush would succeed; that proves nothing about what the first one should have written.
    BOOST_TEST((kind_of(insert_one(*held, 3)) == errc::storage_failed));
    BOOST_TEST((kind_of(held->health()) == errc::storage_failed));
    BOOST_TEST(is_there(*held, 1));
    BOOST_TEST(!is_there(*held, 2));
    BOOST_TEST(held->stats().failed_groups == 1u);
    held->close();
    auto const again = open();
    BOOST_TEST(again->health().has_value());
    BOOST_TEST(is_there(*again, 1));
    BOOST_TEST(!is_there(*again, 3));
    BOOST_TEST(insert_one(*again, 4).has_value());
    again->close();
}

BOOST_AUTO_TEST_CASE(a_failed_write_stops_the_store_too) {
    auto const held = open();
    BOOST_TEST(insert_one(*held, 1).has_value());
    disk.fail_writes = true;
    BOOST_TEST((kind_of(insert_one(*held, 2)) == errc::unknown_outcome));
    disk.fail_writes = false;
    BOOST_TEST((kind_of(insert_one(*held, 3)) == errc::storage_failed));
    BOOST_TEST(is_there(*held, 1));
    held->close();
}

BOOST_AUTO_TEST_CASE(a_failed_flush_fails_every_unit_of_its_group) {
    auto const held = open();
    disk.syncs_until_failure = 3;
    auto const before = disk.promised_by(disk.moments()).size();
    run_work(*held, disk, 1, 40, 5);
    auto const kept = disk.promised_by(disk.moments()).size() - before;
    BOOST_TEST(kept > 0u);
    BOOST_TEST(kept < 200u);
    held->close();
    auto const again = open();
    for (auto const id : disk.promised_by(disk.moments())) BOOST_TEST(is_there(*again, id));
    again->close();
}

BOOST_AUTO_TEST_CASE(only_the_writer_moves_the_log_and_not_at_a_commit) {
    auto const held = open();
    auto const before = disk.checkpoints.load();
    for (record_id id = 1; id <= 30; ++id) {
        BOOST_TEST(insert_one(*held, id, 200'000).has_value());
        BOOST_TEST(is_there(*held, id));
    }
    BOOST_TEST(disk.checkpoints == before);  // less than what a checkpoint is made for
    for (record_id id = 31; id <= 200; ++id) BOOST_TEST(insert_one(*held, id, 200'000).has_value());
    BOOST_TEST(disk.checkpoints > before);
    BOOST_TEST(held->stats().bytes < 110u * 1024 * 1024);
    held->close();
    BOOST_TEST(!std::filesystem::exists(place.file("store.db-wal")));
}

BOOST_AUTO_TEST_CASE(a_power_cut_at_any_flush_loses_nothing_acknowledged) {
    for (int round = 0; round < 2; ++round) {  // the second begins with a log that was moved and emptied
        auto const held = open();
        run_work(*held, disk, 100'000 * round + 1, 6, 8);
        held->close();
    }
    std::mt19937 chance(20'261'124);
    auto moments = disk.flushes();
    moments.push_back(disk.moments());
    std::shuffle(moments.begin(), moments.end(), chance);
    moments.resize(std::min<std::size_t>(moments.size(), 60));
    for (auto const moment : moments) {
        scratch after;
        disk.cut_power(moment, after.file(""), chance);
        BOOST_TEST_CONTEXT("cut at event " << moment) {
            auto const reopened = open_now("sqlite:" + after.file("store.db"));
            for (auto const id : disk.promised_by(moment)) BOOST_TEST(is_there(*reopened, id));
            BOOST_TEST(insert_one(*reopened, 9'000'000).has_value());
            reopened->close();
            check_integrity(after.file("store.db"));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
