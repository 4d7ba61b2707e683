// Sends one signed webhook, durably, and tells what came of it.
//
//     ./sender sqlite:webhooks.db https://example.org/hook SIGNING_KEY
//
// For a receiver on this machine: ./sender memory: http://127.0.0.1:8080/hook SIGNING_KEY --local
#include <cohook/sender.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <cstdio>
#include <future>
#include <span>
#include <string>
#include <string_view>

namespace asio = boost::asio;

namespace {

/// Tells when the one delivery has been attempted.
class first_attempt final : public cohook::engine_observer {
public:
    void attempted(cohook::delivery const&, cohook::attempt const& made) override {
        std::printf("attempt %u: %.*s, status %d\n", made.number, static_cast<int>(to_string(made.verdict).size()),
                    to_string(made.verdict).data(), made.status);
        if (!told_) came_.set_value(made.verdict == cohook::attempt_verdict::acknowledged);
        told_ = true;
    }
    bool wait() { return came_.get_future().get(); }

private:
    std::promise<bool> came_;
    bool told_ = false;  // one shard: called on one thread
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

int run(std::span<char*> arguments) {
    first_attempt attempt;
    cohook::sender_options options;
    options.store = arguments[1];
    options.shards = 1;
    options.observer = &attempt;
    if (arguments.size() > 4 && std::string_view(arguments[4]) == "--local") {
        options.allow_http = true;
        options.allow_addresses.emplace_back("127.0.0.0/8");
    }
    auto opened = cohook::sender::open(options);
    if (!opened) {
        std::fprintf(stderr, "%s\n", opened.error().message().c_str());
        return 1;
    }
    auto& sender = **opened;
    auto sending = send_one(sender, arguments[2], arguments[3]);
    auto const sent = asio::co_spawn(sender.executor(), std::move(sending), asio::use_future).get();
    if (!sent) std::fprintf(stderr, "%s\n", sent.error().message().c_str());
    bool const acknowledged = sent && attempt.wait();
    asio::co_spawn(sender.executor(), sender.stop(std::chrono::seconds(5)), asio::use_future).get();
    sender.close();
    return acknowledged ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
    if (count >= 4) return run(std::span(arguments, static_cast<std::size_t>(count)));
    std::fprintf(stderr, "usage: %s STORE URL SIGNING_KEY [--local]\n", arguments[0]);
    return 2;
}
