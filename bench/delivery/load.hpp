// A closed load: so many messages are outstanding, and for every one that is settled another is accepted.
#pragma once

#include <cohook/engine.hpp>

#include "delivery/plan.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bench {

/// The person of the benchmarks: a JSON object of so many bytes.
std::string make_person(std::size_t size);
std::string endpoint_name(std::size_t number);

/// Belongs to the one shard of the sender, on whose thread all of it runs. It hears of every attempt, so it is the
/// sender's observer.
class closed_load final : public cohook::engine_observer {
public:
    explicit closed_load(plan const& wanted) : plan_(wanted), person_(make_person(wanted.size)) {}

    void attempted(cohook::delivery const&, cohook::attempt const& made) override;

    /// Sends until `deliveries` more have been attempted, and returns when all of them are.
    boost::asio::awaitable<cohook::result<void>> run(cohook::engine& engine, std::size_t deliveries);
    std::uint64_t acknowledged() const noexcept { return acknowledged_; }
    std::uint64_t settled() const noexcept { return settled_; }

private:
    boost::asio::awaitable<void> wait_until_settled(boost::asio::steady_timer& woken, std::uint64_t count);
    std::vector<cohook::addressed_message> next_batch(std::size_t count);

    plan const& plan_;
    std::string const person_;
    std::uint64_t accepted_ = 0, settled_ = 0, acknowledged_ = 0;
    std::uint64_t wanted_ = 0;  ///< settled, for the load to go on
    boost::asio::steady_timer* waiting_ = nullptr;
};

}  // namespace bench
