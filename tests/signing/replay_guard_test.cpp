#include <cohook/replay_guard.hpp>

#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace cohook;

// A verified message of this id. The views in a verification need their request: it lives as long as this.
struct message {
    explicit message(std::string id) {
        std::string const body = "{}";
        request = {{{"webhook-id", id},
                    {"webhook-timestamp", std::to_string(samples::time)},
                    {"webhook-signature", samples::signed_with(samples::key, id, samples::time, body)}},
                   body};
    }
    verification seen() const { return request.verified_by(samples::verifier_of(samples::key)); }
    samples::request request;
};

admission admitted(replay_guard& guard, std::string const& id, std::int64_t now, std::string_view scope = "app") {
    message const one(id);
    return guard.admit(scope, one.seen(), now);
}

// What becomes of a message whose processing has just begun.
admission reserved(replay_guard& guard, std::string const& id, std::int64_t now) {
    message const one(id);
    return guard.reserve("app", one.seen(), now);
}

std::chrono::seconds const ten{10};

}  // namespace

BOOST_AUTO_TEST_SUITE(replay)

BOOST_AUTO_TEST_CASE(lets_an_id_in_once_while_it_could_still_be_fresh) {
    replay_guard guard(ten, 100);
    BOOST_TEST((admitted(guard, "a", 1000) == admission::first_time));
    BOOST_TEST((admitted(guard, "a", 1000) == admission::repeated));
    BOOST_TEST((admitted(guard, "a", 1010) == admission::repeated));
    BOOST_TEST((admitted(guard, "a", 1011) == admission::first_time));
}

BOOST_AUTO_TEST_CASE(keeps_scopes_apart) {
    replay_guard guard(ten, 100);
    BOOST_TEST((admitted(guard, "bc", 1000, "a") == admission::first_time));
    BOOST_TEST((admitted(guard, "c", 1000, "ab") == admission::first_time));
    BOOST_TEST((admitted(guard, "bc", 1000, "b") == admission::first_time));
    BOOST_TEST((admitted(guard, "bc", 1000, "a") == admission::repeated));
}

BOOST_AUTO_TEST_CASE(never_forgets_for_want_of_room) {
    replay_guard guard(ten, 2);
    BOOST_TEST((admitted(guard, "a", 1000) == admission::first_time));
    BOOST_TEST((admitted(guard, "b", 1005) == admission::first_time));
    BOOST_TEST((admitted(guard, "c", 1005) == admission::full));
    BOOST_TEST((admitted(guard, "a", 1005) == admission::repeated));
    BOOST_TEST(guard.size() == 2U);
    BOOST_TEST((admitted(guard, "c", 1011) == admission::first_time));
    BOOST_TEST((admitted(guard, "b", 1011) == admission::repeated));
}

BOOST_AUTO_TEST_CASE(survives_a_clock_that_jumps) {
    replay_guard guard(ten, 100);
    BOOST_TEST((admitted(guard, "a", 1000) == admission::first_time));
    BOOST_TEST((admitted(guard, "b", 5) == admission::first_time));
    BOOST_TEST((admitted(guard, "a", 5) == admission::repeated));
    BOOST_TEST((admitted(guard, "a", std::numeric_limits<std::int64_t>::min()) == admission::repeated));
    BOOST_TEST((admitted(guard, "a", std::numeric_limits<std::int64_t>::max()) == admission::first_time));
    BOOST_TEST(guard.size() == 1U);
}

BOOST_AUTO_TEST_CASE(remembers_nothing_that_was_not_verified) {
    replay_guard guard(ten, 100);
    message forged("a");
    forged.request.body = "[]";
    BOOST_TEST((guard.admit("app", forged.seen(), 1000) == admission::not_verified));
    BOOST_TEST(guard.size() == 0U);
    BOOST_TEST((admitted(guard, "a", 1000) == admission::first_time));
}

BOOST_AUTO_TEST_CASE(refuses_a_copy_while_the_first_is_in_progress_and_acknowledges_it_afterwards) {
    replay_guard guard(ten, 100);
    BOOST_TEST((reserved(guard, "a", 1000) == admission::first_time));
    BOOST_TEST((reserved(guard, "a", 1001) == admission::in_progress));
    BOOST_TEST((admitted(guard, "a", 1001) == admission::in_progress));
    guard.commit("app", message("a").seen());
    BOOST_TEST((reserved(guard, "a", 1002) == admission::repeated));
}

BOOST_AUTO_TEST_CASE(lets_what_failed_come_again) {
    replay_guard guard(ten, 1);
    message const failed("a");
    for (int attempt = 0; attempt < 3; ++attempt) {
        BOOST_TEST((reserved(guard, "a", 1000) == admission::first_time));
        guard.release("app", failed.seen());
        BOOST_TEST(guard.size() == 0U);
    }
    BOOST_TEST((reserved(guard, "b", 1000) == admission::first_time));
}

BOOST_AUTO_TEST_CASE(counts_the_time_of_a_released_id_from_its_return) {
    replay_guard guard(ten, 100);
    reserved(guard, "a", 1000);
    guard.release("app", message("a").seen());
    BOOST_TEST((admitted(guard, "a", 1009) == admission::first_time));
    BOOST_TEST((admitted(guard, "a", 1011) == admission::repeated));
}

BOOST_AUTO_TEST_CASE(releases_only_what_is_reserved_in_the_same_scope) {
    replay_guard guard(ten, 100);
    message const one("a");
    reserved(guard, "a", 1000);
    guard.release("another", one.seen());
    BOOST_TEST((reserved(guard, "a", 1000) == admission::in_progress));
    guard.commit("app", one.seen());
    guard.release("app", one.seen());
    BOOST_TEST((reserved(guard, "a", 1000) == admission::repeated));
    guard.release("app", message("never seen").seen());
    BOOST_TEST(guard.size() == 1U);
}

BOOST_AUTO_TEST_CASE(forgets_a_reservation_that_nobody_ended) {
    replay_guard guard(ten, 100);
    message const one("a");
    reserved(guard, "a", 1000);
    BOOST_TEST((reserved(guard, "b", 1011) == admission::first_time));
    guard.commit("app", one.seen());  // too late: it is forgotten
    BOOST_TEST((reserved(guard, "a", 1011) == admission::first_time));
}

BOOST_AUTO_TEST_CASE(lets_exactly_one_of_many_threads_in) {
    replay_guard guard(ten, 1000);
    std::vector<message> messages;
    for (int i = 0; i < 100; ++i) messages.emplace_back("m" + std::to_string(i));
    std::vector<verification> verified;
    for (message const& one : messages) verified.push_back(one.seen());
    std::atomic<int> first{0}, repeated{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (verification const& one : verified) {
                admission const outcome = guard.admit("app", one, 1000);
                if (outcome == admission::first_time) ++first;
                if (outcome == admission::repeated) ++repeated;
            }
        });
    for (std::thread& each : threads) each.join();
    BOOST_TEST(first == 100);
    BOOST_TEST(repeated == 300);
}

BOOST_AUTO_TEST_SUITE_END()
