// A host with a loop of its own: all it awaits, and all it is told, comes to that loop's thread.
#include <cohook/sender.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <exception>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace cohook {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// The host: what it does and what it hears, with the threads on which that was.
class host final : public engine_observer {
public:
    host() : failed_(loop_, asio::steady_timer::time_point::max()), holder_(loop_, tcp::v4()) {
        // Bound, never listening: whoever connects is refused, and no other program gets the port.
        holder_.bind(tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    }

    void accepted(std::uint64_t deliveries) override {
        note();
        accepted_ += deliveries;
    }
    void attempted(delivery const&, attempt const&) override {
        note();
        ++attempts_;
        failed_.cancel();
    }

    /// Runs the loop on this thread until everything is done.
    void run() {
        sender_options options;
        options.store = "memory:";
        options.shards = 1;
        options.allow_http = true;
        options.allow_addresses.emplace_back("127.0.0.0/8");
        options.observer = this;
        options.observer_executor = loop_.get_executor();
        auto const sends = sender::open(std::move(options)).value();
        std::exception_ptr thrown;
        asio::co_spawn(loop_, work(*sends), [&](std::exception_ptr what) { thrown = std::move(what); });
        loop_.run();
        sends->close();
        if (thrown) std::rethrow_exception(thrown);
    }

    std::set<std::thread::id> const& threads() const { return threads_; }
    std::uint64_t accepted() const { return accepted_; }
    unsigned attempts() const { return attempts_; }

private:
    void note() { threads_.insert(std::this_thread::get_id()); }

    asio::awaitable<void> work(sender& sends) {
        auto const started = co_await sends.start();
        note();
        started.value();
        endpoint to;
        to.id = "billing";
        to.url = "http://127.0.0.1:" + std::to_string(holder_.local_endpoint().port()) + "/hook";
        set_key(to, "helloWorld");
        auto const put = co_await sends.deliveries().put(std::move(to));
        note();
        put.value();
        message what("invoice.paid", "{}");
        auto const sent = co_await sends.deliveries().send("billing", std::move(what));
        note();
        sent.value();
        boost::system::error_code cancelled;
        while (attempts_ == 0) co_await failed_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
        auto const missing = co_await sends.deliveries().find("nobody");
        note();
        BOOST_CHECK(!missing);
        co_await sends.stop(std::chrono::seconds(0));
        note();
    }

    asio::io_context loop_{1};  // whose handlers one thread runs
    asio::steady_timer failed_;
    tcp::socket holder_;
    std::set<std::thread::id> threads_;
    std::uint64_t accepted_ = 0;
    unsigned attempts_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(a_host_with_a_loop_of_its_own)

BOOST_AUTO_TEST_CASE(gets_every_result_and_every_event_on_its_thread) {
    host one;
    one.run();
    BOOST_CHECK_EQUAL(one.accepted(), 1u);
    BOOST_CHECK_GE(one.attempts(), 1u);
    BOOST_REQUIRE_EQUAL(one.threads().size(), 1u);
    BOOST_CHECK(*one.threads().begin() == std::this_thread::get_id());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace cohook
