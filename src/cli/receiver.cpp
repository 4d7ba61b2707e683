#include "cli/receiver.hpp"

#include "cli/event_loop.hpp"
#include "cli/forwarding.hpp"
#include "cli/received_message.hpp"

namespace cohook::cli {
namespace asio = boost::asio;
namespace {

constexpr std::size_t largest_body = 4u << 20;  // an envelope of 1 MiB of content, in base64, and room to spare

service::response refusal(std::string const& why) {
    return service::response(401, "text/plain", why + "\n");
}

}  // namespace

struct receiver::state {
    state(asio::any_io_executor runs_on, cohook::clock& time, cohook::chance& luck, receiver_options wanted,
          std::function<void(received const&)> listener)
        : executor(std::move(runs_on)),
          clock(time),
          chance(luck),
          options(std::move(wanted)),
          told(std::move(listener)) {}

    result<void> load_keys() {
        if (options.signing_key.empty()) return {};
        auto whole = verifier::make(scheme::standard_webhooks, secret(options.signing_key, secret::dialect::endpoint));
        if (!whole) return whole.error();
        headers = std::move(*whole);
        if (options.format != payload_format::members) return {};
        auto hash = verifier::make(scheme::members_envelope, secret(options.signing_key));
        if (!hash) return hash.error();
        envelope = std::move(*hash);
        return {};
    }

    void judge(service::request const& asked, received& into) const {
        bool const is_envelope = options.format == payload_format::members;
        if (is_envelope) read_message(asked.body, into);
        if (!is_envelope) into.message_id = std::string(asked.header("webhook-id").value_or(""));
        if (headers) verify(asked, into);
        if (!is_envelope) read_event(asked.body, into);
    }

    void verify(service::request const& asked, received& into) const {
        std::vector<header_view> views;
        views.reserve(asked.headers.size());
        for (service::header_field const& each : asked.headers) views.push_back(header_view{each.name, each.value});
        auto const now = std::chrono::floor<std::chrono::seconds>(into.at).time_since_epoch().count();
        into.headers = headers->verify(views, asked.body, now).kind();
        if (!envelope) return;
        auto const opened = envelope->verify(views, asked.body, now);
        into.envelope = opened.kind();
        if (opened) read_content(opened.payload(), into);
    }

    asio::awaitable<service::response> handle(service::request& asked) {
        received one;
        one.arrived = clock.now();
        one.at = clock.wall();
        one.peer = asked.peer;
        one.target = asked.target;
        if (asked.method != "POST") co_return service::response(405, "text/plain", "webhooks are POSTed\n");
        one.number = ++count;
        judge(asked, one);
        service::response answer = co_await answer_to(asked, one);
        one.answered = answer.status;
        told(one);
        co_return answer;
    }

    asio::awaitable<service::response> answer_to(service::request& asked, received const& one) {
        bool const verified = !one.headers || one.genuine();
        if (!verified) {
            auto const hash = one.envelope.value_or(verdict::ok);
            auto const worse = hash == verdict::ok ? *one.headers : hash;
            co_return refusal("not verified: " + std::string(to_string(worse)));
        }
        int const status = next_status(options.answers, chance.uniform());
        if (options.answers.delay.count() > 0) co_await pause(options.answers.delay);
        if (status == options.answers.status && !options.forward_to.empty()) {
            co_return co_await forward(executor, clock, options.forward_to, asked);
        }
        co_return service::response(status);
    }

    asio::any_io_executor executor;
    cohook::clock& clock;
    cohook::chance& chance;
    receiver_options options;
    std::function<void(received const&)> told;
    std::optional<verifier> envelope, headers;
    std::uint64_t count = 0;
    std::unique_ptr<service::server> server;
};

receiver::receiver(std::unique_ptr<state> made) : state_(std::move(made)) {}
receiver::~receiver() = default;

result<std::unique_ptr<receiver>> receiver::make(asio::any_io_executor executor, cohook::clock& clock,
                                                 cohook::chance& chance, receiver_options options,
                                                 std::function<void(received const&)> told) {
    auto made = std::make_unique<state>(executor, clock, chance, std::move(options), std::move(told));
    if (auto loaded = made->load_keys(); !loaded) return loaded.error();
    service::server_handlers handlers;
    handlers.handle = [inside = made.get()](service::request& asked) { return inside->handle(asked); };
    made->options.server.limits.body = largest_body;
    made->server =
        std::make_unique<service::server>(executor, clock, chance, made->options.server, std::move(handlers));
    return std::unique_ptr<receiver>(new receiver(std::move(made)));
}

result<void> receiver::start() {
    return state_->server->start();
}
std::string receiver::url() const {
    return state_->server->url();
}
void receiver::answer_by(answer_plan plan) {
    state_->options.answers = plan;
}
asio::awaitable<void> receiver::stop() {
    return state_->server->stop(std::chrono::milliseconds(500));
}

}  // namespace cohook::cli
