// What receivers answer, row by row of the list of faults: one exchange each, on a plain connection.
#include "transport/wire_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using cohook::attempt_fault;
using cohook::wire_state;
using cohook::testing::answer;
using cohook::testing::event;
using cohook::testing::receiver_connection;
using cohook::testing::scripted_receiver;
using cohook::testing::wire_fixture;
using cohook::transport::post_outcome;

namespace {

struct answering : wire_fixture {
    /// A receiver that reads the request, says `bytes`, and waits for the sender to close.
    post_outcome against(std::string bytes) {
        return with([bytes = std::move(bytes)](receiver_connection& peer) {
            peer.read_request();
            peer.send(bytes);
            peer.wait_until_closed();
        });
    }
    /// The same, but it closes.
    post_outcome against_closing(std::string bytes) {
        return with([bytes = std::move(bytes)](receiver_connection& peer) {
            peer.read_request();
            peer.send(bytes);
            peer.close();
        });
    }
    post_outcome with(cohook::testing::receiver_script script) {
        scripted_receiver receiver({}, std::move(script));
        auto outcome = post(http(receiver.port()));
        wire().drop_idle(nullptr);
        return outcome;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(answers, answering)

BOOST_AUTO_TEST_CASE(the_exact_request_goes_out_and_the_answer_is_told) {
    std::string got;
    event read;
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        got = peer.read_request();
        read.set();
        peer.send(answer(202, "thank you", "X-Some: thing\r\n"));
        peer.wait_until_closed();
    });
    std::string const body("body\0with nul", 13);
    auto const outcome = post(http(receiver.port(), "/h%0d%0ao?x=1&y=%20"), body);
    read.wait();
    BOOST_TEST(got.starts_with("POST /h%0d%0ao?x=1&y=%20 HTTP/1.1\r\nHost: receiver.example.com:"));
    BOOST_TEST(got.ends_with("\r\n\r\n" + body));
    BOOST_TEST(outcome.fault == attempt_fault::none);
    BOOST_TEST(outcome.wire == wire_state::answered);
    BOOST_TEST(outcome.status == 202);
    BOOST_TEST(outcome.response_body == "thank you");
    BOOST_TEST(outcome.response_head.find("X-Some: thing\r\n") != std::string::npos);
    BOOST_TEST(outcome.peer == "127.0.0.1:" + std::to_string(receiver.port()));
    BOOST_TEST(outcome.timings.connect.has_value());
    BOOST_TEST(outcome.timings.send.has_value());
    BOOST_TEST(outcome.timings.first_byte.has_value());
    BOOST_TEST(!outcome.timings.tls.has_value());
    BOOST_TEST(!outcome.response_truncated);
}

BOOST_AUTO_TEST_CASE(row_16_garbage_fails_at_once_and_not_at_the_deadline) {
    for (auto const* bytes : {"hello", "\x16\x03\x01 garbage", "<html>HTTP/0.9</html>", "220 smtp ready\r\n"}) {
        auto const outcome = against(bytes);
        BOOST_TEST(outcome.fault == attempt_fault::bad_response);
        BOOST_TEST(outcome.wire == wire_state::possibly_received);
        BOOST_TEST(outcome.status == 0);
    }
}

BOOST_AUTO_TEST_CASE(row_17_http_1_0_close_delimited_succeeds_and_is_not_reused) {
    auto const outcome = against_closing("HTTP/1.0 200 OK\r\n\r\nsome text");
    BOOST_TEST(outcome.status == 200);
    BOOST_TEST(outcome.response_body == "some text");
    BOOST_TEST(!outcome.response_truncated);
    BOOST_TEST(wire().stats().idle == 0);
}

BOOST_AUTO_TEST_CASE(row_18_without_any_length_the_body_is_read_to_the_deadline_and_the_status_decides) {
    auto const outcome = with([this](receiver_connection& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\npart");
        clock.advance_soon(601s);
        peer.wait_until_closed();
    });
    BOOST_TEST(outcome.fault == attempt_fault::none);
    BOOST_TEST(outcome.status == 200);
    BOOST_TEST(outcome.response_body == "part");
    BOOST_TEST(outcome.response_truncated);
}

BOOST_AUTO_TEST_CASE(row_21_extra_bytes_are_never_kept_for_the_next_exchange) {
    scripted_receiver receiver({}, [](receiver_connection& peer) {
        while (!peer.read_request().empty())
            peer.send(peer.number() == 0 ? answer(200, "ok") + answer(500, "stray") : answer(201, "fresh"));
    });
    BOOST_TEST(post(http(receiver.port())).status == 200);
    auto const second = post(http(receiver.port()));
    BOOST_TEST(second.status == 201);
    BOOST_TEST(!second.connection_reused);
    wire().drop_idle(nullptr);
}

BOOST_AUTO_TEST_CASE(row_21_a_shorter_body_than_declared_leaves_the_status) {
    auto const shorter = against_closing("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour");
    BOOST_TEST(shorter.status == 200);
    BOOST_TEST(shorter.response_truncated);
}

BOOST_AUTO_TEST_CASE(row_22_an_endless_body_is_left_at_64_kib) {
    std::size_t taken = 0;
    event ended;
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\n\r\n");
        taken = peer.send_for_ever(std::string(4096, 'x'));
        ended.set();
    });
    auto const outcome = post(http(receiver.port()));
    ended.wait();
    BOOST_TEST(outcome.status == 200);
    BOOST_TEST(outcome.response_body.size() == 16u * 1024);
    BOOST_TEST(outcome.response_truncated);
    BOOST_TEST(taken < 64u * 1024 * 1024);
}

BOOST_AUTO_TEST_CASE(row_24_a_body_that_drips_after_a_status_ends_at_the_attempts_deadline_and_stands) {
    limits.first_byte = 15s;
    limits.whole = 30s;
    auto const outcome = with([this](receiver_connection& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\nd");
        clock.advance_soon(16s);
        peer.send("r");
        clock.advance_soon(15s);
        peer.wait_until_closed();
    });
    BOOST_TEST(outcome.fault == attempt_fault::none);
    BOOST_TEST(outcome.status == 201);
    BOOST_TEST(outcome.response_truncated);
}

BOOST_AUTO_TEST_CASE(row_25_endless_heads_end_at_the_cap) {
    BOOST_TEST(against("HTTP/1.1 200 OK\r\nX: " + std::string(1000 * 1000, 'a')).fault ==
               attempt_fault::headers_too_large);
    std::string many = "HTTP/1.1 200 OK\r\n";
    for (int line = 0; line < 10000; ++line) many += "X: 1\r\n";
    BOOST_TEST(against(many).fault == attempt_fault::headers_too_large);
}

BOOST_AUTO_TEST_CASE(row_27_interim_responses_are_skipped_up_to_eight) {
    auto const some = against("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + answer(200));
    BOOST_TEST(some.status == 200);
    std::string flood;
    for (int one = 0; one < 9; ++one) flood += "HTTP/1.1 102 Processing\r\n\r\n";
    auto const drowned = against(flood);
    BOOST_TEST(drowned.fault == attempt_fault::too_many_interim);
    BOOST_TEST(drowned.status == 0);
}

BOOST_AUTO_TEST_CASE(a_102_as_the_last_word_before_the_close_is_the_status) {
    auto const outcome = against_closing("HTTP/1.1 102 Processing\r\n\r\n");
    BOOST_TEST(outcome.fault == attempt_fault::none);
    BOOST_TEST(outcome.status == 102);
    BOOST_TEST(outcome.wire == wire_state::answered);
    BOOST_TEST(outcome.response_head == "HTTP/1.1 102 Processing\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(a_102_and_then_silence_until_the_attempts_deadline_is_the_status) {
    limits.first_byte = 15s;
    limits.whole = 30s;
    auto const outcome = with([&](receiver_connection& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 102 Processing\r\n\r\n");
        clock.advance_soon(16s);
        clock.advance_soon(15s);
        peer.wait_until_closed();
    });
    BOOST_TEST(outcome.status == 102);
    BOOST_TEST(outcome.fault == attempt_fault::none);
    BOOST_TEST((outcome.timings.total >= 30s));
}

BOOST_AUTO_TEST_CASE(a_102_followed_by_a_final_status_is_judged_by_that) {
    auto const outcome = against("HTTP/1.1 102 Processing\r\n\r\n" + answer(500));
    BOOST_TEST(outcome.status == 500);
}

BOOST_AUTO_TEST_CASE(a_102_followed_by_half_a_head_or_another_interim_does_not_count) {
    BOOST_TEST(against_closing("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 20").fault == attempt_fault::closed);
    BOOST_TEST(against_closing("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early\r\n\r\n").fault ==
               attempt_fault::closed);
    BOOST_TEST(against_closing("HTTP/1.1 100 Continue\r\n\r\n").fault == attempt_fault::closed);
}

BOOST_AUTO_TEST_CASE(row_28_switching_protocols_is_no_answer) {
    BOOST_TEST(against("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n").fault ==
               attempt_fault::switching_protocols);
}

BOOST_AUTO_TEST_CASE(row_29_and_30_no_coding_is_undone) {
    auto const outcome = against(answer(200, "\x1f\x8b\x08 not really gzip", "Content-Encoding: gzip\r\n"));
    BOOST_TEST(outcome.status == 200);
    BOOST_TEST(outcome.response_body == "\x1f\x8b\x08 not really gzip");
}

BOOST_AUTO_TEST_CASE(row_31_a_body_behind_204_or_205_is_dropped_with_the_connection) {
    for (auto const* status : {"204", "205"}) {
        auto const outcome = against("HTTP/1.1 " + std::string(status) + " None\r\nContent-Length: 5\r\n\r\nhello");
        BOOST_TEST(outcome.status == std::stoi(status));
        BOOST_TEST(outcome.response_body.empty());
        BOOST_TEST(wire().stats().idle == 0);
    }
    BOOST_TEST(against("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n").status == 304);
}

BOOST_AUTO_TEST_CASE(row_32_redirects_are_told_and_never_followed) {
    for (auto const* status : {"301", "302", "303", "307", "308"}) {
        auto const outcome = against("HTTP/1.1 " + std::string(status) +
                                     " Moved\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");
        BOOST_TEST(outcome.status == std::stoi(status));
        BOOST_TEST(outcome.response_head.find("169.254.169.254") != std::string::npos);
    }
    BOOST_TEST(connects.size() == 5u);
}

BOOST_AUTO_TEST_CASE(row_35_to_37_every_retry_after_is_handed_on_as_read) {
    auto const outcome = against(answer(503, "", "Retry-After: 120\r\nX: y\r\nRETRY-AFTER:  Wed, 1 Jan \r\n"));
    BOOST_TEST(outcome.status == 503);
    BOOST_REQUIRE(outcome.retry_after.size() == 2u);
    BOOST_TEST(outcome.retry_after[0] == "120");
    BOOST_TEST(outcome.retry_after[1] == "Wed, 1 Jan");
}

BOOST_AUTO_TEST_CASE(row_38_a_status_is_three_digits_from_100_to_599) {
    for (auto const* line : {"HTTP/1.1 600 X", "HTTP/1.1 999 X", "HTTP/1.1 200OK", "HTTP/1.1 abc", "HTTP/1.1 20",
                             "HTTP/1.1", "HTTP/1.1 099 X", "HTTP/1.1 2000", "HTTP/2 200"})
        BOOST_TEST(against(std::string(line) + "\r\n\r\n").fault == attempt_fault::bad_response, line);
    for (auto const* line : {"HTTP/1.1 418 Teapot", "HTTP/1.1 599 X", "HTTP/1.1 200", "HTTP/1.1 200 "})
        BOOST_TEST(against_closing(std::string(line) + "\r\n\r\n").fault == attempt_fault::none, line);
}

BOOST_AUTO_TEST_CASE(row_39_a_reset_before_any_status_may_have_been_received) {
    auto const outcome = with([](receiver_connection& peer) {
        peer.read_request();
        peer.reset();
    });
    BOOST_TEST(outcome.fault == attempt_fault::reset);
    BOOST_TEST(outcome.wire == wire_state::possibly_received);
}

BOOST_AUTO_TEST_CASE(row_39_a_close_before_any_status_is_its_own_fault) {
    BOOST_TEST(against_closing("").fault == attempt_fault::closed);
}

BOOST_AUTO_TEST_CASE(row_40_a_reset_inside_the_head_fails_and_inside_the_body_leaves_the_status) {
    auto const in_head = with([](receiver_connection& peer) {
        peer.read_request();
        peer.send_split("HTTP/1.1 200 OK\r\nX:", 10);
        peer.reset();
    });
    BOOST_TEST(in_head.fault == attempt_fault::reset);
    auto const in_body = with([&](receiver_connection& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour");
        peer.reset();
    });
    BOOST_TEST(in_body.status == 200);
    BOOST_TEST(in_body.fault == attempt_fault::none);
}

BOOST_AUTO_TEST_CASE(row_41_a_receiver_that_stops_listening_may_still_answer) {
    auto const outcome = with([](receiver_connection& peer) {
        peer.read_head();
        peer.shutdown_receiving();
        peer.send(answer(200));
        peer.shutdown_sending();
        peer.wait_until_closed();
    });
    BOOST_TEST(outcome.status == 200);
}

BOOST_AUTO_TEST_CASE(row_42_an_answer_before_the_request_was_read_stands_despite_the_reset) {
    scripted_receiver receiver({}, [](receiver_connection& peer) {
        peer.read_head();
        peer.send(answer(413, "too much"));
        peer.close();  // with most of the request unread: the kernel answers with a reset
    });
    auto const outcome = post(http(receiver.port()), std::string(20 * 1024 * 1024, 'b'));
    BOOST_TEST(outcome.fault == attempt_fault::none);
    BOOST_TEST(outcome.status == 413);
}

BOOST_AUTO_TEST_CASE(row_42_an_answer_stands_while_the_receiver_reads_no_further) {
    event done;
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        peer.read_head();
        peer.send(answer(413, "too much"));
        done.wait();
    });
    auto const outcome = post(http(receiver.port()), std::string(20 * 1024 * 1024, 'b'));
    BOOST_TEST(outcome.status == 413);
    BOOST_TEST(wire().stats().idle == 0);
    done.set();
}

BOOST_AUTO_TEST_CASE(row_43_a_receiver_that_never_reads_meets_the_write_deadline) {
    event done;
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        peer.read_head();
        clock.advance_soon(601s);
        done.wait();
    });
    auto const outcome = post(http(receiver.port()), std::string(20 * 1024 * 1024, 'b'));
    done.set();
    BOOST_TEST(outcome.fault == attempt_fault::write_timeout);
    BOOST_TEST(outcome.wire == wire_state::possibly_received);
}

BOOST_AUTO_TEST_CASE(row_60_a_long_body_and_an_empty_one_arrive_whole) {
    std::vector<std::string> got;
    std::mutex guard;
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        for (std::string request; !(request = peer.read_request()).empty();) {
            std::lock_guard lock(guard);
            got.push_back(request.substr(request.find("\r\n\r\n") + 4));
            peer.send(answer(200));
        }
    });
    std::string body(8 * 1024 * 1024, '\0');
    for (std::size_t at = 0; at < body.size(); ++at) body[at] = static_cast<char>(at * 2654435761u >> 13);
    BOOST_TEST(post(http(receiver.port()), body).status == 200);
    BOOST_TEST(post(http(receiver.port()), "").status == 200);
    BOOST_TEST(wire().stats().opened == 1);
    wire().drop_idle(nullptr);
    std::lock_guard lock(guard);
    BOOST_REQUIRE(got.size() == 2u);
    BOOST_TEST((got[0] == body));
    BOOST_TEST(got[1].empty());
}

BOOST_AUTO_TEST_SUITE_END()
