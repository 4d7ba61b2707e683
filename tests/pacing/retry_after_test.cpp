#include "pacing/retry_after.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <ctime>
#include <iomanip>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace cohook;
using namespace cohook::pacing;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

// Sunday, 6 November 1994, 08:49:37 GMT: the date of the examples in RFC 9110.
constexpr std::chrono::sys_seconds example(784111777s);
constexpr wall_time now = example - 120s;

// The milliseconds asked for; -1 for none.
long asked(std::vector<std::string> const& values, wall_time at = now) {
    auto wait = parse_retry_after(values, at);
    return wait ? static_cast<long>(wait->count()) : -1;
}

// The three forms of RFC 9110 section 5.6.7, made by the C library.
std::array<std::string, 3> forms_of(std::chrono::sys_seconds moment) {
    std::time_t seconds = moment.time_since_epoch().count();
    std::tm fields{};
    ::gmtime_r(&seconds, &fields);
    std::array<std::string, 3> forms;
    char const* patterns[] = {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"};
    for (std::size_t i = 0; i < forms.size(); ++i) {
        std::ostringstream text;
        text << std::put_time(&fields, patterns[i]);
        forms[i] = text.str();
    }
    return forms;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(retry_after)

BOOST_AUTO_TEST_CASE(reads_seconds_in_digits) {
    BOOST_TEST(asked({"0"}) == 0);
    BOOST_TEST(asked({"120"}) == 120000);
    BOOST_TEST(asked({" \t120 "}) == 120000);
    BOOST_TEST(asked({"000120"}) == 120000);
    BOOST_TEST(asked({"9999999999"}) == 9999999999000);
}

BOOST_AUTO_TEST_CASE(ignores_everything_that_is_not_exactly_that) {
    for (auto const& text : std::vector<std::string>{"",
                                                     " ",
                                                     "-1",
                                                     "+1",
                                                     "1e300",
                                                     "1e3",
                                                     "inf",
                                                     "nan",
                                                     "0x10",
                                                     "1.5",
                                                     "1 2",
                                                     "120s",
                                                     "120;",
                                                     ";",
                                                     "\"120\"",
                                                     "12a",
                                                     "１２",
                                                     "99999999999",
                                                     std::string(400, '9'),
                                                     std::string(400, '0'),
                                                     std::string("1\0", 2),
                                                     "soon"})
        BOOST_TEST(asked({text}) == -1, text);
    BOOST_TEST(asked({}) == -1);
}

BOOST_AUTO_TEST_CASE(reads_the_three_forms_of_a_date_against_our_clock) {
    for (auto const* text :
         {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
        BOOST_TEST(asked({text}) == 120000, text);
        BOOST_TEST(asked({text}, example + 1s) == 0, text);
        BOOST_TEST(asked({text}, example - 500ms) == 500, text);
        BOOST_TEST((parse_http_date(text, now) == example), text);
    }
    BOOST_TEST(asked({"Fri, 31 Dec 9999 23:59:59 GMT"}) > 0);
    BOOST_TEST(asked({"Sat, 01 Jan 0000 00:00:00 GMT"}) == 0);
}

BOOST_AUTO_TEST_CASE(agrees_with_the_c_library_on_any_moment) {
    std::mt19937 random(850);
    for (int i = 0; i < 5000; ++i) {
        // 1970 to 2100; two digits name a year within 50 of ours only.
        std::chrono::sys_seconds moment(std::chrono::seconds(random() % 4102444800U));
        auto forms = forms_of(moment);
        BOOST_TEST((parse_http_date(forms[0], now) == moment), forms[0]);
        BOOST_TEST((parse_http_date(forms[2], now) == moment), forms[2]);
        auto near = moment + std::chrono::days(static_cast<int>(random() % 18000) - 9000);
        BOOST_TEST((parse_http_date(forms_of(moment)[1], near) == moment), forms[1]);
    }
}

BOOST_AUTO_TEST_CASE(ignores_dates_that_do_not_exist_or_are_written_otherwise) {
    for (auto const* text : {"Mon, 06 Nov 1994 08:49:37 GMT",
                             "Sat Nov  6 08:49:37 1994",
                             "Monday, 06-Nov-94 08:49:37 GMT",
                             "Wed, 30 Feb 1994 08:49:37 GMT",
                             "Sun, 00 Nov 1994 08:49:37 GMT",
                             "Sun, 06 Nov 1994 24:49:37 GMT",
                             "Sun, 06 Nov 1994 08:60:37 GMT",
                             "Sun, 06 Nov 1994 08:49:61 GMT",
                             "Sun, 6 Nov 1994 08:49:37 GMT",
                             "sun, 06 nov 1994 08:49:37 gmt",
                             "Sun, 06 Nov 1994 08:49:37",
                             "Sun, 06 Nov 1994 08:49:37 UTC",
                             "Sun, 06 Nov 1994 08:49:37 +0000",
                             "Sun, 06 Nov 1994 08:49:37 GMT+1",
                             "06 Nov 1994 08:49:37 GMT",
                             "Sun,06 Nov 1994 08:49:37 GMT",
                             "Sun, 06-Nov-1994 08:49:37 GMT",
                             "Sun, 06 Nov 99999 08:49:37 GMT",
                             "1994-11-06T08:49:37Z",
                             "Sun Nov 6 08:49:37 1994",
                             "Sun Nov 006 08:49:37 1994",
                             "Sun, "})
        BOOST_TEST(asked({text}) == -1, text);
}

BOOST_AUTO_TEST_CASE(every_cut_and_every_damage_of_a_date_is_ignored) {
    std::mt19937 random(6);
    for (auto const& whole : forms_of(example)) {
        for (std::size_t n = 0; n < whole.size(); ++n)
            BOOST_TEST(asked({whole.substr(0, n)}) == -1, whole.substr(0, n));
        for (std::size_t n = 1; n < whole.size(); ++n)
            // What is left at the very end is a number, and a number is seconds.
            if (auto rest = whole.substr(n); rest.find_first_not_of(" 0123456789") != std::string::npos)
                BOOST_TEST(asked({rest}) == -1, rest);
        for (int i = 0; i < 2000; ++i) {
            auto damaged = whole;
            damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
            auto wait = parse_retry_after(std::vector<std::string>{damaged}, now);
            if (wait) BOOST_TEST((*wait >= 0ms && *wait < std::chrono::days(366 * 8100)), damaged);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_two_digit_year_is_at_most_fifty_years_ahead) {
    auto year_of = [](char const* text, int this_year) {
        wall_time at = std::chrono::sys_days(std::chrono::year(this_year) / 6 / 1);
        auto moment = parse_http_date(text, at);
        if (!moment) return 0;
        return static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(*moment)).year());
    };
    BOOST_TEST(year_of("Sunday, 06-Nov-94 08:49:37 GMT", 2026) == 1994);
    BOOST_TEST(year_of("Friday, 06-Nov-76 08:49:37 GMT", 2026) == 2076);
    BOOST_TEST(year_of("Sunday, 06-Nov-77 08:49:37 GMT", 2026) == 1977);
    BOOST_TEST(year_of("Saturday, 06-Nov-27 08:49:37 GMT", 2026) == 2027);
    BOOST_TEST(year_of("Tuesday, 06-Nov-03 08:49:37 GMT", 2099) == 2103);
}

BOOST_AUTO_TEST_CASE(of_several_values_the_smallest_valid_one_counts) {
    BOOST_TEST(asked({"120", "240"}) == 120000);
    BOOST_TEST(asked({"240", "120"}) == 120000);
    BOOST_TEST(asked({"120, 240"}) == 120000);
    BOOST_TEST(asked({"240 ,120"}) == 120000);
    BOOST_TEST(asked({"-1", "240"}) == 240000);
    BOOST_TEST(asked({"inf, 240, ,"}) == 240000);
    BOOST_TEST(asked({",", ",,"}) == -1);
    BOOST_TEST(asked({"Sun, 06 Nov 1994 08:49:37 GMT, 240"}) == 120000);
    BOOST_TEST(asked({"60, Sun, 06 Nov 1994 08:49:37 GMT"}) == 60000);
    BOOST_TEST(asked({"240, Sunday, 06-Nov-94 08:49:37 GMT, 300"}) == 120000);
    BOOST_TEST(asked({"Sun Nov  6 08:49:37 1994, 600"}) == 120000);
    BOOST_TEST(asked({std::string(100000, ',') + "7"}) == 7000);
}

BOOST_AUTO_TEST_SUITE_END()
