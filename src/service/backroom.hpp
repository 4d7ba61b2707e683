// What operations work with, wired together once. All of it outlives the server.
#pragma once

#include <cohook/engine.hpp>

#include "members/accounts.hpp"
#include "members/registry.hpp"
#include "runtime/chance.hpp"
#include "runtime/clock.hpp"
#include "service/activity.hpp"
#include "service/event_log.hpp"
#include "service/metrics.hpp"
#include "service/request_budget.hpp"
#include "service/stream.hpp"
#include "store/store.hpp"

#include <boost/json/object.hpp>

#include <atomic>
#include <functional>
#include <string>

namespace cohook::service {

class issuer;
class server;

struct backroom {
    members::registry& members;
    members::accounts& accounts;
    cohook::engine& engine;
    store::store& store;
    cohook::clock& clock;
    cohook::chance& chance;
    metrics& numbers;
    event_hub& events;
    activity& recent;
    event_log& log;
    request_budget callers;    ///< by key or account
    request_budget strangers;  ///< by address: what is open to all
    /// Development on the own machine: who comes without a key is the operator. Only with a listener on loopback.
    bool open_access = false;
    std::string console_directory{};      ///< where the console's files are looked for first; empty: the embedded ones
    boost::json::object configuration{};  ///< `api_options::configuration`
    std::string public_url{};             ///< by which browsers reach the server; empty: as it listens
    issuer* vouching = nullptr;           ///< null: none is configured
    wall_time started{};
    std::atomic<bool> draining = false;
    std::atomic<server const*> serving = nullptr;  ///< for its numbers
};

/// As clients name the server; empty: it does not listen yet.
std::string own_url(backroom const& room);
/// Reads the store on behalf of an operation, timed.
boost::asio::awaitable<result<void>> read_store(backroom& room, store::query_ref query);
/// Commits to it, timed.
boost::asio::awaitable<result<void>> commit_store(backroom& room, store::unit_ref work);

}  // namespace cohook::service
