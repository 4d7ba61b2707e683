// One exchange, from name to answer: reuse or resolve → judge → connect → TLS → gate → write → read.
#pragma once

#include "transport/deadline_queue.hpp"
#include "transport/transport.hpp"
#include "transport/transport_core.hpp"

#include <boost/asio/awaitable.hpp>

#include <exception>
#include <memory>
#include <string>
#include <string_view>

namespace cohook::transport {

/// Walks one request through all of it, under one absolute deadline with the smaller ones inside. Lives in the frame of
/// `http_transport::post`.
class exchange final : private deadline {
public:
    exchange(transport_core& shared, post_request const& request);
    ~exchange() override;
    boost::asio::awaitable<void> run();
    post_outcome& outcome() noexcept { return outcome_; }

private:
    /// What comes after a step.
    enum class next_step : std::uint8_t { go_on, again, stop };

    // exchange.cpp: the way to a connection
    boost::asio::awaitable<next_step> obtain_connection();
    boost::asio::awaitable<next_step> resolve(std::vector<boost::asio::ip::address>& addresses,
                                              steady_time& answered_at);
    boost::asio::awaitable<next_step> open(std::vector<boost::asio::ip::address> addresses, steady_time answered_at);
    boost::asio::awaitable<next_step> shake_hands(tls_stream& stream);
    boost::asio::awaitable<next_step> pass_gate();
    void take_over(std::unique_ptr<connection> ready);
    void finish();

    // conversation.cpp: request and answer on it
    boost::asio::awaitable<next_step> converse();
    boost::asio::awaitable<void> write_request();
    boost::asio::awaitable<void> read_answer();
    boost::asio::awaitable<void> join_writer();
    static boost::asio::awaitable<void> write_rest(exchange& self, std::string_view head, std::string_view body);
    void request_sent();
    void note_input(std::size_t bytes);
    void settle_answer();
    void settle_without_status();
    attempt_fault timeout_fault() const;
    void keep_connection();

    void expired() override;
    next_step stop(attempt_fault fault, std::string detail);
    void close_connection() noexcept;
    steady_time within(std::chrono::milliseconds span) const;

    transport_core& core_;
    post_request const& request_;
    std::shared_ptr<egress::address_policy const> policy_;
    post_outcome outcome_;
    std::unique_ptr<exchange_space> space_;
    std::unique_ptr<connection> connection_;
    std::unique_ptr<timer> writer_done_;  ///< only where a request does not fit into the socket at once
    steady_time begun_, whole_;
    steady_span in_gate_{0};
    steady_time sending_at_{}, sent_at_{};
    std::size_t sent_before_ = 0;
    io_outcome read_end_;
    std::string note_;  ///< what else the operator should know, whatever the end
    bool second_round_ = false;
    bool expired_ = false, cancelled_ = false;
    bool request_complete_ = false, write_failed_ = false, writer_running_ = false;
};

}  // namespace cohook::transport
