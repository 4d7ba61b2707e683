// The engine's inside: what the parts of this room share, and what is wired in from outside.
#pragma once

#include <cohook/engine.hpp>

#include "egress/policy.hpp"
#include "model/ids.hpp"
#include "runtime/chance.hpp"
#include "runtime/clock.hpp"
#include "store/store.hpp"
#include "transport/transport.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace cohook::dispatch {

/// Where everything that is not deterministic comes in. All of it outlives the core.
struct seams {
    cohook::clock* clock = nullptr;
    cohook::chance* chance = nullptr;
    std::shared_ptr<store::store> store;
    /// One executor a shard; each is single-threaded (an endpoint lives on one of them, so nothing of it is locked).
    std::vector<boost::asio::any_io_executor> shards;
    /// Makes the transport of a shard.
    std::function<std::unique_ptr<transport::transport>(boost::asio::any_io_executor)> make_transport;
};

struct core_options {
    egress::address_policy policy;
    bool allow_http = false;
    source_factory sources;
    engine_observer* observer = nullptr;  ///< outlives the core
    std::size_t connection_slots = 1024;  ///< attempts in flight at once, a shard
    std::size_t window_rows = 64;         ///< due deliveries a lane holds
    std::size_t window_bytes = 1 << 20;
    std::chrono::milliseconds retention{std::chrono::days(30)};  ///< of settled deliveries
    std::string user_agent = "cohook/" COHOOK_VERSION;
};

std::shared_ptr<core> make_core(seams outside, core_options options);

/// Told of an endpoint whose row was changed or removed by a committed unit. Once it completes, every attempt that begins
/// goes by the new one: whoever writes endpoints awaits it before the change is acknowledged. From any executor; at once
/// where the engine does not run.
boost::asio::awaitable<void> endpoint_changed(core& engine, std::string endpoint_id);

/// For writing units elsewhere: the same clock and the same ids.
cohook::clock& clock_of(core& engine) noexcept;
id_source& ids_of(core& engine) noexcept;
store::store& store_of(core& engine) noexcept;

}  // namespace cohook::dispatch
