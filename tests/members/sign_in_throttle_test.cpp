#include "members/sign_in_throttle.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace cohook;
using namespace cohook::members;
using namespace std::chrono_literals;

namespace {

struct at_some_time {
    sign_in_throttle throttle;
    steady_time now = steady_time(std::chrono::hours(1000));

    std::chrono::seconds tried(std::string_view login, std::string_view address) {
        return throttle.admit(login, address, now);
    }
    /// Tries as soon as it may, `times` times; the last wait it met.
    std::chrono::seconds insist(std::string_view login, std::string_view address, int times) {
        std::chrono::seconds last = 0s;
        for (int done = 0; done < times;) {
            auto const wait = tried(login, address);
            if (wait == 0s) ++done;
            now += wait;
            last = std::max(last, wait);
        }
        return last;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sign_in_throttling, at_some_time)

BOOST_AUTO_TEST_CASE(a_few_slips_cost_nothing_then_the_name_waits_twice_as_long_each_time) {
    for (int slip = 0; slip < 5; ++slip) BOOST_TEST((tried("kari", "192.0.2.1") == 0s));
    for (auto const expected : {1s, 2s, 4s, 8s, 16s}) {
        BOOST_TEST((tried("kari", "192.0.2.1") == expected));
        now += expected - 1ms;
        BOOST_TEST((tried("kari", "192.0.2.1") == 1s));
        now += 1ms;
        BOOST_TEST((tried("kari", "192.0.2.1") == 0s));
    }
    BOOST_TEST((tried("ola", "192.0.2.1") == 0s));
}

BOOST_AUTO_TEST_CASE(a_name_waits_whatever_the_address_and_never_longer_than_a_quarter_of_an_hour) {
    for (int slip = 0; slip < 5; ++slip) tried("kari", "192.0.2." + std::to_string(slip));
    BOOST_TEST((tried("kari", "198.51.100.7") == 1s));
    BOOST_TEST((insist("kari", "198.51.100.7", 15) == 900s));
}

BOOST_AUTO_TEST_CASE(an_address_waits_whatever_the_name_and_so_does_its_network) {
    for (int slip = 0; slip < 20; ++slip) BOOST_TEST((tried("name" + std::to_string(slip), "2001:db8::1") == 0s));
    BOOST_TEST((tried("another", "2001:db8::1") == 1s));
    BOOST_TEST((tried("another", "2001:db8:0:0:ffff::2") == 1s));
    BOOST_TEST((tried("another", "2001:db8:0:1::1") == 0s));
    BOOST_TEST((tried("", "2001:db8::1") == 1s));
    BOOST_TEST((tried("", "192.0.2.1") == 0s));
}

BOOST_AUTO_TEST_CASE(a_success_frees_the_name_and_gives_its_own_try_back_to_the_address) {
    insist("kari", "192.0.2.1", 8);
    now += 1h;
    BOOST_TEST((tried("kari", "192.0.2.1") == 0s));
    throttle.succeeded("kari", "192.0.2.1");
    for (int slip = 0; slip < 5; ++slip) BOOST_TEST((tried("kari", "192.0.2.1") == 0s));
    BOOST_TEST((tried("kari", "192.0.2.1") > 0s));
    // Whoever has an account of his own does not get any number of tries at others with it.
    std::string const address = "192.0.2.9";
    for (int slip = 0; slip < 20; ++slip) {
        tried("own", address);
        throttle.succeeded("own", address);
        tried("other" + std::to_string(slip), address);
    }
    BOOST_TEST((tried("yet-another", address) > 0s));
}

BOOST_AUTO_TEST_CASE(an_hour_without_a_try_is_a_new_start) {
    insist("kari", "192.0.2.1", 7);
    now += 1h + 1s;
    for (int slip = 0; slip < 5; ++slip) BOOST_TEST((tried("kari", "192.0.2.1") == 0s));
}

BOOST_AUTO_TEST_CASE(ever_new_names_neither_fill_the_memory_nor_free_one_that_waits) {
    insist("kari", "192.0.2.1", 10);
    for (int other = 0; other < 30'000; ++other)
        tried("n" + std::to_string(other), "10.0." + std::to_string(other / 256) + "." + std::to_string(other % 256));
    BOOST_TEST((tried("kari", "192.0.2.77") > 0s));
}

BOOST_AUTO_TEST_SUITE_END()
