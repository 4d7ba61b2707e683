// Sends one signed webhook, durably, and tells what came of it; on one loop of its own.
//
//     ./sender sqlite:webhooks.db https://example.org/hook SIGNING_KEY
//
// For a receiver on this machine: ./sender memory: http://127.0.0.1:8080/hook SIGNING_KEY --local
#include <cohook/sender.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdio>
#include <exception>
#include <span>
#include <string>
#include <string_view>

namespace asio = boost::asio;

namespace {

/// Tells when the one delivery has been attempted. All of it is used on the loop alone.
class first_attempt final : public cohook::engine_observer {
public:
    explicit first_attempt(asio::io_context& loop) : came_(loop, asio::steady_timer::time_point::max()) {}

    void attempted(cohook::delivery const&, cohook::attempt const& made) override {
        std::printf("attempt %u: %.*s, status %d\n", made.number, static_cast<int>(to_string(made.verdict).size()),
                    to_string(made.verdict).data(), made.status);
        if (!told_) acknowledged_ = made.verdict == cohook::attempt_verdict::acknowledged;
        told_ = true;
        came_.cancel();
    }

    asio::awaitable<bool> wait() {
        boost::system::error_code cancelled;
        while (!told_) co_await came_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
        co_return acknowledged_;
    }

private:
    asio::steady_timer came_;  // never runs out; cancelled when there is news
    bool told_ = false, acknowledged_ = false;
};

asio::awaitable<cohook::result<void>> send_one(cohook::sender& sender, std::string url, std::string key) {
    auto const started = co_await sender.start();
    if (!started) co_return started.error();
    cohook::endpoint endpoint;
    endpoint.id = "billing";
    endpoint.url = std::move(url);
    set_key(endpoint, std::move(key));
    auto const put = co_await sender.deliveries().put(std::move(endpoint));
    if (!put) co_return put.error();
    cohook::message what("invoice.paid", R"({"invoice":4711,"amount":"12.50"})");
    auto const sent = co_await sender.deliveries().send("billing", std::move(what));
    if (!sent) co_return sent.error();
    std::printf("durable as delivery %lld\n", static_cast<long long>(sent->delivery_id));
    co_return cohook::result<void>();
}

asio::awaitable<void> work(cohook::sender& sender, std::string url, std::string key, first_attempt& attempt,
                           bool& acknowledged) {
    auto const sent = co_await send_one(sender, std::move(url), std::move(key));
    if (sent)
        acknowledged = co_await attempt.wait();
    else
        std::fprintf(stderr, "%s\n", sent.error().message().c_str());
    co_await sender.stop(std::chrono::seconds(5));
}

int run(std::span<char*> arguments) {
    asio::io_context loop;
    first_attempt attempt(loop);
    cohook::sender_options options;
    options.store = arguments[1];
    options.shards = 1;
    options.observer = &attempt;
    options.observer_executor = loop.get_executor();
    if (arguments.size() > 4 && std::string_view(arguments[4]) == "--local") {
        options.allow_http = true;
        options.allow_addresses.emplace_back("127.0.0.0/8");
    }
    auto opened = cohook::sender::open(options);
    if (!opened) {
        std::fprintf(stderr, "%s\n", opened.error().message().c_str());
        return 1;
    }
    bool acknowledged = false;
    auto const rethrow = [](std::exception_ptr thrown) {
        if (thrown) std::rethrow_exception(thrown);
    };
    asio::co_spawn(loop, work(**opened, arguments[2], arguments[3], attempt, acknowledged), rethrow);
    loop.run();
    (*opened)->close();
    return acknowledged ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
    if (count >= 4) return run(std::span(arguments, static_cast<std::size_t>(count)));
    std::fprintf(stderr, "usage: %s STORE URL SIGNING_KEY [--local]\n", arguments[0]);
    return 2;
}
