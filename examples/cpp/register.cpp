// Keeps a members register: one application, one person, and a consent that sends the person to the application.
//
//     ./register sqlite:members.db https://example.org/hook SIGNING_KEY
//
// For a receiver on this machine: ./register memory: http://127.0.0.1:8080/hook SIGNING_KEY --local
#include <cohook/members.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <cstdio>
#include <future>
#include <span>
#include <string>
#include <string_view>

namespace asio = boost::asio;

namespace {

/// Tells when the first message has been attempted.
class first_attempt final : public cohook::engine_observer {
public:
    void attempted(cohook::delivery const&, cohook::attempt const& made) override {
        if (!told_) came_.set_value(made.verdict == cohook::attempt_verdict::acknowledged);
        told_ = true;
    }
    bool wait() { return came_.get_future().get(); }

private:
    std::promise<bool> came_;
    bool told_ = false;  // one shard: called on one thread
};

asio::awaitable<cohook::result<void>> fill(cohook::sender& sender, std::string webhook) {
    auto const started = co_await sender.start();
    if (!started) co_return started.error();
    cohook::members_register const members(sender);

    // The application may see the address of mail of persons who agree.
    auto const application = co_await members.put_application("mail", R"({"name":"Mail","scopes":["email"]})");
    if (!application) co_return application.error();
    auto const hooked = co_await members.change_webhook("mail", webhook);
    if (!hooked) co_return hooked.error();

    auto const person = co_await members.put_person(
        54512, R"({"firstName":"Ada","lastName":"Lovelace","email":"ada@example.org","birthDate":"1815-12-10"})");
    if (!person) co_return person.error();
    std::printf("person: %s\n", person->c_str());  // nobody may see her yet: no message

    // The consent and the message that it causes are durable together.
    auto const consent = co_await members.put_consent(54512, "mail", "email");
    if (!consent) co_return consent.error();
    std::printf("consent: %s\n", consent->c_str());
    auto const seen = co_await members.view_person(54512, "mail");
    if (!seen) co_return seen.error();
    std::printf("as the application sees her: %s\n", seen->c_str());
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
    // Neither holds a character that JSON would escape.
    std::string const webhook =
        R"({"url":")" + std::string(arguments[2]) + R"(","signingKey":")" + std::string(arguments[3]) + R"("})";
    auto filling = fill(sender, webhook);
    auto const filled = asio::co_spawn(sender.executor(), std::move(filling), asio::use_future).get();
    if (!filled) std::fprintf(stderr, "%s: %s\n", filled.error().field().c_str(), filled.error().message().c_str());
    bool const acknowledged = filled && attempt.wait();
    if (acknowledged) std::puts("acknowledged");
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
