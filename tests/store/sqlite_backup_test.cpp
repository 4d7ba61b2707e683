// The copy of a store: the state of one moment, while the store goes on.
#include "opened_store.hpp"
#include "store/backup.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <thread>

using namespace cohook;
using namespace cohook::testing;

namespace {

struct store_and_copy {
    scratch place;
    std::string const url = "sqlite:" + place.file("store.db");
    std::string const copy = place.file("copy.db");

    error refused(std::string const& from) const {
        auto const made = store::back_up(from, copy);
        BOOST_TEST_REQUIRE(made.has_error());
        BOOST_TEST(!std::filesystem::exists(copy + ".partial"));
        return made.error();
    }
};

std::uint64_t pending_in(opened& one) {
    return one.ask([](store::snapshot const& now) { return now.deliveries().count("ep").pending; });
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sqlite_backup, store_and_copy)

BOOST_AUTO_TEST_CASE(is_a_store_with_what_was_committed_before) {
    opened original(open_now(url));
    insert(original, make_delivery(41, "ep"), "body");
    auto const made = store::back_up(url, copy);
    BOOST_TEST_REQUIRE(made.has_value());
    BOOST_TEST(made->bytes == std::filesystem::file_size(copy));
    BOOST_TEST(made->version > 0u);
    BOOST_TEST(!std::filesystem::exists(copy + "-wal"));
    BOOST_TEST(!std::filesystem::exists(copy + ".partial"));
    struct stat found {};
    BOOST_TEST_REQUIRE(::stat(copy.c_str(), &found) == 0);
    BOOST_TEST((found.st_mode & 0777u) == 0600u);
    insert(original, make_delivery(42, "ep"), "later");
    opened restored(open_now("sqlite:" + copy));
    BOOST_TEST(pending_in(restored) == 1u);
}

BOOST_AUTO_TEST_CASE(holds_one_moment_while_others_write) {
    opened original(open_now(url));
    std::atomic<std::int64_t> acknowledged = 0;
    std::atomic<bool> copied = false;
    std::thread writing([&] {
        for (std::int64_t id = 1; !copied; ++id) {
            insert(original, make_delivery(id, "ep"), std::string(2000, 'x'));
            acknowledged = id;
        }
    });
    while (acknowledged < 20) std::this_thread::yield();
    std::int64_t const before = acknowledged;
    auto const made = store::back_up(url, copy);
    std::int64_t const after = acknowledged;
    copied = true;
    writing.join();
    BOOST_TEST_REQUIRE(made.has_value());
    opened restored(open_now("sqlite:" + copy));
    auto const held = static_cast<std::int64_t>(pending_in(restored));
    BOOST_TEST(held >= before);
    BOOST_TEST(held <= after + 1);  // one more may have been committed and not yet acknowledged
}

BOOST_AUTO_TEST_CASE(replaces_nothing) {
    opened const original(open_now(url));
    std::ofstream(copy) << "somebody's";
    BOOST_TEST((refused(url).kind() == errc::conflict));
    std::string kept;
    std::ifstream(copy) >> kept;
    BOOST_TEST(kept == "somebody's");
}

BOOST_AUTO_TEST_CASE(is_not_begun_beside_another_one) {
    opened const original(open_now(url));
    std::ofstream(copy + ".partial") << "half";
    auto const made = store::back_up(url, copy);
    BOOST_TEST_REQUIRE(made.has_error());
    BOOST_TEST((made.error().kind() == errc::conflict));
    BOOST_TEST(std::filesystem::exists(copy + ".partial"));
    BOOST_TEST(!std::filesystem::exists(copy));
}

BOOST_AUTO_TEST_CASE(needs_a_store_in_a_file) {
    BOOST_TEST((refused("memory:").kind() == errc::invalid_argument));
    BOOST_TEST((refused("sqlite:").kind() == errc::invalid_argument));
    BOOST_TEST((refused(url).kind() == errc::storage_failed));
    std::string const empty = place.file("empty.db");
    std::ofstream(empty).flush();
    BOOST_TEST((refused("sqlite:" + empty).kind() == errc::unsupported));
    std::ofstream(place.file("text.db")) << std::string(8192, 'x');
    BOOST_TEST((refused("sqlite:" + place.file("text.db")).kind() == errc::storage_failed));
    BOOST_TEST(!std::filesystem::exists(copy));
}

BOOST_AUTO_TEST_SUITE_END()
