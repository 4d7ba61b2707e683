// `bench`: how fast is a receiver, asked by the whole library?
#include "cli/commands.hpp"
#include "cli/event_loop.hpp"
#include "cli/load.hpp"
#include "cli/sending_settings.hpp"
#include "cli/signing_key.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>
#include <cstdio>
#include <future>

namespace cohook::cli {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

result<std::uint64_t> number_in(invocation const& call, std::string_view flag, std::uint64_t least, std::uint64_t most,
                                std::uint64_t fallback) {
    if (!call.has(flag)) return fallback;
    std::string const text = call.value(flag);
    std::uint64_t number = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec == std::errc() && read.ptr == text.data() + text.size() && number >= least && number <= most)
        return number;
    return error(errc::invalid_argument, std::string(flag) + ": " + text + " is no whole number from " +
                                             std::to_string(least) + " to " + std::to_string(most));
}

result<load_options> load_options_of(invocation const& call) {
    load_options made;
    made.url = call.operand(0);
    auto const key = signing_key_of(call);
    if (!key) return key.error();
    made.key = *key;
    auto const messages = number_in(call, "--messages", 1, 10'000'000, made.messages);
    if (!messages) return messages.error();
    made.messages = *messages;
    auto const at_once = number_in(call, "--at-once", 1, 1000, made.at_once);
    if (!at_once) return at_once.error();
    made.at_once = static_cast<std::uint32_t>(*at_once);
    auto const size = number_in(call, "--size", 64, 700'000, made.size);
    if (!size) return size.error();
    made.size = static_cast<std::size_t>(*size);
    return made;
}

/// Ends the sender whatever became of the load.
class sending {
public:
    explicit sending(std::unique_ptr<cohook::sender> opened) : by_(std::move(opened)) {}
    sending(sending const&) = delete;
    sending& operator=(sending const&) = delete;
    ~sending() {
        asio::co_spawn(by_->executor(), by_->stop(std::chrono::seconds(0)), asio::use_future).wait();
        by_->close();
    }
    cohook::sender& get() noexcept { return *by_; }

private:
    std::unique_ptr<cohook::sender> by_;
};

double milliseconds_at(load_figures const& seen, double share) {
    auto const at = static_cast<std::size_t>(share * static_cast<double>(seen.times.size() - 1));
    return static_cast<double>(seen.times[at].count()) / 1000;
}

double rate_of(load_figures const& seen) {
    double const seconds = std::chrono::duration<double>(seen.span).count();
    return seconds > 0 ? static_cast<double>(seen.attempted) / seconds : 0;
}

constexpr std::pair<char const*, double> shown_shares[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"max", 1.0}};

json::object as_json(load_figures const& seen, engine_stats const& stats) {
    json::object line, answers, times, connections;
    line["attempted"] = seen.attempted;
    line["acknowledged"] = seen.acknowledged;
    line["seconds"] = std::chrono::duration<double>(seen.span).count();
    line["perSecond"] = rate_of(seen);
    for (auto const& [answer, count] : seen.answers) answers[answer] = count;
    line["answers"] = std::move(answers);
    for (auto const& [name, share] : shown_shares) times[name] = milliseconds_at(seen, share);
    line["timeMs"] = std::move(times);
    connections["opened"] = stats.connections_opened;
    connections["reused"] = stats.connections_reused;
    connections["handshakes"] = stats.handshakes;
    connections["resumed"] = stats.handshakes_resumed;
    line["connections"] = std::move(connections);
    line["gaveUp"] = seen.gave_up;
    return line;
}

std::string with_one_decimal(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

void print_figures(terminal& out, load_figures const& seen, engine_stats const& stats) {
    out.print("attempted     " + std::to_string(seen.attempted) + " in " +
              with_one_decimal(std::chrono::duration<double>(seen.span).count()) +
              " s: " + with_one_decimal(rate_of(seen)) + " a second");
    out.print("acknowledged  " + std::to_string(seen.acknowledged));
    std::string answers = "answers      ", times = "time         ";
    for (auto const& [answer, count] : seen.answers) answers += " " + answer + ": " + std::to_string(count);
    for (auto const& [name, share] : shown_shares)
        times += " " + std::string(name) + " " + with_one_decimal(milliseconds_at(seen, share)) + " ms";
    out.print(answers);
    out.print(times);
    out.print("connections   " + std::to_string(stats.connections_opened) + " opened, used again " +
              std::to_string(stats.connections_reused) + " times; " + std::to_string(stats.handshakes) +
              " TLS handshakes, " + std::to_string(stats.handshakes_resumed) + " of them resumed");
}

void show_figures(invocation& call, load_figures const& seen, engine_stats const& stats) {
    if (seen.attempted == 0) return;
    if (call.json())
        call.out.print(json::serialize(as_json(seen, stats)));
    else
        print_figures(call.out, seen, stats);
    if (seen.gave_up) call.out.say("the receiver failed several times in a row: the rest was not tried");
}

asio::awaitable<exit_code> put_load(invocation& call, load& what, cohook::sender& by) {
    progress bar(call.out);
    auto const done = co_await what.run(by, bar);
    if (done) co_return exit_code::ok;
    bar.end();
    if (done.error().field() != "url") co_return call.out.complain(done.error());
    co_return call.out.complain(exit_code::usage, "this URL cannot be sent to: " + done.error().message(),
                                "on your own machine, --allow-http and --allow-address 127.0.0.0/8 permit it");
}

}  // namespace

exit_code run_bench(invocation& call) {
    auto wanted = load_options_of(call);
    if (!wanted) return call.out.complain(wanted.error(), "cohook bench --help");
    auto options = sender_options_of(call.config);
    if (!options) return call.out.complain(options.error());
    event_loop loop;
    std::uint64_t const messages = wanted->messages;
    options->store = "memory:";
    options->shards = 1;  // one endpoint lives on one
    options->connection_slots = wanted->at_once;
    load what(std::move(*wanted), loop.executor());
    options->observer = &what;
    auto opened = cohook::sender::open(std::move(*options));
    if (!opened) return call.out.complain(opened.error());
    sending by(std::move(*opened));
    exit_code const code = loop.run([&] { return put_load(call, what, by.get()); });
    auto const seen = what.figures();
    show_figures(call, seen, by.get().deliveries().stats());
    if (code != exit_code::ok) return code;
    if (seen.answered == 0) return exit_code::unreachable;
    return seen.acknowledged == messages ? exit_code::ok : exit_code::not_acknowledged;
}

}  // namespace cohook::cli
