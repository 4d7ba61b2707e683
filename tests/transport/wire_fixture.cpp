#include "transport/wire_fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>

namespace cohook::testing {

namespace asio = boost::asio;

wire_fixture::wire_fixture() {
    policy.urls.allow_http = true;
    policy.allow_addresses.push_back(egress::parse_network("127.0.0.0/8").value());
    policy.allow_addresses.push_back(egress::parse_network("::1").value());
    names[receiver_name] = {asio::ip::make_address("127.0.0.1")};
    options.pool.recheck = steady_span(0);
    options.tls.system_authorities = false;
}

wire_fixture::~wire_fixture() {
    // Also after a failed check: an exchange must not outlive its transport.
    if (running_) cancel();
    auto const patience = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (running_ && std::chrono::steady_clock::now() < patience) {
        io.restart();
        io.run_one_for(std::chrono::milliseconds(20));
    }
    wire_.reset();
    io.poll();
}

transport::http_transport& wire_fixture::wire() {
    if (wire_) return *wire_;
    options.clock = &clock;
    if (options.names == nullptr) {
        table_ = std::make_unique<transport::static_resolver>(clock, names);
        options.names = table_.get();
    }
    options.policy = std::make_shared<egress::address_policy const>(policy);
    options.observer = [this](asio::ip::tcp::endpoint const& to) { connects.push_back(to); };
    wire_ = transport::make_transport(io.get_executor(), options).value();
    return *wire_;
}

void wire_fixture::begin(std::string const& url, std::string const& body, transport::send_gate* gate) {
    url_ = egress::parse_url(url, policy.urls).value();
    body_ = body;
    head_ = "POST " + url_->target() + " HTTP/1.1\r\nHost: " + url_->host_header() +
            "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body_.size()) + "\r\n\r\n";
    done_.reset();
    running_ = true;
    ++number_;
    transport::post_request request;
    request.url = &*url_;
    request.head = head_;
    request.body = body_;
    request.limits = limits;
    request.gate = gate;
    request.watch = watch;
    request.keep_body = keep_body;
    bool begun = false;
    auto one = [](transport::http_transport& wire, transport::post_request what,
                  bool& has_begun) -> asio::awaitable<transport::post_outcome> {
        has_begun = true;
        co_await asio::this_coro::throw_if_cancelled(false);
        transport::post_outcome outcome;
        co_await wire.post(what, outcome);
        co_return outcome;
    };
    asio::co_spawn(
        io, one(wire(), request, begun),
        asio::bind_cancellation_slot(stop_.slot(), [this](std::exception_ptr failed, transport::post_outcome outcome) {
            running_ = false;
            if (failed) std::rethrow_exception(failed);
            done_ = std::move(outcome);
        }));
    // Asio 1.26 lets an exception out of `run` where a coroutine is cancelled before its first step.
    run_until([&begun] { return begun; });
}

void wire_fixture::cancel() {
    // Inside the context: from outside, Asio 1.26 keeps a raw pointer to what may be another coroutine's by then.
    asio::post(io, [this, meant = number_] {
        if (running_ && meant == number_) stop_.emit(asio::cancellation_type::terminal);
    });
}

void wire_fixture::run_until(std::function<bool()> const& holds) {
    auto const patience = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!holds()) {
        io.restart();
        io.run_one_for(std::chrono::milliseconds(20));
        BOOST_REQUIRE_MESSAGE(std::chrono::steady_clock::now() < patience, "the exchange hangs");
    }
}

transport::post_outcome wire_fixture::finish() {
    run_until([this] { return is_done(); });
    return std::move(*done_);
}

std::vector<transport::post_outcome> wire_fixture::post_together(std::string const& url, std::size_t count) {
    auto const target = egress::parse_url(url, policy.urls).value();
    auto const head =
        "POST " + target.target() + " HTTP/1.1\r\nHost: " + target.host_header() + "\r\nContent-Length: 0\r\n\r\n";
    transport::post_request request;
    request.url = &target;
    request.head = head;
    request.limits = limits;
    std::vector<transport::post_outcome> outcomes(count);
    std::size_t done = 0;
    for (auto& outcome : outcomes)
        asio::co_spawn(io, wire().post(request, outcome), [&done](std::exception_ptr failed) {
            ++done;
            if (failed) std::rethrow_exception(failed);
        });
    run_until([&] { return done == count; });
    return outcomes;
}

transport::post_outcome wire_fixture::post(std::string const& url, std::string const& body) {
    begin(url, body);
    return finish();
}

void wire_fixture::settle() {
    io.restart();
    while (io.poll() > 0) {
    }
}

std::string wire_fixture::http(std::uint16_t port, std::string const& target) {
    return "http://" + std::string(receiver_name) + ':' + std::to_string(port) + target;
}

std::string wire_fixture::https(std::uint16_t port, std::string const& target) {
    return "https://" + std::string(receiver_name) + ':' + std::to_string(port) + target;
}

}  // namespace cohook::testing
