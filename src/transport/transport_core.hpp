// What the exchanges of one transport share. Everything here belongs to the transport's executor.
#pragma once

#include "transport/connector.hpp"
#include "transport/http_transport.hpp"
#include "transport/pool.hpp"
#include "transport/response_parser.hpp"
#include "transport/tls_context.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace cohook::transport {

/// What an exchange needs while it runs, kept from one to the next so that none is allocated in steady state.
struct exchange_space {
    explicit exchange_space(response_limits const& limits) : parser(limits) {}

    std::array<char, 4096> input;
    response_parser parser;
};

/// Counted by the transport's thread alone, read by any.
template <class Number>
class live_count {
public:
    void add() noexcept { value_.store(value_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }
    void take() noexcept { value_.store(value_.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed); }
    void set(Number to) noexcept { value_.store(to, std::memory_order_relaxed); }
    Number get() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<Number> value_{0};
};

struct live_stats {
    live_count<std::uint64_t> opened, reused, handshakes, resumed;
    live_count<std::size_t> active;
};

struct transport_core {
    transport_core(boost::asio::any_io_executor on, transport_options chosen, std::unique_ptr<tls_context> trust)
        : executor(std::move(on)),
          options(std::move(chosen)),
          clock(*options.clock),
          tls(std::move(trust)),
          deadlines(clock, executor),
          pool(deadlines, clock, options.pool) {}

    boost::asio::any_io_executor executor;
    transport_options options;
    cohook::clock& clock;
    std::unique_ptr<tls_context> tls;
    deadline_queue deadlines;
    connection_pool pool;
    live_stats stats;
    std::vector<std::unique_ptr<exchange_space>> spaces;
};

}  // namespace cohook::transport
