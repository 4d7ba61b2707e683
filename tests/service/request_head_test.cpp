#include "service/request_head.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using namespace cohook::service;
namespace data = boost::unit_test::data;

namespace {

struct bad_head {
    char const* why;
    int status;
    std::string bytes;
};

std::ostream& operator<<(std::ostream& out, bad_head const& one) {
    return out << one.why;
}

std::string get(std::string const& fields) {
    return "GET / HTTP/1.1\r\n" + fields + "\r\n";
}

/// What request smuggling and header injection are made of.
std::vector<bad_head> const& corpus() {
    static std::vector<bad_head> const all{
        {"length and chunks", 400, get("Host: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n")},
        {"chunks and length", 400, get("Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n")},
        {"two lengths", 400, get("Host: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n")},
        {"two equal lengths", 400, get("Host: a\r\nContent-Length: 4\r\nContent-Length: 4\r\n")},
        {"a list of lengths", 400, get("Host: a\r\nContent-Length: 4, 4\r\n")},
        {"a signed length", 400, get("Host: a\r\nContent-Length: +4\r\n")},
        {"a negative length", 400, get("Host: a\r\nContent-Length: -4\r\n")},
        {"a hexadecimal length", 400, get("Host: a\r\nContent-Length: 0x4\r\n")},
        {"an empty length", 400, get("Host: a\r\nContent-Length: \r\n")},
        {"a huge length", 400, get("Host: a\r\nContent-Length: 99999999999999999999\r\n")},
        {"an unknown coding", 501, get("Host: a\r\nTransfer-Encoding: gzip\r\n")},
        {"two codings", 501, get("Host: a\r\nTransfer-Encoding: gzip, chunked\r\n")},
        {"chunked twice", 501, get("Host: a\r\nTransfer-Encoding: chunked, chunked\r\n")},
        {"two coding fields", 400, get("Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n")},
        {"a coding in disguise", 501, get("Host: a\r\nTransfer-Encoding: xchunked\r\n")},
        {"a coding after a control", 400,
         get("Host: a\r\nTransfer-Encoding: \x0b"
             "chunked\r\n")},
        {"a quoted coding", 501, get("Host: a\r\nTransfer-Encoding: \"chunked\"\r\n")},
        {"a coding in HTTP/1.0", 400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"},
        {"space before the colon", 400, get("Host: a\r\nTransfer-Encoding : chunked\r\n")},
        {"tab before the colon", 400, get("Host: a\r\nTransfer-Encoding\t: chunked\r\n")},
        {"a folded field", 400, get("Host: a\r\nX-A: b\r\n c\r\n")},
        {"a folded first field", 400, get(" Host: a\r\n")},
        {"a bare LF between fields", 400, get("Host: a\nX-A: b\r\n")},
        {"a bare LF after the request line", 400, "GET / HTTP/1.1\nHost: a\r\n\r\n"},
        {"a bare CR in a value", 400, get("Host: a\r\nX-A: b\rc\r\n")},
        {"a NUL in a value", 400, get(std::string("Host: a\r\nX-A: b\0c\r\n", 18))},
        {"a NUL in a name", 400, get(std::string("Host: a\r\nX\0A: b\r\n", 17))},
        {"no colon", 400, get("Host: a\r\nnonsense\r\n")},
        {"an empty name", 400, get("Host: a\r\n: b\r\n")},
        {"a name with a slash", 400, get("Host: a\r\nX/A: b\r\n")},
        {"a name beyond ASCII", 400, get("Host: a\r\nX-\xc3\xa5: b\r\n")},
        {"no Host", 400, get("X-A: b\r\n")},
        {"two Hosts", 400, get("Host: a\r\nHost: b\r\n")},
        {"an unknown expectation", 417, get("Host: a\r\nExpect: 200-maybe\r\n")},
        {"two spaces in the request line", 400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a tab in the request line", 400, "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a space in the target", 400, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"no version", 400, "GET /\r\nHost: a\r\n\r\n"},
        {"HTTP/2.0 in clear", 505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"},
        {"HTTP/1.2", 505, "GET / HTTP/1.2\r\nHost: a\r\n\r\n"},
        {"a version in lower case", 400, "GET / http/1.1\r\nHost: a\r\n\r\n"},
        {"a target without a slash", 400, "GET a HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a fragment in the target", 400, "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a raw byte in the target", 400, "GET /\xc3\xa5 HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a method that is no token", 400, "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"an empty request line", 400, "\r\nHost: a\r\n\r\n"},
        {"a long request line", 414, "GET /" + std::string(8192, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"},
        {"a large field", 431, get("Host: a\r\nX-A: " + std::string(33000, 'a') + "\r\n")},
    };
    return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(request_head_reading)

BOOST_DATA_TEST_CASE(refuses_what_two_readers_could_read_differently, data::make(corpus()), bad) {
    auto const judged = read_request_head(bad.bytes, server_limits());
    BOOST_REQUIRE(std::holds_alternative<head_refusal>(judged));
    BOOST_TEST(std::get<head_refusal>(judged).status == bad.status);
    BOOST_TEST(!std::get<head_refusal>(judged).why.empty());
}

BOOST_AUTO_TEST_CASE(takes_a_request_apart) {
    auto const judged = read_request_head(
        "PATCH /application/app_1?x=%20y HTTP/1.1\r\nHost: example.org\r\ncontent-length: 12\r\nX-A:\t v \r\n\r\n", {});
    auto const& head = std::get<request_head>(judged);
    BOOST_TEST(head.message.method == "PATCH");
    BOOST_TEST(head.message.path == "/application/app_1");
    BOOST_TEST(head.message.query == "x=%20y");
    BOOST_TEST(head.message.header("x-a").value() == "v");
    BOOST_TEST(head.content_length.value() == 12u);
    BOOST_TEST(head.has_body());
    BOOST_TEST(head.keep_alive);
}

BOOST_AUTO_TEST_CASE(keeps_connections_as_each_version_wants_it) {
    auto const keeps = [](std::string const& bytes) {
        return std::get<request_head>(read_request_head(bytes, {})).keep_alive;
    };
    BOOST_TEST(keeps("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    BOOST_TEST(!keeps("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade, Close\r\n\r\n"));
    BOOST_TEST(!keeps("GET / HTTP/1.0\r\n\r\n"));
    BOOST_TEST(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(takes_the_absolute_form_of_a_target) {
    auto const judged = read_request_head("GET http://example.org/a?b HTTP/1.1\r\nHost: a\r\n\r\n", {});
    auto const& head = std::get<request_head>(judged);
    BOOST_TEST(head.message.path == "/a");
    BOOST_TEST(head.message.query == "b");
}

BOOST_AUTO_TEST_CASE(allows_a_hundred_fields_and_no_more) {
    std::string fields = "Host: a\r\n";
    for (int at = 1; at < 100; ++at) fields += "X-" + std::to_string(at) + ": v\r\n";
    BOOST_TEST(std::holds_alternative<request_head>(read_request_head(get(fields), {})));
    auto const judged = read_request_head(get(fields + "X-100: v\r\n"), {});
    BOOST_REQUIRE(std::holds_alternative<head_refusal>(judged));
    BOOST_TEST(std::get<head_refusal>(judged).status == 431);
}

BOOST_AUTO_TEST_CASE(judges_a_head_that_never_ends_by_its_size) {
    BOOST_TEST(!judge_partial_head("GET / HT", {}));
    BOOST_TEST(judge_partial_head("GET /" + std::string(9000, 'a'), {}).value().status == 414);
    BOOST_TEST(judge_partial_head("GET / HTTP/1.1\r\nX: " + std::string(40000, 'a'), {}).value().status == 431);
    BOOST_TEST(judge_partial_head("GET / HTTP/1.1\nHost: a\n\n", {}).value().status == 400);
}

BOOST_AUTO_TEST_SUITE_END()
