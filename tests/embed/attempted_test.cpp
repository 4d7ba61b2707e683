// What an observer is told of an attempt.
#include <cohook/sender.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <future>
#include <string>
#include <utility>
#include <vector>

namespace cohook {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

class two_rows final : public engine_observer {
public:
    void attempted(delivery const& row, attempt const&) override {
        rows_.push_back(row);  // one shard: called on one thread
        if (rows_.size() == 2) both_.set_value(rows_);
    }
    std::vector<delivery> wait() { return both_.get_future().get(); }

private:
    std::vector<delivery> rows_;
    std::promise<std::vector<delivery>> both_;
};

asio::awaitable<result<void>> send_one(sender& host, std::string url) {
    auto const started = co_await host.start();
    if (!started) co_return started.error();
    endpoint to;
    to.id = "billing";
    to.url = std::move(url);
    to.policy.resend.list.assign(1, std::chrono::milliseconds(0));
    set_key(to, "helloWorld");
    auto const put = co_await host.deliveries().put(std::move(to));
    if (!put) co_return put.error();
    message what("invoice.paid", "{}");
    auto const sent = co_await host.deliveries().send("billing", std::move(what));
    if (!sent) co_return sent.error();
    co_return result<void>();
}

/// The rows that are told with the only two attempts of a delivery, which fail.
std::vector<delivery> rows_of_failures() {
    asio::io_context context;
    // Bound, never listening: whoever connects is refused, and no other program gets the port.
    tcp::socket holder(context, tcp::v4());
    holder.bind(tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    two_rows told;
    sender_options options;
    options.store = "memory:";
    options.shards = 1;
    options.allow_http = true;
    options.allow_addresses.emplace_back("127.0.0.0/8");
    options.observer = &told;
    auto const host = sender::open(std::move(options)).value();
    auto url = "http://127.0.0.1:" + std::to_string(holder.local_endpoint().port()) + "/hook";
    auto sending = send_one(*host, std::move(url));
    asio::co_spawn(host->executor(), std::move(sending), asio::use_future).get().value();
    auto rows = told.wait();
    asio::co_spawn(host->executor(), host->stop(std::chrono::seconds(0)), asio::use_future).get();
    host->close();
    return rows;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(an_observer_of_attempts)

BOOST_AUTO_TEST_CASE(is_told_when_the_delivery_was_settled_and_not_before) {
    auto const rows = rows_of_failures();
    BOOST_CHECK(rows[0].state == delivery_state::pending);
    BOOST_CHECK(!rows[0].settled_at.has_value());
    BOOST_CHECK(rows[1].state != delivery_state::pending);
    BOOST_REQUIRE(rows[1].settled_at.has_value());
    BOOST_CHECK(*rows[1].settled_at >= rows[1].accepted_at);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace cohook
