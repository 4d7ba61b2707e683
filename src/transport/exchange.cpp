#include "transport/exchange.hpp"

#include "transport/plain_stream.hpp"
#include "transport/ready_socket.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace cohook::transport {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::hours longest_deadline(24 * 366);
constexpr std::string_view unwatched = "the system refuses to watch another connection";

std::chrono::microseconds in_microseconds(steady_span span) {
    return std::chrono::duration_cast<std::chrono::microseconds>(span);
}

/// Which address of the answer is refused, and why.
std::string refusal(egress::address_policy const& policy, std::vector<asio::ip::address> const& addresses,
                    std::uint16_t port, std::string_view reason) {
    for (auto const& one : addresses)
        if (!policy.judge(one, port).allowed()) return one.to_string() + ": " + std::string(reason);
    return std::string(reason);
}

bool is_cancelled(asio::cancellation_state const& state) {
    return state.cancelled() != asio::cancellation_type::none;
}

}  // namespace

exchange::exchange(transport_core& shared, post_request const& request, post_outcome& into)
    : core_(shared),
      request_(request),
      policy_(shared.options.policy),
      outcome_(into),
      begun_(shared.clock.now()),
      whole_(after(begun_, request.limits.whole)) {
    outcome_.clear();
    outcome_.started_at = core_.clock.wall();
    core_.stats.active.add();
    if (core_.parsers.empty()) {
        parser_ = std::make_unique<response_parser>(core_.options.response);
    } else {
        parser_ = std::move(core_.parsers.back());
        core_.parsers.pop_back();
    }
}

exchange::~exchange() {
    close_connection();
    core_.stats.active.take();
    constexpr std::size_t most_parsers = 256;
    if (core_.parsers.size() >= most_parsers) return;
    parser_->shrink();
    core_.parsers.push_back(std::move(parser_));
}

steady_time exchange::after(steady_time start, std::chrono::milliseconds span) {
    return start + std::clamp<std::chrono::milliseconds>(span, std::chrono::milliseconds(0), longest_deadline);
}

exchange::next_step exchange::stop(attempt_fault fault, std::string detail) {
    outcome_.fault = fault;
    outcome_.detail = std::move(detail);
    return next_step::stop;
}

void exchange::close_connection() noexcept {
    if (connection_) connection_->stream->close();
    connection_.reset();
}

/// The moment has come: whatever is pending on the connection ends.
void exchange::expired() {
    expired_ = true;
    if (connection_) connection_->stream->close();
}

asio::awaitable<void> exchange::perform(transport_core& shared, post_request const& request, post_outcome& into) {
    // A cancellation is an outcome here, not an exception: what is known about the request must be told.
    bool const throwing = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    exchange one(shared, request, into);
    for (auto next = next_step::again; next == next_step::again; one.second_round_ = true) {
        next = next_step::go_on;
        if (!one.take_rested()) next = co_await one.obtain_connection();
        if (next == next_step::go_on && request.gate != nullptr) next = co_await one.pass_gate();
        auto state = co_await asio::this_coro::cancellation_state;
        if (next == next_step::go_on && is_cancelled(state)) next = one.stop(attempt_fault::cancelled, {});
        if (next == next_step::go_on) {
            one.begin_conversation();
            while (one.wants_input()) {
                if (!one.take_input()) co_await one.connection_->stream->socket().readable();
                state = co_await asio::this_coro::cancellation_state;
                if (is_cancelled(state)) one.stop_reading();
            }
            if (one.writer_running_) co_await one.join_writer();
            state = co_await asio::this_coro::cancellation_state;
            next = one.end_conversation(is_cancelled(state));
        }
        if (next == next_step::again && one.second_round_)
            next = one.stop(attempt_fault::closed, "the connection was closed before the request could be sent");
    }
    one.finish();
    co_await asio::this_coro::throw_if_cancelled(throwing);
}

void exchange::finish() {
    clear();
    close_connection();
    if (!note_.empty()) outcome_.detail = outcome_.detail.empty() ? note_ : note_ + "; " + outcome_.detail;
    outcome_.timings.total = in_microseconds(core_.clock.now() - begun_ - in_gate_);
}

/// Tells who looks on.
void exchange::enter(attempt_phase now) {
    if (request_.watch == nullptr) return;
    auto so_far = outcome_.timings;
    so_far.total = in_microseconds(core_.clock.now() - begun_ - in_gate_);
    request_.watch->entered(now, so_far);
}

void exchange::take_over(std::unique_ptr<connection> ready) {
    connection_ = std::move(ready);
    outcome_.peer = connection_->peer_text;
    outcome_.connection_reused = connection_->used_before;
    outcome_.session_resumed = connection_->tls.resumed;
    outcome_.tls_version = connection_->tls.version;
    outcome_.certificate_expires_at = connection_->tls.certificate_expires_at;
    if (connection_->used_before) core_.stats.reused.add();
}

/// Whether a connection rests that needs no new look-up.
bool exchange::take_rested() {
    if (second_round_) return false;
    auto rested = core_.pool.take_judged(*request_.url, policy_->version());
    if (!rested) return false;
    take_over(std::move(rested));
    return true;
}

asio::awaitable<exchange::next_step> exchange::obtain_connection() {
    auto const& url = *request_.url;
    std::vector<asio::ip::address> addresses;
    auto answered_at = core_.clock.now();
    if (co_await resolve(addresses, answered_at) == next_step::stop) co_return next_step::stop;
    if (auto const verdict = policy_->judge_answer(addresses, url.port()); !verdict.allowed())
        co_return stop(attempt_fault::egress_blocked, refusal(*policy_, addresses, url.port(), verdict.reason()));
    if (!second_round_) {
        if (auto rested = core_.pool.take_answered(url, policy_->version(), addresses, answered_at)) {
            take_over(std::move(rested));
            co_return next_step::go_on;
        }
    }
    co_return co_await open(std::move(addresses), answered_at);
}

asio::awaitable<exchange::next_step> exchange::resolve(std::vector<asio::ip::address>& addresses,
                                                       steady_time& answered_at) {
    auto const& url = *request_.url;
    if (url.is_address()) {
        addresses.push_back(*url.address());
        co_return next_step::go_on;
    }
    enter(attempt_phase::dns);
    auto const begun = core_.clock.now();
    auto const until = std::min(whole_, within(request_.limits.dns));
    auto answer = co_await core_.options.names->resolve(url.host(), until);
    outcome_.timings.dns = in_microseconds(core_.clock.now() - begun);
    auto const state = co_await asio::this_coro::cancellation_state;
    if (is_cancelled(state)) co_return stop(attempt_fault::cancelled, {});
    if (answer.fault != attempt_fault::none) co_return stop(answer.fault, std::move(answer.detail));
    addresses = std::move(answer.addresses);
    answered_at = answer.answered_at;
    co_return next_step::go_on;
}

asio::awaitable<exchange::next_step> exchange::open(std::vector<asio::ip::address> addresses, steady_time answered_at) {
    enter(attempt_phase::connect);
    connect_rules rules;
    rules.policy = policy_.get();
    rules.clock = &core_.clock;
    rules.deadline = std::min(whole_, within(request_.limits.connect));
    rules.each = std::min<steady_span>(request_.limits.connect_each, longest_deadline);
    rules.head_start = core_.options.head_start;
    rules.observer = &core_.options.observer;
    auto const begun = core_.clock.now();
    auto connected = co_await connect_guarded(std::move(addresses), request_.url->port(), rules);
    outcome_.timings.connect = in_microseconds(core_.clock.now() - begun);
    auto const state = co_await asio::this_coro::cancellation_state;
    if (is_cancelled(state)) co_return stop(attempt_fault::cancelled, {});
    if (connected.fault != attempt_fault::none) co_return stop(connected.fault, std::move(connected.detail));

    auto made = std::make_unique<connection>();
    made->peer = connected.peer;
    made->peer_text = text_of(connected.peer);
    made->judged_at = answered_at;
    made->policy = policy_->version();
    core_.stats.opened.add();
    // From here on it is not Asio's any more: see readiness.hpp.
    int const handle = connected.socket->release();
    if (!request_.url->is_tls()) {
        made->stream = make_plain_stream(*core_.sockets, handle);
        if (!made->stream->socket().is_open()) co_return stop(attempt_fault::local_resources, std::string(unwatched));
        take_over(std::move(made));
        co_return next_step::go_on;
    }
    auto secure = make_tls_stream(*core_.sockets, handle, *core_.tls, *request_.url);
    if (!secure) co_return stop(attempt_fault::local_resources, "no memory for a TLS connection");
    if (!secure->socket().is_open()) co_return stop(attempt_fault::local_resources, std::string(unwatched));
    auto& stream = *secure;
    made->stream = std::move(secure);
    outcome_.peer = made->peer_text;
    connection_ = std::move(made);
    co_return co_await shake_hands(stream);
}

asio::awaitable<exchange::next_step> exchange::shake_hands(tls_stream& stream) {
    enter(attempt_phase::tls);
    auto const begun = core_.clock.now();
    core_.deadlines.set(*this, std::min(whole_, within(request_.limits.tls)));
    auto shaken = stream.handshake_now();
    auto state = co_await asio::this_coro::cancellation_state;
    while (shaken.end == io_end::not_yet && !is_cancelled(state)) {
        if (stream.written_out())
            co_await stream.socket().readable();
        else
            co_await stream.socket().writable();
        state = co_await asio::this_coro::cancellation_state;
        shaken = stream.handshake_now();
    }
    clear();
    outcome_.timings.tls = in_microseconds(core_.clock.now() - begun);
    if (expired_) co_return stop(attempt_fault::tls_timeout, "the TLS handshake did not end in time");
    if (is_cancelled(state)) co_return stop(attempt_fault::cancelled, {});
    if (shaken.fault != attempt_fault::none) co_return stop(shaken.fault, std::move(shaken.detail));
    if (shaken.end == io_end::reset) co_return stop(attempt_fault::reset, "reset during the TLS handshake");
    if (shaken.end != io_end::ok)
        co_return stop(attempt_fault::closed, "closed during the TLS handshake " + shaken.detail);
    core_.stats.handshakes.add();
    connection_->tls = stream.facts();
    if (connection_->tls.resumed) core_.stats.resumed.add();
    take_over(std::move(connection_));
    co_return next_step::go_on;
}

asio::awaitable<exchange::next_step> exchange::pass_gate() {
    auto state = co_await asio::this_coro::cancellation_state;
    if (is_cancelled(state)) co_return stop(attempt_fault::cancelled, {});
    clear();
    auto const begun = core_.clock.now();
    bool stopped = false;
    try {
        co_await request_.gate->pass();
    } catch (boost::system::system_error const&) {
        stopped = true;
    }
    auto const waited = core_.clock.now() - begun;
    in_gate_ += waited;
    whole_ += waited;
    state = co_await asio::this_coro::cancellation_state;
    if (stopped || is_cancelled(state)) co_return stop(attempt_fault::cancelled, {});
    // The peer may have lost its patience while the pace was kept.
    if (waited < core_.pool.limits().recheck || connection_->stream->is_quiet()) co_return next_step::go_on;
    close_connection();
    note_ = "the peer closed the connection while the pace was kept; sent on a new one";
    co_return next_step::again;
}

}  // namespace cohook::transport
