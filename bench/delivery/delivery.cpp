// What a delivery costs: the whole library, through its public face, against a receiver. Prints one JSON object.
//
//     delivery url=http://127.0.0.1:8080/hook store=sqlite:FILE deliveries=100000 …      (plan.hpp has every name)
//
// Nothing is left out: acceptance, lanes, deadlines, breaker, records of attempts, judged addresses, the members envelope
// and the headers of Standard Webhooks.
#include <cohook/sender.hpp>

#include "delivery/generated_persons.hpp"
#include "delivery/plan.hpp"
#include "delivery/scenario.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <future>
#include <iterator>
#include <map>
#include <span>
#include <sys/resource.h>

namespace {

namespace asio = boost::asio;
using namespace bench;

std::unique_ptr<scenario> make_scenario(plan const& wanted) {
    static std::map<std::string_view, std::unique_ptr<scenario> (*)(plan const&)> const all = {{"closed", make_closed},
                                                                                               {"open", make_open},
                                                                                               {"held", make_held},
                                                                                               {"syncs", make_syncs},
                                                                                               {"import", make_import}};
    auto const found = all.find(wanted.scenario);
    return found == all.end() ? nullptr : found->second(wanted);
}

cohook::sender_options options_of(plan const& wanted, cohook::engine_observer& observer) {
    cohook::sender_options options;
    options.store = wanted.store;
    options.allow_http = true;
    options.allow_addresses = {"127.0.0.0/8"};
    options.shards = 1;
    options.connection_slots = wanted.connections;
    options.observer = &observer;
    if (wanted.persons != 0)
        options.sources = [&wanted](cohook::sync_status const&) {
            return std::make_shared<generated_persons>(wanted.persons, wanted.size);
        };
    if (!wanted.authority.empty()) {
        std::ifstream file(wanted.authority);
        options.extra_authorities.assign(std::istreambuf_iterator<char>(file), {});
    }
    return options;
}

asio::awaitable<cohook::result<figures>> start_and_run(scenario& what, cohook::sender& by) {
    auto const started = co_await by.start();
    if (!started) co_return started.error();
    co_return co_await what.run(by);
}

int fail(cohook::error const& what) {
    std::fprintf(stderr, "delivery: %s\n", what.message().c_str());
    return 1;
}

int run(plan const& wanted, scenario& what) {
    auto opened = cohook::sender::open(options_of(wanted, what));
    if (!opened) return fail(opened.error());
    cohook::sender& sender = **opened;
    auto const found = asio::co_spawn(sender.executor(), start_and_run(what, sender), asio::use_future).get();
    asio::co_spawn(sender.executor(), sender.stop(std::chrono::seconds(0)), asio::use_future).get();
    sender.close();
    if (!found) return fail(found.error());
    found->print();
    return 0;
}

// Attempts that are held take a descriptor each.
void allow_as_many_files_as_may_be() {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace

int main(int count, char** arguments) {
    auto const wanted = parse_plan({arguments + 1, static_cast<std::size_t>(count - 1)});
    auto const what = wanted ? make_scenario(*wanted) : nullptr;
    if (!what) {
        std::fputs("usage: delivery url=URL [NAME=VALUE…]; the names are those of bench/delivery/plan.hpp\n", stderr);
        return 2;
    }
    allow_as_many_files_as_may_be();
    return run(*wanted, *what);
}
