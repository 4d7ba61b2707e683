// `listen`: the receiver, with what it gets on stdout.
#include "cli/commands.hpp"
#include "cli/development_certificate.hpp"
#include "cli/event_loop.hpp"
#include "cli/listen_address.hpp"
#include "cli/received_message.hpp"
#include "cli/receiver.hpp"
#include "cli/signing_key.hpp"
#include "cli/span_text.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <charconv>
#include <cstdlib>

namespace cohook::cli {
namespace asio = boost::asio;
namespace {

result<std::uint64_t> number_of(invocation const& call, std::string_view flag, std::uint64_t fallback,
                                std::uint64_t least, std::uint64_t most) {
    if (!call.has(flag)) return fallback;
    std::string const text = call.value(flag);
    std::uint64_t number = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    bool const whole = fault == std::errc{} && end == text.data() + text.size();
    if (whole && number >= least && number <= most) return number;
    return error(errc::invalid_argument,
                 "`" + text + "` is not a number from " + std::to_string(least) + " to " + std::to_string(most),
                 std::string(flag));
}

result<answer_plan> plan_of(invocation const& call) {
    auto const status = number_of(call, "--status", 200, 102, 599);
    if (!status) return status.error();
    bool const possible = *status >= 200 || *status == 102;
    if (!possible) return error(errc::invalid_argument, "the last word can be 102, or 200 to 599", "--status");
    auto const percent = number_of(call, "--fail-rate", 0, 0, 100);
    if (!percent) return percent.error();
    auto const first = number_of(call, "--fail-first", 0, 0, 1'000'000'000);
    if (!first) return first.error();
    auto const delay = parse_span(call.value("--delay", "0"));
    if (!delay) return error(errc::invalid_argument, delay.error().message(), "--delay");
    answer_plan plan;
    plan.status = static_cast<int>(*status);
    plan.delay = *delay;
    plan.fail_percent = static_cast<unsigned>(*percent);
    plan.fail_first = *first;
    return plan;
}

result<receiver_options> options_of(invocation const& call, terminal& out) {
    receiver_options options;
    auto const where = parse_listen_address(call.value("--listen", "127.0.0.1:8443"));
    if (!where) return error(errc::invalid_argument, where.error().message(), "--listen");
    options.server.address = where->address;
    options.server.port = where->port;
    auto const plan = plan_of(call);
    if (!plan) return plan.error();
    options.answers = *plan;
    auto const format = parse_payload_format(call.value("--format", "members"));
    if (!format) return error(errc::invalid_argument, "choose members, standard or cloudevents", "--format");
    options.format = *format;
    options.forward_to = call.value("--forward-to");
    bool const has_key = call.has("--key-file") || std::getenv("COHOOK_SIGNING_KEY") != nullptr;
    if (has_key) {
        auto key = signing_key_of(call);
        if (!key) return key.error();
        options.signing_key = std::move(*key);
    } else {
        out.say(out.warn("no key: nothing is verified; name a file that holds it with --key-file"));
    }
    return options;
}

/// Ends the wait when enough has come.
struct count_down {
    std::uint64_t left = 0;  ///< 0: for ever
    std::unique_ptr<timer> enough;
};

asio::awaitable<exit_code> receive_until_enough(receiver& from, count_down& until) {
    exit_code code = exit_code::ok;
    try {
        co_await until.enough->wait();
    } catch (boost::system::system_error const&) {
        code = exit_code::interrupted;
    }
    co_await asio::this_coro::reset_cancellation_state();
    co_await from.stop();
    co_return code;
}

void show(invocation& call, received const& one) {
    call.out.print(call.json() ? to_json(one) : describe(one));
}

exit_code complain_about_listening(invocation& call, error const& why) {
    std::string const next =
        why.kind() == errc::conflict ? "choose another with --listen, or port 0 for a free one" : "";
    return call.out.complain(why, next);
}

}  // namespace

exit_code run_listen(invocation& call) {
    auto const most = number_of(call, "--count", 0, 1, 1'000'000'000);
    if (!most) return call.out.complain(most.error());
    auto options = options_of(call, call.out);
    if (!options) return call.out.complain(options.error());
    std::optional<development_certificate> certificate;
    std::string const ca_file = call.value("--dev-ca", "cohook-dev-ca.pem");
    if (!call.has("--http")) {
        auto made = development_certificate::make(call.values("--host"), ca_file);
        if (!made) return call.out.complain(made.error());
        certificate = std::move(*made);
        options->server.certificate_file = certificate->certificate_file();
        options->server.key_file = certificate->key_file();
    }
    event_loop loop;
    count_down until;
    until.left = *most;
    until.enough = system_clock().make_timer(loop.executor());
    until.enough->expire_at(steady_time::max());
    auto const told = [&](received const& one) {
        show(call, one);
        if (until.left == 0) return;
        --until.left;
        if (until.left == 0) until.enough->expire_at(system_clock().now());
    };
    auto const made = receiver::make(loop.executor(), system_clock(), system_chance(), std::move(*options), told);
    if (!made) return call.out.complain(made.error());
    if (auto started = (*made)->start(); !started) return complain_about_listening(call, started.error());
    call.out.say("listening on " + (*made)->url() + (certificate ? ", CA certificate in " + ca_file : std::string()));
    return loop.run([&] { return receive_until_enough(**made, until); });
}

}  // namespace cohook::cli
