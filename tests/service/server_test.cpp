#include "http_client.hpp"
#include "server_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>

using namespace cohook;
using namespace cohook::service;
using namespace cohook::testing;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;

namespace {

asio::awaitable<response> echo(request& asked) {
    auto text = asked.method + " " + asked.path + " " + asked.query + " " + asked.body;
    co_return response(200, "text/plain", std::move(text));
}

server_handlers echoing() {
    server_handlers made;
    made.handle = [](request& asked) { return echo(asked); };
    return made;
}

asio::awaitable<response> count_pieces(request& asked) {
    std::size_t bytes = 0;
    while (true) {
        auto const piece = co_await asked.reader->next();
        if (!piece) co_return response(400, "text/plain", piece.error().message());
        if (piece->empty()) break;
        bytes += piece->size();
    }
    co_return response(200, "text/plain", std::to_string(bytes));
}

asio::awaitable<response> answer_once_opened(std::promise<void>& entered, std::shared_future<void> opened) {
    entered.set_value();
    opened.wait();
    co_return response(200, "text/plain", "done");
}

struct fixture {
    running_context context;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(server_connections, fixture)

BOOST_AUTO_TEST_CASE(answers_one_request_after_the_other_on_a_connection) {
    running_server server(context, echoing());
    BOOST_REQUIRE(server.started());
    http_client client(server.port());
    for (int at = 0; at < 3; ++at) {
        client.send("POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        auto const answer = client.receive();
        BOOST_TEST(answer.status == 200);
        BOOST_TEST(answer.body == "POST /a b hello");
        BOOST_TEST(answer.header("connection") == "");
        BOOST_TEST(answer.header("x-request-id").size() == 16u);
        BOOST_TEST(!answer.header("date").empty());
    }
}

BOOST_AUTO_TEST_CASE(answers_pipelined_requests_in_order) {
    running_server server(context, echoing());
    http_client client(server.port());
    client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(client.receive().body == "GET /1  ");
    BOOST_TEST(client.receive().body == "GET /2  ");
}

BOOST_AUTO_TEST_CASE(takes_chunks_and_drops_trailers) {
    running_server server(context, echoing());
    http_client client(server.port());
    client.send("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nHost: evil\r\n\r\n");
    BOOST_TEST(client.receive().body == "POST /a  abc");
    client.send("GET /next HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(client.receive().body == "GET /next  ");
}

BOOST_DATA_TEST_CASE(closes_after_a_parse_error_and_reads_nothing_more,
                     data::make({"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                                 "GET / HTTP/1.1\r\nHost : x\r\n\r\n", "nonsense\r\n\r\n",
                                 "GET / HTTP/1.1\nHost: x\n\n",
                                 "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}),
                     bytes) {
    std::atomic<int> reached = 0;
    server_handlers handlers;
    handlers.handle = [&](request& asked) {
        ++reached;
        return echo(asked);
    };
    running_server server(context, handlers);
    http_client client(server.port());
    client.send(std::string(bytes) + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
    auto const answer = client.receive();
    BOOST_TEST(answer.status == 400);
    BOOST_TEST(answer.header("connection") == "close");
    BOOST_TEST(client.closed());
    BOOST_TEST(reached == 0);
}

BOOST_AUTO_TEST_CASE(refuses_a_body_over_the_limit_by_its_length_and_by_its_chunks) {
    server_options options;
    options.limits.body = 10;
    running_server server(context, echoing(), options);
    BOOST_TEST(fetch(server.port(), "POST", "/", "0123456789").status == 200);
    BOOST_TEST(fetch(server.port(), "POST", "/", "0123456789a").status == 413);
    http_client client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n0123456789a\r\n0\r\n\r\n");
    BOOST_TEST(client.receive().status == 413);
    BOOST_TEST(client.closed());
}

BOOST_AUTO_TEST_CASE(lets_the_client_send_an_expected_body_only_where_it_will_be_taken) {
    server_options options;
    options.limits.body = 10;
    running_server server(context, echoing(), options);
    http_client client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    BOOST_TEST(client.receive().status == 100);
    client.send("hello");
    BOOST_TEST(client.receive().body == "POST /  hello");
    client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 50\r\n\r\n");
    BOOST_TEST(client.receive().status == 413);
}

BOOST_AUTO_TEST_CASE(hands_a_streamed_body_over_without_a_limit) {
    server_options options;
    options.limits.body = 10;
    server_handlers handlers;
    handlers.handle = [](request& asked) { return count_pieces(asked); };
    handlers.plan = [](request const&) { return body_plan::stream; };
    running_server server(context, handlers, options);
    http_client client(server.port());
    std::string const body(300'000, 'x');
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" + body);
    BOOST_TEST(client.receive().body == "300000");
    client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n493e0\r\n" + body + "\r\n0\r\n\r\n");
    BOOST_TEST(client.receive().body == "300000");
}

BOOST_AUTO_TEST_CASE(closes_where_a_streamed_body_was_left_unread) {
    server_handlers handlers;
    handlers.handle = [](request& asked) { return echo(asked); };
    handlers.plan = [](request const&) { return body_plan::refuse; };
    running_server server(context, handlers);
    http_client client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /");
    BOOST_TEST(client.receive().header("connection") == "close");
    BOOST_TEST(client.closed());
}

BOOST_AUTO_TEST_CASE(sends_heads_alone_for_head_and_no_body_for_204) {
    server_handlers handlers;
    handlers.handle = [](request& asked) -> asio::awaitable<response> {
        if (asked.path == "/204") return [](request&) -> asio::awaitable<response> { co_return response(204); }(asked);
        return echo(asked);
    };
    running_server server(context, handlers);
    http_client client(server.port());
    client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
    auto const head = client.receive(true);
    BOOST_TEST(head.header("content-length") == "9");
    client.send("GET /204 HTTP/1.1\r\nHost: x\r\n\r\n");
    auto const empty = client.receive();
    BOOST_TEST(empty.status == 204);
    BOOST_TEST(empty.header("content-length") == "");
    client.send("GET /b HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(client.receive().body == "GET /b  ");
}

BOOST_AUTO_TEST_CASE(ends_the_connection_after_an_interim_status_as_the_last_word) {
    server_handlers handlers;
    handlers.handle = [](request&) -> asio::awaitable<response> { co_return response(102); };
    running_server server(context, handlers);
    http_client client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    BOOST_TEST(client.receive().status == 102);
    BOOST_TEST(client.closed());
}

BOOST_AUTO_TEST_CASE(turns_an_exception_into_a_500_and_tells_of_it) {
    std::promise<std::string> told;
    server_handlers handlers;
    handlers.handle = [](request&) -> asio::awaitable<response> {
        throw std::runtime_error("no secret");
        co_return response(200);
    };
    handlers.failed = [&](std::string const& what) { told.set_value(what); };
    running_server server(context, handlers);
    auto const answer = fetch(server.port(), "GET", "/");
    BOOST_TEST(answer.status == 500);
    BOOST_TEST(answer.body.find("no secret") == std::string::npos);
    BOOST_TEST(told.get_future().get().find("no secret") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(keeps_a_sound_request_id_and_replaces_another) {
    running_server server(context, echoing());
    BOOST_TEST(fetch(server.port(), "GET", "/", {}, {{"X-Request-Id", "abc-1"}}).header("x-request-id") == "abc-1");
    auto const made = fetch(server.port(), "GET", "/", {}, {{"X-Request-Id", "a b<script>"}}).header("x-request-id");
    BOOST_TEST(made.size() == 16u);
}

BOOST_AUTO_TEST_CASE(writes_no_header_line_that_a_value_could_break) {
    server_handlers handlers;
    handlers.handle = [](request&) -> asio::awaitable<response> {
        response made(200, "text/plain", "x");
        made.set("X-A", "1\r\nX-Injected: 2");
        co_return made;
    };
    running_server server(context, handlers);
    auto const answer = fetch(server.port(), "GET", "/");
    BOOST_TEST(answer.header("x-a") == "1X-Injected: 2");
    BOOST_TEST(answer.header("x-injected") == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(server_limits_and_life, fixture)

BOOST_AUTO_TEST_CASE(closes_a_connection_that_stays_idle) {
    server_options options;
    options.limits.idle = std::chrono::milliseconds(20);
    running_server server(context, echoing(), options);
    http_client client(server.port());
    BOOST_TEST(client.closed());
}

BOOST_AUTO_TEST_CASE(cuts_off_a_head_that_dribbles_in) {
    server_options options;
    options.limits.head_read = std::chrono::milliseconds(20);
    running_server server(context, echoing(), options);
    http_client client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: ");
    BOOST_TEST(client.closed());
}

BOOST_AUTO_TEST_CASE(cuts_off_a_body_that_stops_coming) {
    server_options options;
    options.limits.body_pause = std::chrono::milliseconds(20);
    running_server server(context, echoing(), options);
    http_client client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
    BOOST_TEST(client.closed());
}

BOOST_AUTO_TEST_CASE(bounds_the_connections_of_one_address) {
    server_options options;
    options.limits.connections_each = 2;
    running_server server(context, echoing(), options);
    http_client first(server.port());
    http_client second(server.port());
    for (auto* const client : {&first, &second}) {
        client->send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        BOOST_TEST(client->receive().status == 200);
    }
    http_client third(server.port());
    BOOST_TEST(third.closed());
    BOOST_TEST(server->stats().turned_away == 1u);
}

BOOST_AUTO_TEST_CASE(says_so_when_the_port_is_in_use) {
    running_server first(context, echoing());
    server_options options;
    options.port = first.port();
    running_server second(context, echoing(), options);
    BOOST_REQUIRE(!second.started());
    BOOST_TEST((second.started().error().kind() == errc::conflict));
    BOOST_TEST(second.started().error().field() == "listen");
    BOOST_TEST(second.started().error().message().find("in use") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(says_so_when_address_certificate_or_key_will_not_do) {
    server_options options;
    options.address = "localhost:80";
    running_server nowhere(context, echoing(), options);
    BOOST_REQUIRE(!nowhere.started());
    BOOST_TEST((nowhere.started().error().kind() == errc::invalid_argument));
    server_options bare;
    bare.certificate_file = "/nonexistent/cert.pem";
    bare.key_file = "/nonexistent/key.pem";
    running_server keyless(context, echoing(), bare);
    BOOST_REQUIRE(!keyless.started());
    BOOST_TEST(keyless.started().error().field() == "tlsCert");
}

BOOST_AUTO_TEST_CASE(stops_by_closing_the_idle_and_finishing_what_is_in_hand) {
    std::promise<void> entered;
    auto gate = std::make_shared<std::promise<void>>();
    std::shared_future<void> const opened = gate->get_future().share();
    server_handlers handlers;
    handlers.handle = [&, opened](request&) { return answer_once_opened(entered, opened); };
    running_server server(context, handlers);
    http_client idle(server.port());
    http_client busy(server.port());
    busy.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    entered.get_future().wait();
    server->drain();
    BOOST_TEST(idle.closed());
    gate->set_value();
    auto const answer = busy.receive();
    BOOST_TEST(answer.body == "done");
    BOOST_TEST(answer.header("connection") == "close");
    server.stop();
    BOOST_TEST(server->stats().open == 0u);
    BOOST_CHECK_THROW(http_client late(server.port()), std::exception);
}

BOOST_AUTO_TEST_CASE(cuts_off_who_does_not_end_in_time) {
    running_server server(context, echoing());
    http_client slow(server.port());
    slow.send("GET / HTTP/1.1\r\n");
    while (server->stats().open == 0) std::this_thread::yield();
    server.stop(std::chrono::milliseconds(1));
    BOOST_TEST(slow.closed());
}

BOOST_AUTO_TEST_SUITE_END()
