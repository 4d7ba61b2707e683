// Act seven: Sync Data, and the power fails in the middle of it.
#include "cli/api.hpp"
#include "cli/attempt_watch.hpp"
#include "cli/demo_sample.hpp"
#include "cli/demo_steps.hpp"
#include "cli/event_loop.hpp"
#include "cli/span_text.hpp"
#include "cli/sync_view.hpp"
#include "runtime/clock.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace cohook::cli {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

constexpr std::chrono::milliseconds between_looks(100);
constexpr std::size_t most_in_flight = 16;  // the webhook's default
// The starts are told in whole milliseconds of wall time, taken a moment after the pace was kept.
constexpr std::chrono::milliseconds clock_error(2);

std::string sync_target(std::string const& id = std::string()) {
    std::string target = "/application/" + std::string(demo_application) + "/webhook/sync";
    return id.empty() ? target : target + "/" + id;
}

/// Draws the bar until the job is not running any more, or until `enough` says so.
asio::awaitable<std::optional<json::value>> watch_sync(demo_stage& stage, std::string const& id,
                                                       std::function<bool()> enough) {
    progress bar(stage.call.out);
    steady_time const end = system_clock().now() + 2 * demo_patience;
    while (system_clock().now() < end) {
        auto status = co_await stage.ask("GET", sync_target(id));
        if (!status) break;
        bar.show(figures_of(*status), system_clock().now());
        bool const over = text_at(*status, "state") != "running" || enough();
        if (over) {
            bar.end();
            co_return status;
        }
        co_await stage.log.until(enough, between_looks);
    }
    bar.end();
    stage.check(false, "the sync comes to its end");
    co_return std::nullopt;
}

std::size_t repeats(std::map<std::int64_t, std::size_t> const& times) {
    std::size_t more = 0;
    for (auto const& [person, count] : times) more += count - 1;
    return more;
}

std::set<std::int64_t> persons_of(std::map<std::int64_t, std::size_t> const& times) {
    std::set<std::int64_t> all;
    for (auto const& [person, count] : times) all.insert(person);
    return all;
}

void check_pace(demo_stage& stage, attempt_watch const& first, attempt_watch const& second) {
    auto const one = first.shortest_gap(), two = second.shortest_gap();
    if (!one || !two) {
        stage.check(false, "the event stream told of the attempts");
        return;
    }
    auto const shortest = std::min(*one, *two);
    stage.check(shortest + clock_error >= demo_interval,
                "no two POSTs started closer together than the interval: the shortest distance of " +
                    std::to_string(first.count() + second.count()) + " starts was " + describe_span(shortest));
}

void check_end(demo_stage& stage, json::value const& receipt, std::string const& id) {
    sample_figures const expected = figures_of_sample(demo_application);
    auto const times = stage.log.in_sync(id);
    bool const complete = text_at(receipt, "state") == "completed" && number_at(receipt, "failed") == 0;
    stage.tell("receipt: " + receipt_line(receipt));
    stage.check(complete, "the sync is complete, nothing failed");
    stage.check(persons_of(times) == expected.who,
                "the receiver got all " + std::to_string(expected.consenting) + " persons, and nobody else");
    std::size_t const again = repeats(times);
    stage.check(again <= most_in_flight, (again == 0 ? std::string("none") : std::to_string(again)) +
                                             " of them twice: at most those that were in flight when the power failed");
    stage.check(stage.log.forged() == 1, "every signature verified, but for the test's wrong one");
}

/// Until two fifths have arrived; then the server is killed and started again.
asio::awaitable<bool> lose_power(demo_stage& stage, std::string const& id, std::size_t total) {
    auto const enough = [&] { return stage.log.in_sync(id).size() * 5 >= total * 2; };
    auto const before = co_await watch_sync(stage, id, enough);
    if (!before) co_return false;
    std::size_t const so_far = stage.log.in_sync(id).size();
    bool const under_way = text_at(*before, "state") == "running" && so_far > 0 && so_far < total;
    stage.check(under_way, "the sync is under way: " + std::to_string(so_far) + " of " + std::to_string(total) +
                               " persons have arrived");
    if (!under_way) co_return false;
    int const killed = stage.server.id();
    co_await stage.server.kill();
    stage.tell("kill -9 " + std::to_string(killed) + ": the server is gone, in the middle of it");
    auto const started = co_await stage.server.start();
    if (!started) co_return stage.check(false, started.error().message());
    stage.tell("started again as process " + std::to_string(stage.server.id()) + ", on the same store");
    co_return true;
}

}  // namespace

asio::awaitable<bool> show_sync(demo_stage& stage) {
    stage.step("Sync Data, one person every " + describe_span(demo_interval) + ", and a kill -9 in the middle");
    attempt_watch first, second;
    first.begin(stage.background, *stage.client);
    json::object wanted;
    wanted["requestIntervalMs"] = demo_interval.count();
    std::string const whole = sync_target();
    auto const started = co_await stage.ask("POST", whole, json::serialize(wanted));
    if (!started) co_return false;
    std::string const id = text_at(*started, "id");
    auto const total = static_cast<std::size_t>(number_at(*started, "total"));
    stage.tell("sync " + id + ": " + std::to_string(total) + " persons");
    bool const back = co_await lose_power(stage, id, total);
    if (!back) co_return false;
    second.begin(stage.background, *stage.client);
    auto const never = [] { return false; };
    auto const receipt = co_await watch_sync(stage, id, never);
    if (!receipt) co_return false;
    check_end(stage, *receipt, id);
    check_pace(stage, first, second);
    co_return true;
}

}  // namespace cohook::cli
