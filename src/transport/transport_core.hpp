// What the exchanges of one transport share. Everything here belongs to the transport's executor.
#pragma once

#include "transport/connector.hpp"
#include "transport/http_transport.hpp"
#include "transport/pool.hpp"
#include "transport/readiness.hpp"
#include "transport/response_parser.hpp"
#include "transport/tls_context.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace cohook::transport {

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
    transport_core(boost::asio::any_io_executor on, transport_options chosen, std::unique_ptr<tls_context> trust,
                   std::shared_ptr<readiness> watch)
        : executor(std::move(on)),
          options(std::move(chosen)),
          clock(*options.clock),
          tls(std::move(trust)),
          sockets(std::move(watch)),
          deadlines(clock, executor),
          pool(deadlines, clock, options.pool) {}
    transport_core(transport_core const&) = delete;
    transport_core& operator=(transport_core const&) = delete;
    /// While all that an exchange uses is still there.
    ~transport_core() { sockets->abandon(); }

    boost::asio::any_io_executor executor;
    transport_options options;
    cohook::clock& clock;
    std::unique_ptr<tls_context> tls;
    std::shared_ptr<readiness> sockets;
    deadline_queue deadlines;
    connection_pool pool;
    live_stats stats;
    std::array<char, std::size_t(16) * 1024> input;         ///< for what is read and parsed in one step
    std::vector<std::unique_ptr<response_parser>> parsers;  ///< kept from one exchange to the next
};

}  // namespace cohook::transport
