// Makes one message durable and sends it. URL=… SIGNING_KEY=… ./send
#include <cohook/sender.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace {

boost::asio::awaitable<cohook::result<cohook::send_receipt>> send(cohook::sender& sender) {
    auto const started = co_await sender.start();
    if (!started) co_return started.error();
    cohook::endpoint orders;
    orders.id = "orders";
    orders.url = std::getenv("URL");
    set_key(orders, std::getenv("SIGNING_KEY"));
    auto const put = co_await sender.deliveries().put(std::move(orders));
    if (!put) co_return put.error();
    cohook::message paid("order.paid", R"([{"id":7}])");
    co_return co_await sender.deliveries().send("orders", std::move(paid));
}

}  // namespace

int main() {
    cohook::sender_options options;
    options.store = "sqlite:webhooks.db";
    options.allow_http = true;  // a receiver on this machine: leave both lines out
    options.allow_addresses.emplace_back("127.0.0.0/8");
    auto const sender = cohook::sender::open(options).value();
    auto const sent = boost::asio::co_spawn(sender->executor(), send(*sender), boost::asio::use_future).get();
    boost::asio::co_spawn(sender->executor(), sender->stop(std::chrono::seconds(5)), boost::asio::use_future).get();
    sender->close();
    if (sent) std::printf("durable: message %lld\n", static_cast<long long>(sent->message_id));
    if (!sent) std::fprintf(stderr, "%s\n", sent.error().message().c_str());
    return sent ? 0 : 1;
}
