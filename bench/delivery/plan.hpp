// What a run of the delivery benchmark is to do, from `name=value` arguments.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace bench {

struct plan {
    std::string url;
    std::string store = "memory:";
    std::string authority;             ///< PEM file that is trusted beside the system's
    std::size_t deliveries = 100'000;  ///< that are measured
    std::size_t warm_up = 2'000;       ///< that go before them
    std::size_t endpoints = 1;
    std::size_t connections = 64;   ///< attempts in flight at once, over all endpoints
    std::size_t outstanding = 256;  ///< accepted and not yet settled, at most
    std::size_t batch = 32;         ///< messages in one acceptance
    std::size_t size = 1024;        ///< bytes of the person
    std::size_t backlog = 0;        ///< deliveries of a paused endpoint that lie in the store all the while
};

/// None where an argument is not one of these, or the URL is missing.
std::optional<plan> parse_plan(std::span<char*> arguments);

}  // namespace bench
