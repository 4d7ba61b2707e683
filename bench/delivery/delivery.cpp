// What a delivery costs: the whole library, through its public face, against a receiver. Prints one JSON object.
//
//     delivery url=http://127.0.0.1:8080/hook store=sqlite:FILE deliveries=100000 …      (plan.hpp has every name)
//
// Nothing is left out: acceptance, lanes, deadlines, breaker, records of attempts, judged addresses, the members envelope
// and the headers of Standard Webhooks.
#include <cohook/sender.hpp>

#include "delivery/allocations.hpp"
#include "delivery/load.hpp"
#include "delivery/plan.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <future>
#include <iterator>
#include <span>
#include <sys/resource.h>
#include <unistd.h>

namespace {

namespace asio = boost::asio;
using namespace bench;

/// Everything that is counted, at one moment.
struct reading {
    std::chrono::steady_clock::time_point at = std::chrono::steady_clock::now();
    double processor_us = [] {
        rusage used{};
        getrusage(RUSAGE_SELF, &used);
        return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
               static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    }();
    std::uint64_t allocated = allocations();
    long resident = [] {
        long size = 0, pages = 0;
        std::ifstream("/proc/self/statm") >> size >> pages;
        return pages * sysconf(_SC_PAGESIZE);
    }();
};

struct readings {
    readings() = default;
    reading empty, stored, begun, ended;
};

cohook::endpoint make_endpoint(plan const& wanted, std::string id) {
    cohook::endpoint made;
    made.id = std::move(id);
    made.url = wanted.url;
    made.max_in_flight = static_cast<std::uint32_t>(std::min<std::size_t>(wanted.connections, 1000));
    set_key(made, "the key of the benchmarks");
    return made;
}

asio::awaitable<cohook::result<void>> fill_backlog(plan const& wanted, cohook::engine& engine) {
    std::string const id = "asleep";
    auto asleep = make_endpoint(wanted, id);
    auto const put = co_await engine.put(std::move(asleep));
    if (!put) co_return put.error();
    auto const paused = co_await engine.pause(id);
    if (!paused) co_return paused.error();
    auto const person = make_person(wanted.size);
    for (std::size_t left = wanted.backlog; left != 0;) {
        std::size_t const count = std::min<std::size_t>(left, 1000);
        std::vector<cohook::addressed_message> batch;
        for (std::size_t i = 0; i < count; ++i) batch.emplace_back(id, cohook::message("person.updated", person));
        auto const sent = co_await engine.send_many(std::move(batch));
        if (!sent) co_return sent.error();
        left -= count;
    }
    co_return cohook::result<void>();
}

asio::awaitable<cohook::result<readings>> measure(plan const& wanted, cohook::sender& sender, closed_load& load) {
    auto& engine = sender.deliveries();
    auto const started = co_await sender.start();
    if (!started) co_return started.error();
    for (std::size_t i = 0; i < wanted.endpoints; ++i) {
        auto endpoint = make_endpoint(wanted, endpoint_name(i));
        auto const put = co_await engine.put(std::move(endpoint));
        if (!put) co_return put.error();
    }
    readings seen;
    seen.empty = reading();
    if (wanted.backlog != 0) {
        auto const filled = co_await fill_backlog(wanted, engine);
        if (!filled) co_return filled.error();
    }
    seen.stored = reading();
    auto const warm = co_await load.run(engine, wanted.warm_up);
    if (!warm) co_return warm.error();
    seen.begun = reading();
    auto const done = co_await load.run(engine, wanted.deliveries);
    if (!done) co_return done.error();
    seen.ended = reading();
    co_return seen;
}

void print(plan const& wanted, readings const& seen, closed_load const& load, cohook::engine_stats const& stats) {
    auto const count = static_cast<double>(wanted.deliveries);
    double const seconds = std::chrono::duration<double>(seen.ended.at - seen.begun.at).count();
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    std::printf(
        "{\"deliveries\":%zu,\"per_second\":%.0f,\"cpu_us\":%.2f,\"allocations\":%.2f,\"settled\":%llu,"
        "\"acknowledged\":%llu,\"opened\":%llu,\"handshakes\":%llu,\"resumed\":%llu,\"resident_empty\":%ld,"
        "\"resident_stored\":%ld,\"resident_peak\":%ld}\n",
        wanted.deliveries, count / seconds, (seen.ended.processor_us - seen.begun.processor_us) / count,
        static_cast<double>(seen.ended.allocated - seen.begun.allocated) / count,
        static_cast<unsigned long long>(load.settled()), static_cast<unsigned long long>(load.acknowledged()),
        static_cast<unsigned long long>(stats.connections_opened), static_cast<unsigned long long>(stats.handshakes),
        static_cast<unsigned long long>(stats.handshakes_resumed), seen.empty.resident, seen.stored.resident,
        used.ru_maxrss * 1024);
}

int fail(cohook::error const& what) {
    std::fprintf(stderr, "delivery: %s\n", what.message().c_str());
    return 1;
}

int run(plan const& wanted) {
    closed_load load(wanted);
    cohook::sender_options options;
    options.store = wanted.store;
    options.allow_http = true;
    options.allow_addresses = {"127.0.0.0/8"};
    options.shards = 1;
    options.connection_slots = wanted.connections;
    options.observer = &load;
    if (!wanted.authority.empty()) {
        std::ifstream file(wanted.authority);
        options.extra_authorities.assign(std::istreambuf_iterator<char>(file), {});
    }
    auto opened = cohook::sender::open(std::move(options));
    if (!opened) return fail(opened.error());
    cohook::sender& sender = **opened;
    auto const seen = asio::co_spawn(sender.executor(), measure(wanted, sender, load), asio::use_future).get();
    auto const stats = sender.deliveries().stats();
    asio::co_spawn(sender.executor(), sender.stop(std::chrono::seconds(5)), asio::use_future).get();
    sender.close();
    if (!seen) return fail(seen.error());
    print(wanted, *seen, load, stats);
    return load.acknowledged() == load.settled() ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
    auto const wanted = parse_plan({arguments + 1, static_cast<std::size_t>(count - 1)});
    if (!wanted) {
        std::fputs("usage: delivery url=URL [NAME=VALUE…]; the names are those of bench/delivery/plan.hpp\n", stderr);
        return 2;
    }
    return run(*wanted);
}
