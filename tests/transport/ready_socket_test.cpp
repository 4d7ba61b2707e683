// Sockets that are waited for: nothing is tried in vain, nothing that came is missed, whoever waits is woken.
#include "transport/ready_socket.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace asio = boost::asio;
using cohook::transport::io_end;
using cohook::transport::readiness;
using cohook::transport::ready_socket;

namespace {

/// A socket that is watched, and its peer.
struct connected {
    connected() {
        std::array<int, 2> ends{};
        BOOST_REQUIRE_EQUAL(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
        socket = std::make_unique<ready_socket>(*watch, ends[0]);
        peer = ends[1];
    }
    ~connected() {
        if (peer >= 0) ::close(peer);
        watch->abandon();
    }

    void peer_says(std::string const& text) {
        BOOST_REQUIRE_EQUAL(::send(peer, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    }
    void peer_closes() {
        ::close(peer);
        peer = -1;
    }

    asio::awaitable<void> count_readable() {
        co_await asio::this_coro::throw_if_cancelled(false);
        co_await socket->readable();
        ++woken;
    }
    asio::awaitable<void> count_writable() {
        co_await socket->writable();
        ++woken;
    }
    /// Begins to wait. What was told before is taken in first.
    void wait(asio::awaitable<void> waiting) {
        asio::co_spawn(io, std::move(waiting), asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr failed) {
                           if (failed) std::rethrow_exception(failed);
                       }));
        poll();
    }
    void poll() {
        io.restart();
        while (io.poll() > 0) {
        }
    }
    void fill() {
        std::string const much(64 * 1024, 'x');
        while (socket->send(much, {}).end == io_end::ok) {
        }
    }
    void drain() {
        std::array<char, 64 * 1024> room{};
        while (::recv(peer, room.data(), room.size(), MSG_DONTWAIT) > 0) {
        }
    }
    io_end receive() { return socket->receive(buffer).end; }

    asio::io_context io{1};
    std::shared_ptr<readiness> watch = readiness::open(io.get_executor());
    std::unique_ptr<ready_socket> socket;
    int peer = -1;
    asio::cancellation_signal stop;
    std::array<char, 16> buffer{};
    int woken = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ready_sockets, connected)

BOOST_AUTO_TEST_CASE(whoever_waits_is_woken_when_something_comes) {
    BOOST_TEST((receive() == io_end::not_yet));
    wait(count_readable());
    BOOST_TEST(woken == 0);
    peer_says("hello");
    poll();
    BOOST_TEST(woken == 1);
    auto const got = socket->receive(buffer);
    BOOST_TEST((got.end == io_end::ok));
    BOOST_TEST(std::string(buffer.data(), got.bytes) == "hello");
    BOOST_TEST((receive() == io_end::not_yet));
}

BOOST_AUTO_TEST_CASE(what_came_before_anybody_waited_is_not_missed) {
    peer_says("early");
    wait(count_readable());
    BOOST_TEST(woken == 1);
    BOOST_TEST((receive() == io_end::ok));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_there_at_once) {
    peer_says(std::string(40, 'x'));
    wait(count_readable());
    BOOST_TEST(socket->receive(buffer).bytes == 16u);
    BOOST_TEST(socket->receive(buffer).bytes == 16u);
    BOOST_TEST(socket->receive(buffer).bytes == 8u);
    BOOST_TEST((receive() == io_end::not_yet));
}

BOOST_AUTO_TEST_CASE(an_end_that_came_together_with_the_last_bytes_is_told_after_them) {
    peer_says("last");
    peer_closes();
    wait(count_readable());
    BOOST_TEST((receive() == io_end::ok));
    BOOST_TEST((receive() == io_end::closed));
    BOOST_TEST((receive() == io_end::closed));
}

BOOST_AUTO_TEST_CASE(an_end_that_comes_after_the_last_bytes_were_read_wakes) {
    peer_says("last");
    wait(count_readable());
    BOOST_TEST((receive() == io_end::ok));
    wait(count_readable());
    BOOST_TEST(woken == 1);
    peer_closes();
    poll();
    BOOST_TEST(woken == 2);
    BOOST_TEST((receive() == io_end::closed));
}

BOOST_AUTO_TEST_CASE(a_writer_waits_for_room_and_no_longer) {
    fill();
    BOOST_TEST((socket->send("more", {}).end == io_end::not_yet));
    wait(count_writable());
    BOOST_TEST(woken == 0);
    drain();
    poll();
    BOOST_TEST(woken == 1);
    BOOST_TEST((socket->send("more", {}).end == io_end::ok));
}

BOOST_AUTO_TEST_CASE(a_peer_that_has_ended_its_side_and_does_not_read_is_waited_for) {
    fill();
    BOOST_REQUIRE_EQUAL(::shutdown(peer, SHUT_WR), 0);
    wait(count_readable());
    BOOST_TEST(woken == 1);
    wait(count_writable());
    BOOST_TEST(woken == 1);
    BOOST_TEST((socket->send("more", {}).end == io_end::not_yet));
    drain();
    poll();
    BOOST_TEST(woken == 2);
}

BOOST_AUTO_TEST_CASE(writing_to_nobody_says_so) {
    peer_closes();
    BOOST_TEST((socket->send("hello", {}).end == io_end::reset));
}

BOOST_AUTO_TEST_CASE(closing_wakes_who_waits) {
    wait(count_readable());
    socket->close();
    BOOST_TEST(woken == 0);  // not inside the call
    poll();
    BOOST_TEST(woken == 1);
    BOOST_TEST((receive() == io_end::aborted));
    BOOST_TEST((socket->send("hello", {}).end == io_end::aborted));
    wait(count_readable());
    BOOST_TEST(woken == 2);
}

BOOST_AUTO_TEST_CASE(cancelling_wakes_who_waits) {
    wait(count_readable());
    stop.emit(asio::cancellation_type::terminal);
    poll();
    BOOST_TEST(woken == 1);
    BOOST_TEST(socket->is_open());
}

BOOST_AUTO_TEST_CASE(it_is_quiet_until_the_peer_says_something_or_closes) {
    BOOST_TEST(socket->is_quiet());
    peer_says("unasked");
    BOOST_TEST(!socket->is_quiet());
    BOOST_TEST((receive() == io_end::ok));
    BOOST_TEST(socket->is_quiet());
    peer_closes();
    BOOST_TEST(!socket->is_quiet());
    BOOST_TEST((receive() == io_end::closed));
}

BOOST_AUTO_TEST_CASE(what_others_wait_for_tells_of_a_quiet_one_too) {
    connected other;
    ready_socket second(*watch, ::dup(other.peer));
    wait(count_readable());
    BOOST_TEST(second.is_quiet());
    BOOST_REQUIRE_EQUAL(::send(other.socket->handle(), "x", 1, MSG_NOSIGNAL), 1);
    poll();
    BOOST_TEST(!second.is_quiet());
}

BOOST_AUTO_TEST_CASE(a_socket_that_cannot_be_watched_is_closed) {
    ready_socket const useless(*watch, ::open("/dev/null", O_RDWR | O_CLOEXEC));
    BOOST_TEST(!useless.is_open());
}

BOOST_AUTO_TEST_CASE(what_still_waits_at_the_end_is_destroyed_without_being_run) {
    auto const witness = std::make_shared<int>(0);
    auto waiting = [](ready_socket& on, std::shared_ptr<int> held) -> asio::awaitable<void> {
        co_await on.readable();
        ++*held;
    };
    wait(waiting(*socket, witness));
    BOOST_TEST(witness.use_count() == 2);
    watch->abandon();
    poll();
    BOOST_TEST(witness.use_count() == 1);
    BOOST_TEST(*witness == 0);
}

BOOST_AUTO_TEST_SUITE_END()
