// The file of the SQLite store: kept, locked, versioned.
#include "opened_store.hpp"

#include <boost/test/unit_test.hpp>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <vector>

using namespace cohook;
using namespace cohook::testing;

namespace {

struct file_of_store {
    scratch place;
    std::string const path = place.file("store.db");
    std::string const url = "sqlite:" + path;
};

void execute(std::string const& path, char const* sql) {
    sqlite3* db = nullptr;
    BOOST_TEST_REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
    BOOST_TEST_REQUIRE(sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sqlite3_errmsg(db));
    sqlite3_close(db);
}

error refused(std::string const& url) {
    auto const opened = store::open_store(url);
    BOOST_TEST_REQUIRE(opened.has_error());
    return opened.error();
}

using ids = std::vector<std::int64_t>;

ids named(store::register_tables const& rows, std::string_view begin) {
    ids found;
    store::person_walk walk;
    walk.name_begins = begin;
    rows.walk_persons(walk, [&](store::person_row const& person, store::consent_row const&) {
        found.push_back(person.id);
        return true;
    });
    return found;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sqlite_file, file_of_store)

BOOST_AUTO_TEST_CASE(keeps_what_was_committed) {
    std::int64_t first_owner = 0;
    {
        opened store(open_now(url));
        first_owner = store->owner();
        BOOST_TEST(first_owner > 0);
        BOOST_TEST(store->id_floor() == 0);
        auto row = make_delivery(41, "ep");
        row.message_id = 77;
        insert(store, row, "body");
        store.write([](store::unit_of_work& unit) {
            unit.deliveries().cancel(41, at(1));
            store::audit_row audit;
            audit.id = 60;
            unit.requests().append_audit(audit);
        });
    }
    {
        opened store(open_now(url));
        BOOST_TEST(store->owner() > first_owner);
        BOOST_TEST(store->id_floor() == 77);
        auto const counts = store.ask([](store::snapshot const& tables) { return tables.deliveries().count("ep"); });
        BOOST_TEST(counts.created == 1u);
        BOOST_TEST(counts.cancelled == 1u);
        store.write([](store::unit_of_work& unit) { BOOST_TEST(unit.deliveries().purge(at(100), 10) == 1u); });
    }
    opened store(open_now(url));
    BOOST_TEST(store->id_floor() == 77);  // also of what was forgotten
}

BOOST_AUTO_TEST_CASE(is_its_owners_alone_to_read) {
    opened store(open_now(url));
    insert(store, make_delivery(1));
    for (auto const* suffix : {"", "-wal", "-shm", ".lock"}) {
        struct stat found {};
        BOOST_TEST_REQUIRE(::stat((path + suffix).c_str(), &found) == 0);
        BOOST_TEST((found.st_mode & 0777) == 0600u);
    }
}

BOOST_AUTO_TEST_CASE(is_refused_to_a_second_one_by_any_of_its_names) {
    opened store(open_now(url));
    std::filesystem::create_symlink(path, place.file("other-name.db"));
    for (auto const& name : {url, "sqlite:" + place.file("other-name.db")}) {
        auto const why = refused(name);
        BOOST_TEST((why.kind() == errc::conflict));
        BOOST_TEST(why.message().find("in use") != std::string::npos);
        BOOST_TEST(why.message().find(std::to_string(::getpid())) != std::string::npos);
    }
    store->close();
}

BOOST_AUTO_TEST_CASE(of_a_newer_version_is_refused_and_untouched) {
    open_now(url)->close();
    execute(path, "PRAGMA user_version = 99");
    auto const before = std::filesystem::file_size(path);
    auto const why = refused(url);
    BOOST_TEST((why.kind() == errc::unsupported));
    BOOST_TEST(why.message().find("99") != std::string::npos);
    BOOST_TEST(std::filesystem::file_size(path) == before);
}

BOOST_AUTO_TEST_CASE(of_an_older_version_is_brought_up_to_date_and_keeps_what_it_held) {
    std::ifstream dump(std::string(std::getenv("COHOOK_TEST_STORES")) + "/format_1.sql");
    execute(path, std::string(std::istreambuf_iterator<char>(dump), {}).c_str());
    for (int opening = 0; opening < 2; ++opening) {
        opened store(open_now(url));
        BOOST_TEST(store->owner() == 8 + opening);
        store.write([](store::unit_of_work& unit) {
            auto const& members = unit.members();
            BOOST_TEST(members.find_application("hall").value().organization_id == "org");
            BOOST_TEST(members.count_persons("hall") == 1u);
            BOOST_TEST((named(members, "kari") == ids{11}));
            BOOST_TEST((named(members, "oe") == ids{11}));
            BOOST_TEST(named(members, "example").empty());
            BOOST_TEST(members.find_api_key("0000000000001").value().label == "a key");
            BOOST_TEST(unit.requests().list_audit("hall", 0, 10).size() == 1u);
            store::account_row account;
            account.id = account.login = "first";
            unit.accounts().put(account);
            BOOST_TEST(unit.accounts().list("", 10).size() == 1u);
        });
    }
}

BOOST_AUTO_TEST_CASE(of_another_program_is_refused) {
    execute(path, "CREATE TABLE theirs (a)");
    auto const bytes = [&] {
        std::ifstream file(path, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    auto const before = bytes();
    BOOST_TEST((refused(url).kind() == errc::unsupported));
    BOOST_TEST((bytes() == before));
}

BOOST_AUTO_TEST_CASE(that_is_no_database_is_refused) {
    std::ofstream(path) << std::string(9000, 'x');
    BOOST_TEST((refused(url).kind() == errc::storage_failed));
}

BOOST_AUTO_TEST_CASE(that_is_damaged_is_refused) {
    {
        opened store(open_now(url));
        for (record_id id = 1; id <= 200; ++id) insert(store, make_delivery(id), std::string(500, 'b'));
    }
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    for (int page = 3; page < 30; ++page) {
        file.seekp(std::streamoff{8192} * page);
        file << std::string(200, '\xee');
    }
    file.close();
    BOOST_TEST((refused(url).kind() == errc::storage_failed));
}

BOOST_AUTO_TEST_CASE(is_opened_again_after_a_refusal) {
    BOOST_TEST((refused("sqlite:" + place.file("no-such-folder/store.db")).kind() == errc::storage_failed));
    BOOST_TEST((refused("sqlite:" + place.file("")).kind() == errc::storage_failed));
    open_now(url)->close();
    execute(path, "PRAGMA user_version = 99");
    refused(url);
    execute(path, "PRAGMA user_version = 4");
    open_now(url)->close();
}

BOOST_AUTO_TEST_CASE(urls_that_name_no_store_are_refused) {
    for (auto const* wrong : {"", "sqlite", "sqlite:", "memory", "memory:x", "mysql://x", "/a/path"})
        BOOST_TEST((refused(wrong).kind() == errc::invalid_argument));
    BOOST_TEST((refused("postgresql://host/db").kind() == errc::unsupported));
}

BOOST_AUTO_TEST_SUITE_END()
