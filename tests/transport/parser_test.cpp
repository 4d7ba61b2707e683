// The answer's parser without any I/O: every row that concerns bytes, at every place where a packet may end.
#include "support/printing.hpp"
#include "transport/response_parser.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using cohook::attempt_fault;
using cohook::transport::response_limits;
using cohook::transport::response_parser;
using state = cohook::transport::response_parser::state;

namespace {

struct told {
    state at = state::head;
    attempt_fault fault = attempt_fault::none;
    int status = 0;
    std::string head, body;
    bool reusable = false, truncated = false;
    bool operator==(told const&) const = default;
};

enum class then { stays, closes, is_cut };

told tell(response_parser& parser, then last) {
    if (last != then::stays && (parser.now() == state::head || parser.now() == state::body))
        parser.end(last == then::closes);
    told all;
    all.at = parser.now();
    all.fault = parser.fault();
    all.status = parser.status();
    // Of what is no answer at all, as much is kept as came by then.
    if (parser.now() != state::failed) all.head = parser.head_text();
    all.body = parser.body_text();
    all.reusable = parser.reusable();
    all.truncated = parser.truncated();
    return all;
}

told read(std::string_view bytes, then last = then::stays) {
    response_parser parser;
    parser.start(16384, 16384);
    parser.feed(bytes);
    auto const whole = tell(parser, last);
    for (std::size_t at = 1; at < bytes.size() && bytes.size() < 2000; ++at) {
        parser.start(16384, 16384);
        parser.feed(bytes.substr(0, at));
        parser.feed(bytes.substr(at));
        BOOST_TEST_REQUIRE((tell(parser, last) == whole), "split at " << at << " of " << bytes);
    }
    parser.start(16384, 16384);
    for (char const& byte : bytes) parser.feed(std::string_view(&byte, 1));
    BOOST_TEST_REQUIRE((tell(parser, last) == whole), "byte by byte: " << bytes.substr(0, 100));
    return whole;
}

std::string with_fields(std::string_view fields, std::string_view rest = {}) {
    return "HTTP/1.1 200 OK\r\n" + std::string(fields) + "\r\n" + std::string(rest);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(parser)

BOOST_AUTO_TEST_CASE(a_complete_answer_with_a_length_leaves_the_connection_reusable) {
    auto const got = read(with_fields("Content-Length: 5\r\n", "hello"));
    BOOST_TEST((got.at == state::done));
    BOOST_TEST(got.status == 200);
    BOOST_TEST(got.body == "hello");
    BOOST_TEST(got.reusable);
    BOOST_TEST(!got.truncated);
    BOOST_TEST(got.head == with_fields("Content-Length: 5\r\n"));
}

BOOST_AUTO_TEST_CASE(a_chunked_answer_with_trailers_leaves_the_connection_reusable) {
    auto const got =
        read(with_fields("Transfer-Encoding: Chunked\r\n", "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nT: v\r\n\r\n"));
    BOOST_TEST(got.body == "hello world");
    BOOST_TEST(got.reusable);
}

BOOST_AUTO_TEST_CASE(connection_close_is_heard_in_any_form) {
    for (auto const* value : {"close", "Close", "keep-alive, close", "x,CLOSE ,y"})
        BOOST_TEST(!read(with_fields("Connection: " + std::string(value) + "\r\nContent-Length: 0\r\n")).reusable);
    BOOST_TEST(read(with_fields("Connection: keep-alive\r\nContent-Length: 0\r\n")).reusable);
    BOOST_TEST(read(with_fields("Connection: closed\r\nContent-Length: 0\r\n")).reusable);
}

BOOST_AUTO_TEST_CASE(row_19_doubtful_lengths_keep_the_status_and_lose_the_connection) {
    for (auto const* fields :
         {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
          "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n",
          "Content-Length: -1\r\n", "Content-Length: +5\r\n", "Content-Length: 99999999999999999999\r\n",
          "Content-Length: 5, 5\r\n", "Content-Length: 0x5\r\n", "Content-Length:\r\n", "Content-Length: 5 \r\n 6\r\n",
          "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: identity\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: \013chunked\r\n"}) {
        auto const got = read(with_fields(fields, "5\r\nhello\r\n0\r\n\r\n"), then::closes);
        BOOST_TEST(got.status == 200, fields);
        BOOST_TEST((got.at == state::done), fields);
        BOOST_TEST(!got.reusable, fields);
    }
}

BOOST_AUTO_TEST_CASE(row_20_broken_chunks_keep_the_status_and_lose_the_connection) {
    for (auto const* body : {"x\r\n", "\r\n", "-1\r\n", "+5\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n",
                             "5\nhello\n0\n\n", "5\r\nhello0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "10000000000000000\r\n",
                             "5 \nhello\r\n", "5\r\nhello\r\n0\r\nT: v\n\r\n", "5\rhello"}) {
        auto const got = read(with_fields("Transfer-Encoding: chunked\r\n", body));
        BOOST_TEST(got.status == 200, body);
        BOOST_TEST((got.at == state::done), body);
        BOOST_TEST(!got.reusable, body);
        BOOST_TEST(got.truncated, body);
    }
    auto const unending = read(with_fields("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n"), then::closes);
    BOOST_TEST(unending.body == "hello");
    BOOST_TEST(unending.truncated);
    auto const extension = read(with_fields("Transfer-Encoding: chunked\r\n", "5;" + std::string(1000 * 1000, 'e')));
    BOOST_TEST((extension.at == state::done));
    BOOST_TEST(extension.truncated);
}

BOOST_AUTO_TEST_CASE(row_22_no_coding_makes_us_read_more_than_64_kib) {
    std::string drips = with_fields("Transfer-Encoding: chunked\r\n");
    for (int chunk = 0; chunk < 20000; ++chunk) drips += "1;extension\r\nx\r\n";
    response_parser parser;
    parser.start(16384, 1 << 20);
    parser.feed(drips);
    BOOST_TEST((parser.now() == state::done));
    BOOST_TEST(parser.truncated());
    BOOST_TEST(parser.body_text().size() < 64u * 1024);
}

BOOST_AUTO_TEST_CASE(row_25_the_caps_are_exact) {
    response_limits limits;
    limits.head_bytes = 64;
    limits.head_lines = 3;
    response_parser parser(limits);
    auto const fits = with_fields("A: " + std::string(64 - 17 - 3 - 4, 'a') + "\r\n");
    BOOST_REQUIRE(fits.size() == 64u);
    parser.start(100, 100);
    parser.feed(fits);
    BOOST_TEST((parser.now() == state::body));
    parser.start(100, 100);
    parser.feed(with_fields("A: " + std::string(64 - 17 - 3 - 3, 'a') + "\r\n"));
    BOOST_TEST(parser.fault() == attempt_fault::headers_too_large);
    parser.start(100, 100);
    parser.feed("HTTP/1.1 200 OK\r\nA:1\r\nB:2\r\n\r\n");
    BOOST_TEST((parser.now() == state::body));
    parser.start(100, 100);
    parser.feed("HTTP/1.1 200 OK\r\nA:1\r\nB:2\r\nC:3\r\n\r\n");
    BOOST_TEST(parser.fault() == attempt_fault::headers_too_large);
}

BOOST_AUTO_TEST_CASE(row_26_nul_lone_cr_and_bad_names_are_refused_other_bytes_kept) {
    using namespace std::string_literals;
    for (auto const& fields : {"A: x\0y\r\n"s, "A: x\ry\r\n"s, ": empty\r\n"s, "Bad Name: x\r\n"s, "Name : x\r\n"s,
                               "N\xc3\xa4me: x\r\n"s, "no colon\r\n"s, " folded first\r\n"s, "A\0: x\r\n"s})
        BOOST_TEST(read(with_fields(fields, "")).fault == attempt_fault::bad_response, fields);
    for (auto const& fields : {"A: \x01\x7f\xff\r\n"s, "A: x\r\n folded\r\n"s, "A: 1\r\nA: 2\r\n"s, "A:\r\n"s}) {
        auto const got = read(with_fields(fields + "Content-Length: 0\r\n"));
        BOOST_TEST(got.status == 200, fields);
        BOOST_TEST(got.head.find(fields) != std::string::npos, fields);
    }
    BOOST_TEST(read("HTTP/1.1 200 a\rb\r\n\r\n").fault == attempt_fault::bad_response);
}

BOOST_AUTO_TEST_CASE(bare_line_feeds_end_lines_but_cost_the_connection) {
    auto const got = read("HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
    BOOST_TEST(got.status == 200);
    BOOST_TEST(got.body == "ok");
    BOOST_TEST(!got.reusable);
}

BOOST_AUTO_TEST_CASE(row_31_what_follows_a_bodiless_status_costs_the_connection) {
    BOOST_TEST(read("HTTP/1.1 204 N\r\n\r\n").reusable);
    BOOST_TEST(read("HTTP/1.1 205 R\r\nContent-Length: 0\r\n\r\n").reusable);
    BOOST_TEST(!read("HTTP/1.1 204 N\r\n\r\nx").reusable);
    BOOST_TEST(!read("HTTP/1.1 204 N\r\nContent-Length: 3\r\n\r\n").reusable);
    BOOST_TEST(!read("HTTP/1.1 205 R\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").reusable);
    BOOST_TEST(read("HTTP/1.1 304 N\r\nContent-Length: 300\r\n\r\n").reusable);
}

BOOST_AUTO_TEST_CASE(an_unclean_end_marks_a_body_without_length_as_truncated) {
    BOOST_TEST(!read(with_fields("", "text"), then::closes).truncated);
    BOOST_TEST(read(with_fields("", "text"), then::is_cut).truncated);
    BOOST_TEST(!read(with_fields("Content-Length: 4\r\n", "text"), then::is_cut).truncated);
}

BOOST_AUTO_TEST_CASE(what_is_kept_is_capped_apart_from_what_is_read) {
    response_parser parser;
    parser.start(10, 3);
    parser.feed(with_fields("Content-Length: 5\r\n", "hello"));
    BOOST_TEST(parser.body_text() == "hel");
    BOOST_TEST(parser.head_text() == "HTTP/1.1 2");
    BOOST_TEST(parser.truncated());
    BOOST_TEST(parser.reusable());
}

BOOST_AUTO_TEST_CASE(no_bytes_whatever_leave_the_rules) {
    std::mt19937 random(20250611);
    std::string const pieces[] = {
        "HTTP/1.1 ", "200", " OK", "\r\n", "\r\n\r\n", "\n", "Content-Length: ",   "5",   "Transfer-Encoding: ",
        "chunked",   "0",   ":",   " ",    "\t",       "x",  std::string(1, '\0'), "102", "a\r\n",
        "\r",        ";"};
    response_limits limits;
    for (int round = 0; round < 20000; ++round) {
        std::string bytes = random() % 4 == 0 ? "" : "HTTP/1.1 ";
        for (auto count = random() % 30; count > 0; --count) bytes += pieces[random() % std::size(pieces)];
        response_parser once(limits), twice(limits);
        once.start(100, 20);
        twice.start(100, 20);
        once.feed(bytes);
        auto const at = bytes.empty() ? 0 : random() % bytes.size();
        twice.feed(std::string_view(bytes).substr(0, at));
        twice.feed(std::string_view(bytes).substr(at));
        auto const last = random() % 2 == 0 ? then::closes : then::is_cut;
        auto const got = tell(once, last);
        BOOST_TEST_REQUIRE((got == tell(twice, last)), bytes);
        BOOST_TEST_REQUIRE((got.at == state::done || got.at == state::failed), bytes);
        BOOST_TEST_REQUIRE((got.at == state::failed) == (got.fault != attempt_fault::none), bytes);
        BOOST_TEST_REQUIRE((got.status == 0 || (got.status >= 200 && got.status <= 599)), bytes);
        BOOST_TEST_REQUIRE(got.body.size() <= 20u, bytes);
    }
}

BOOST_AUTO_TEST_SUITE_END()
