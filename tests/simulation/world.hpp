// A simulated world: one thread, virtual time, scripted receivers, a store, and an engine that knows no other.
#pragma once

#include <cohook/engine.hpp>

#include "delivery/core.hpp"
#include "runtime/chance.hpp"
#include "sim_clock.hpp"
#include "sim_network.hpp"
#include "sim_store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace cohook::simulation {

/// The same numbers for the same seed.
class seeded_chance final : public chance {
public:
    explicit seeded_chance(std::uint64_t seed) : generator_(seed) {}
    void fill(std::span<std::byte> bytes) override;
    std::uint64_t below(std::uint64_t bound) { return generator_() % bound; }

private:
    std::mt19937_64 generator_;
};

class world {
public:
    explicit world(std::uint64_t seed = 1);
    world(world const&) = delete;
    world& operator=(world const&) = delete;
    ~world();

    /// Before `start`.
    dispatch::core_options options;
    std::size_t shards = 1;

    /// Begins a process: an engine on the store as it is now.
    void start();
    /// Ends it in good order.
    void stop(std::chrono::milliseconds deadline = std::chrono::seconds(10));
    /// Ends it without a word: what is in memory is gone, what is in flight may have arrived.
    void crash();

    /// Another process takes the store over while this one still runs.
    void take_over_elsewhere();

    /// Runs until this has a result, and gives it.
    template <class T>
    T await(boost::asio::awaitable<T> task) {
        std::optional<T> outcome;
        boost::asio::co_spawn(context_, std::move(task), [&outcome](std::exception_ptr what, T value) {
            if (what) std::rethrow_exception(what);
            outcome = std::move(value);
        });
        run_until([&outcome] { return outcome.has_value(); });
        return std::move(*outcome);
    }
    void await(boost::asio::awaitable<void> task);
    /// Begins a task and goes on; `done` is told of its result, if it comes to one.
    template <class T>
    void begin(boost::asio::awaitable<T> task, std::function<void(T)> done) {
        boost::asio::co_spawn(context_, std::move(task), [done = std::move(done)](std::exception_ptr what, T value) {
            if (!what) done(std::move(value));
        });
    }
    /// Runs, time passing, until it holds. Fails the test where nothing is left that could make it hold.
    void run_until(std::function<bool()> const& holds);
    void run_for(std::chrono::milliseconds span);

    // --- shorthand
    endpoint make_endpoint(std::string id, std::string url) const;
    endpoint put(endpoint value);
    record_id send(std::string const& endpoint_id, std::string content = "[{\"personID\":1}]", std::string key = {});
    delivery find(record_id delivery_id);
    std::vector<attempt> attempts(record_id delivery_id);
    bool is_settled(record_id delivery_id) { return find(delivery_id).state != delivery_state::pending; }
    bool all_settled();

    sim_clock& time() { return clock_; }
    sim_network& network() { return network_; }
    seeded_chance& luck() { return chance_; }
    cohook::engine& engine() { return *engine_; }
    sim_store& store() { return *store_; }
    bool is_running() const { return engine_.has_value(); }
    /// Everything that went over the network, one line a request: the same seed gives the same text.
    std::string trace() const;

private:
    boost::asio::io_context context_{1};
    sim_clock clock_;
    seeded_chance chance_;
    sim_network network_;
    std::shared_ptr<sim_store> store_;
    std::optional<cohook::engine> engine_;
};

}  // namespace cohook::simulation
