// What a run of the delivery benchmark is to do, from `name=value` arguments.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace bench {

struct plan {
    std::string scenario = "closed";  ///< scenario.hpp has them all
    std::string url;                  ///< several, with spaces between: the endpoints share them out
    std::string store = "memory:";
    std::string authority;  ///< PEM file that is trusted beside the system's

    std::size_t deliveries = 100'000;  ///< that are measured
    std::size_t warm_up = 2'000;       ///< that go before them
    std::size_t endpoints = 1;
    std::size_t connections = 64;  ///< attempts in flight at once, over all endpoints
    std::size_t in_flight = 0;     ///< at once to one endpoint; 0: all to a single one, the library's default to many
    std::size_t size = 1024;       ///< bytes of a person

    // closed
    std::size_t outstanding = 256;   ///< accepted and not yet settled, at most
    std::size_t batch = 32;          ///< messages in one acceptance
    std::size_t publishers = 1;      ///< that have messages accepted, each its own batch, all of them at a time
    std::size_t backlog = 0;         ///< deliveries of a paused endpoint that are laid into the store first
    std::size_t dead = 0, drip = 0;  ///< sick endpoints beside the others: never answered; a byte each 100 ms

    // open
    std::size_t rate = 1000;  ///< messages a second, at moments that do not ask how the ones before them are doing

    // syncs, import
    std::size_t persons = 0;   ///< of each sync
    std::size_t interval = 0;  ///< milliseconds between two POSTs of a sync
    std::size_t seconds = 0;   ///< after which the syncs are left; 0: when all are complete
};

/// None where an argument is not one of these, or the URL is missing.
std::optional<plan> parse_plan(std::span<char*> arguments);

}  // namespace bench
