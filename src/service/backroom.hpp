// What operations work with, wired together once. All of it outlives the server.
#pragma once

#include <cohook/engine.hpp>

#include "members/registry.hpp"
#include "runtime/chance.hpp"
#include "runtime/clock.hpp"
#include "service/event_log.hpp"
#include "service/metrics.hpp"
#include "service/stream.hpp"
#include "store/store.hpp"

#include <atomic>
#include <functional>
#include <string>

namespace cohook::service {

class server;

struct backroom {
    members::registry& members;
    cohook::engine& engine;
    store::store& store;
    cohook::clock& clock;
    cohook::chance& chance;
    metrics& numbers;
    event_hub& events;
    event_log& log;
    /// Development on the own machine: who comes without a key is the operator. Only with a listener on loopback.
    bool open_access = false;
    wall_time started{};
    std::atomic<bool> draining = false;
    std::atomic<server const*> serving = nullptr;  ///< for its numbers
};

/// Reads the store on behalf of an operation, timed.
boost::asio::awaitable<result<void>> read_store(backroom& room, store::query_ref query);
/// Commits to it, timed.
boost::asio::awaitable<result<void>> commit_store(backroom& room, store::unit_ref work);

}  // namespace cohook::service
