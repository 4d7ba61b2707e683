#include "signing/request.hpp"

#include "samples.hpp"
#include "signing/header_lines.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>
#include <vector>

namespace {

using namespace cohook;
using namespace cohook::signing;

constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

tolerance within(std::int64_t seconds) {
    return tolerance(std::chrono::seconds(seconds));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(timestamps)

BOOST_AUTO_TEST_CASE(are_canonical_ascii_decimal) {
    BOOST_TEST((parse_timestamp("0") == 0));
    BOOST_TEST((parse_timestamp("1614265330") == 1614265330));
    BOOST_TEST((parse_timestamp("9223372036854775807") == greatest));
    for (char const* bad : {"", "00", "01614265330", "+1", "-1", "-0", "1.5", "1e9", "0x10", "1_000", "1 ", " 1", "1\n",
                            "9223372036854775808", "99999999999999999999", "\xef\xbc\x91", "1614265330abc"})
        BOOST_TEST(!parse_timestamp(bad).has_value(), bad);
    BOOST_TEST(!parse_timestamp(std::string_view("1\0", 2)).has_value());
}

BOOST_AUTO_TEST_CASE(are_digits_at_every_place_whatever_their_number) {
    std::string const digits = "9223372036854775807";
    for (std::size_t size = 1; size <= digits.size(); ++size) {
        std::string const number = digits.substr(0, size);
        BOOST_TEST((parse_timestamp(number) == std::stoll(number)));
        for (std::size_t at = 0; at < size; ++at)
            for (int byte = 0; byte < 256; ++byte) {
                if (byte >= '0' && byte <= '9') continue;
                std::string other = number;
                other[at] = static_cast<char>(byte);
                BOOST_REQUIRE(!parse_timestamp(other).has_value());
            }
    }
}

BOOST_AUTO_TEST_CASE(are_fresh_up_to_both_ends_of_the_window) {
    BOOST_TEST(judge_time(700, 1000, within(300)) == verdict::ok);
    BOOST_TEST(judge_time(699, 1000, within(300)) == verdict::timestamp_too_old);
    BOOST_TEST(judge_time(1300, 1000, within(300)) == verdict::ok);
    BOOST_TEST(judge_time(1301, 1000, within(300)) == verdict::timestamp_too_new);
}

BOOST_AUTO_TEST_CASE(must_be_this_very_second_with_a_tolerance_of_zero) {
    BOOST_TEST(judge_time(1000, 1000, within(0)) == verdict::ok);
    BOOST_TEST(judge_time(999, 1000, within(0)) == verdict::timestamp_too_old);
    BOOST_TEST(judge_time(1001, 1000, within(0)) == verdict::timestamp_too_new);
    BOOST_TEST(judge_time(1, 1000, tolerance::off()) == verdict::ok);
}

BOOST_AUTO_TEST_CASE(are_judged_without_overflow) {
    BOOST_TEST(judge_time(greatest, 0, within(300)) == verdict::timestamp_too_new);
    BOOST_TEST(judge_time(greatest, least, within(greatest)) == verdict::timestamp_too_new);
    BOOST_TEST(judge_time(0, greatest, within(300)) == verdict::timestamp_too_old);
    BOOST_TEST(judge_time(0, greatest, within(greatest)) == verdict::ok);
    BOOST_TEST(judge_time(greatest, greatest, within(0)) == verdict::ok);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(webhook_ids)

BOOST_AUTO_TEST_CASE(hold_no_point_and_no_control_character) {
    BOOST_TEST(is_acceptable_id("msg_1", dots_in_id::refused));
    BOOST_TEST(is_acceptable_id("b\xc3\xa5t 1", dots_in_id::refused));
    BOOST_TEST(!is_acceptable_id("msg.1", dots_in_id::refused));
    BOOST_TEST(is_acceptable_id("msg.1", dots_in_id::allowed));
    for (char const* bad : {"a\tb", "a\nb", "a\rb", "a\x7f", "\x01"})
        BOOST_TEST(!is_acceptable_id(bad, dots_in_id::allowed), bad);
    BOOST_TEST(!is_acceptable_id(std::string_view("a\0b", 3), dots_in_id::allowed));
}

BOOST_AUTO_TEST_CASE(hold_any_other_byte) {
    for (int byte = 0; byte < 256; ++byte)
        for (std::size_t const size : {1U, 15U, 16U, 17U, 33U}) {
            bool const good = byte >= 0x20 && byte != 0x7f;
            std::string id(size, 'a');
            id[size / 2] = static_cast<char>(byte);
            BOOST_REQUIRE_EQUAL(is_acceptable_id(id, dots_in_id::allowed), good);
            BOOST_REQUIRE_EQUAL(is_acceptable_id(id, dots_in_id::refused), good && byte != '.');
        }
}

BOOST_AUTO_TEST_CASE(are_looked_at_to_the_last_character_whatever_their_length) {
    for (std::size_t size = 1; size <= 40; ++size) {
        BOOST_TEST(is_acceptable_id(std::string(size, 'a'), dots_in_id::refused));
        for (std::size_t at = 0; at < size; ++at) {
            std::string id(size, 'a');
            id[at] = '.';
            BOOST_REQUIRE(!is_acceptable_id(id, dots_in_id::refused));
            BOOST_REQUIRE(is_acceptable_id(id, dots_in_id::allowed));
            id[at] = '\n';
            BOOST_REQUIRE(!is_acceptable_id(id, dots_in_id::allowed));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(header_names_of_any_length)

BOOST_AUTO_TEST_CASE(are_found_in_any_case_and_only_if_every_letter_is_the_same) {
    for (std::size_t size = 1; size <= 40; ++size) {
        std::string const name(size, 'k');
        std::vector<header_view> lines = {{name, "v"}};
        BOOST_TEST(look_up(name, lines).count == 1u);
        for (std::size_t at = 0; at < size; ++at) {
            std::string other = name;
            other[at] = 'K';
            lines[0].name = other;
            BOOST_REQUIRE_EQUAL(look_up(name, lines).count, 1u);
            for (char const near : {'j', '+', '\xeb'}) {
                other[at] = near;  // a bit away from `k` or `K`
                lines[0].name = other;
                BOOST_REQUIRE_EQUAL(look_up(name, lines).count, 0u);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(headers_of_the_same_name)

BOOST_AUTO_TEST_CASE(differ_by_the_case_of_ascii_letters_and_by_nothing_else) {
    // Asserted once a size, because three quarters of a million assertions take longer than what they assert.
    for (std::size_t const size : {1U, 7U, 8U, 9U, 16U, 17U}) {
        std::string first_wrong;
        for (int left = 0; left < 256; ++left)
            for (int right = 0; right < 256; ++right) {
                std::string a(size, 'x'), b(size, 'X');
                a.back() = static_cast<char>(left);
                b.back() = static_cast<char>(right);
                bool const same = to_lower(a.back()) == to_lower(b.back());
                bool right_answers = equal_ignoring_case(a, b) == same;
                std::swap(a.front(), a.back());
                std::swap(b.front(), b.back());
                right_answers = right_answers && equal_ignoring_case(a, b) == same;
                if (!right_answers && first_wrong.empty()) first_wrong = a + " and " + b;
            }
        BOOST_TEST(first_wrong == "", "of size " << size << ": " << first_wrong);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(templates)

BOOST_AUTO_TEST_CASE(are_filled_part_by_part) {
    auto const parsed = byte_template::parse("v0:{ts}:{id}/{url}:{body}").value();
    BOOST_TEST(joined(parsed.fill({"ID", "12", "https://x", "{body}"}).all()) == "v0:12:ID/https://x:{body}");
}

BOOST_AUTO_TEST_CASE(are_refused_where_they_say_nothing_or_too_much) {
    for (char const* bad : {"", "{ts}", "{body", "body}", "{body}{body}", "{Body}{body}", "{}{body}", "{{body}}",
                            "{ts}.{id}.{url}.{body}.{ts}"})
        BOOST_TEST(!byte_template::parse(bad).has_value(), bad);
}

BOOST_AUTO_TEST_SUITE_END()
