// The parts of the command line that need no process: suggestions, spans, the bar, the answers of a receiver, the event
// stream's text.
#include "cli/attempt_status.hpp"
#include "cli/json_check.hpp"
#include "cli/nearest.hpp"
#include "cli/progress.hpp"
#include "cli/receiver_answer.hpp"
#include "cli/shown_text.hpp"
#include "cli/span_text.hpp"
#include "service/client_wire.hpp"

#include <boost/test/unit_test.hpp>

using namespace cohook;
using namespace cohook::cli;
using std::chrono::milliseconds;

BOOST_AUTO_TEST_SUITE(suggestions)

BOOST_AUTO_TEST_CASE(finds_the_word_that_was_meant) {
    std::string_view const words[] = {"serve", "send", "sync", "sign", "endpoint", "verify", "--resolves-to"};
    BOOST_TEST(nearest("serv", words) == "serve");
    BOOST_TEST(nearest("snyc", words) == "sync");
    BOOST_TEST(nearest("endpiont", words) == "endpoint");
    BOOST_TEST(nearest("--resolve", words) == "--resolves-to");
    BOOST_TEST(nearest("verfy", words) == "verify");
}

BOOST_AUTO_TEST_CASE(stays_silent_where_nothing_is_near) {
    std::string_view const words[] = {"serve", "send"};
    BOOST_TEST(nearest("kubernetes", words).empty());
    BOOST_TEST(nearest("x", words).empty());
    BOOST_TEST(nearest("", words).empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(spans)

BOOST_AUTO_TEST_CASE(are_a_whole_number_and_a_unit) {
    BOOST_TEST(parse_span("250ms").value().count() == 250);
    BOOST_TEST(parse_span("30s").value().count() == 30'000);
    BOOST_TEST(parse_span("5m").value().count() == 300'000);
    BOOST_TEST(parse_span("2h").value().count() == 7'200'000);
    BOOST_TEST(parse_span("3650d").value().count() == 315'360'000'000);
    BOOST_TEST(parse_span("0").value().count() == 0);
}

BOOST_AUTO_TEST_CASE(nothing_else_is_one) {
    for (char const* text :
         {"", "s", "10", "1.5s", "-1s", "1 s", "1S", "1sec", "3651d", "99999999999999999999s", "+1s"}) {
        BOOST_TEST(!parse_span(text).has_value(), text);
    }
}

BOOST_AUTO_TEST_CASE(are_told_with_two_units_at_most) {
    BOOST_TEST(describe_span(milliseconds(20)) == "20 ms");
    BOOST_TEST(describe_span(milliseconds(2'540)) == "2.5 s");
    BOOST_TEST(describe_span(milliseconds(42'000)) == "42 s");
    BOOST_TEST(describe_span(milliseconds(3'840'000)) == "1 h 4 m");
    BOOST_TEST(describe_span(milliseconds(60'000)) == "1 m");
    BOOST_TEST(describe_span(milliseconds(90'000'000)) == "1 d 1 h");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bar)

progress_figures half_way() {
    progress_figures figures;
    figures.done = 260;
    figures.total = 520;
    figures.rate = 49.6;
    figures.remaining = milliseconds(5'240);
    figures.state = "running";
    return figures;
}

BOOST_AUTO_TEST_CASE(shows_share_rate_and_what_is_left) {
    std::string const line = progress_line(half_way(), 100);
    BOOST_TEST(line.starts_with("[#"));
    BOOST_TEST(line.find("50 %  260/520") != std::string::npos);
    BOOST_TEST(line.find("50/s") != std::string::npos);
    BOOST_TEST(line.find("5.2 s left") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(never_outgrows_the_terminal) {
    progress_figures figures = half_way();
    figures.failed = 12;
    figures.waiting = 345;
    for (std::size_t width = 1; width < 160; ++width) {
        BOOST_TEST(progress_line(figures, width).size() < std::max<std::size_t>(width, 1) + 1);
    }
}

BOOST_AUTO_TEST_CASE(is_full_where_there_is_nothing_to_do) {
    progress_figures figures;
    figures.state = "completed";
    std::string const line = progress_line(figures, 100);
    BOOST_TEST(line.find("100 %  0/0") != std::string::npos);
    BOOST_TEST(line.find('.') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(has_figures_alone_for_a_log) {
    BOOST_TEST(progress_text(half_way()) == "50 %  260/520  50/s  5.2 s left");
}

BOOST_AUTO_TEST_CASE(a_log_is_told_at_first_at_each_tenth_at_another_state_and_now_and_then) {
    progress_moments moments;
    progress_figures figures = half_way();
    steady_time at{};
    BOOST_TEST(moments.is_one(figures, at));
    figures.done = 311;  // 59 %
    BOOST_TEST(!moments.is_one(figures, at));
    figures.done = 312;  // 60 %
    BOOST_TEST(moments.is_one(figures, at));
    BOOST_TEST(!moments.is_one(figures, at + milliseconds(9'999)));
    BOOST_TEST(moments.is_one(figures, at + milliseconds(10'000)));
    figures.state = "paused";
    BOOST_TEST(moments.is_one(figures, at + milliseconds(10'000)));
    BOOST_TEST(!moments.is_one(figures, at + milliseconds(10'001)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(strangers_text)

BOOST_AUTO_TEST_CASE(is_shown_as_it_is_where_it_is_only_text) {
    BOOST_TEST(visible_beginning("{\"ok\": \"blåbær 🫐\"}", 100) == "{\"ok\": \"blåbær 🫐\"}");
}

BOOST_AUTO_TEST_CASE(cannot_steer_the_terminal) {
    BOOST_TEST(visible_beginning("a\r\n\tb\x1b[31m\x7f", 100) == "a\\r\\n\\tb\\x1b[31m\\x7f");
    BOOST_TEST(visible_beginning("\xc2\x9b"
                                 "2J",
                                 100) == "\\xc2\\x9b2J");
    BOOST_TEST(visible_beginning("\xff\xc3", 100) == "\\xff\\xc3");
}

BOOST_AUTO_TEST_CASE(is_cut_between_characters_and_says_so) {
    BOOST_TEST(visible_beginning("abcdef", 3) == "abc… (6 bytes in all)");
    BOOST_TEST(visible_beginning("åå", 1) == "å… (4 bytes in all)");
    BOOST_TEST(visible_beginning("abc", 3) == "abc");
}

BOOST_AUTO_TEST_CASE(milliseconds_have_a_unit_and_three_digits) {
    BOOST_TEST(milliseconds_text(0.294) == "0.29 ms");
    BOOST_TEST(milliseconds_text(12.34) == "12.3 ms");
    BOOST_TEST(milliseconds_text(1234.5) == "1234 ms");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(typed_json)

BOOST_AUTO_TEST_CASE(is_taken_whatever_it_is) {
    for (char const* text : {"{}", " [{\"personID\":1}]\n", "1", "\"text\"", "null"}) {
        BOOST_TEST(check_json(text, "--data").has_value(), text);
    }
}

BOOST_AUTO_TEST_CASE(is_refused_with_the_place_where_it_is_wrong) {
    auto const refused = check_json("[{\"personID\": 1},\n {personID: 2}]", "--data").error();
    BOOST_TEST(refused.field() == "--data");
    BOOST_TEST(refused.message().find("at line 2, column 3;") != std::string::npos, refused.message());
    BOOST_TEST(check_json("", "--data").error().message().find("line 1, column 1") != std::string::npos);
    BOOST_TEST(!check_json("{} {}", "--data").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(attempts_as_exit_statuses)

BOOST_AUTO_TEST_CASE(tell_who_was_not_reached_in_time_from_who_would_not_have_it) {
    using enum attempt_fault;
    for (auto const fault : {dns_nxdomain, connect_refused, tls_cert_expired, first_byte_timeout, attempt_timeout}) {
        BOOST_TEST((exit_code_of_attempt(fault) == exit_code::unreachable), to_string(fault));
    }
    for (auto const fault : {none, closed, bad_response, redirect, switching_protocols, egress_blocked}) {
        BOOST_TEST((exit_code_of_attempt(fault) == exit_code::not_acknowledged), to_string(fault));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(receiver_answers)

BOOST_AUTO_TEST_CASE(fail_first_and_then_as_told) {
    answer_plan plan;
    plan.status = 202;
    plan.fail_first = 2;
    BOOST_TEST(next_status(plan, 0.5) == 503);
    BOOST_TEST(next_status(plan, 0.5) == 503);
    BOOST_TEST(next_status(plan, 0.5) == 202);
}

BOOST_AUTO_TEST_CASE(fail_the_share_that_was_asked_for) {
    answer_plan plan;
    plan.fail_percent = 30;
    BOOST_TEST(next_status(plan, 0.0) == 500);
    BOOST_TEST(next_status(plan, 0.2999) == 500);
    BOOST_TEST(next_status(plan, 0.3) == 200);
    plan.fail_percent = 100;
    BOOST_TEST(next_status(plan, 0.9999) == 500);
    plan.fail_percent = 0;
    BOOST_TEST(next_status(plan, 0.0) == 200);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(event_text)

BOOST_AUTO_TEST_CASE(is_taken_apart_however_it_is_cut) {
    std::string const text =
        "retry: 2000\n\n: heartbeat\n\nid: a-1\nevent: sync\ndata: {\"x\":1}\n\n"
        "data: two\r\ndata: lines\r\n\r\nevent: empty\n\nid: a-2\ndata:tight\n\n";
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        service::event_decoder decoder;
        std::vector<service::server_event> events;
        for (std::string const& part : {text.substr(0, cut), text.substr(cut)}) {
            decoder.feed(part);
            while (auto event = decoder.next()) events.push_back(*event);
        }
        BOOST_TEST_REQUIRE(events.size() == 3u);
        BOOST_TEST(events[0].id == "a-1");
        BOOST_TEST(events[0].name == "sync");
        BOOST_TEST(events[0].data == "{\"x\":1}");
        BOOST_TEST(events[1].name.empty());
        BOOST_TEST(events[1].data == "two\nlines");
        BOOST_TEST(events[2].id == "a-2");
        BOOST_TEST(events[2].data == "tight");
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(server_urls)

BOOST_AUTO_TEST_CASE(name_scheme_host_and_port) {
    auto const plain = service::parse_server_url("http://127.0.0.1:8090").value();
    BOOST_TEST(!plain.tls);
    BOOST_TEST(plain.host == "127.0.0.1");
    BOOST_TEST(plain.port == 8090);
    auto const tls = service::parse_server_url("https://hooks.example.com/").value();
    BOOST_TEST(tls.tls);
    BOOST_TEST(tls.port == 443);
    auto const six = service::parse_server_url("http://[::1]:80").value();
    BOOST_TEST(six.host == "::1");
    BOOST_TEST(six.host_header == "[::1]:80");
    BOOST_TEST(service::parse_server_url("http://[::1]").value().port == 80);
}

BOOST_AUTO_TEST_CASE(nothing_more) {
    for (char const* text : {"", "127.0.0.1:8090", "ftp://x", "http://", "http://x/path", "http://u@x", "http://x:0",
                             "http://x:70000", "http://x:", "http://x y"}) {
        BOOST_TEST(!service::parse_server_url(text).has_value(), text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
