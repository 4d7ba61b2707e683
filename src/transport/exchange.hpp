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

/// Walks one request through all of it, under one absolute deadline with the smaller ones inside. On a connection that
/// rests in the pool this is one coroutine with one wait, for the answer; only what is rarer has coroutines of its own.
class exchange final : private deadline {
public:
    static boost::asio::awaitable<void> perform(transport_core& shared, post_request const& request,
                                                post_outcome& into);

private:
    exchange(transport_core& shared, post_request const& request, post_outcome& into);
    ~exchange() override;

    /// What comes after a step.
    enum class next_step : std::uint8_t { go_on, again, stop };

    // exchange.cpp: the way to a connection
    bool take_rested();
    boost::asio::awaitable<next_step> obtain_connection();
    boost::asio::awaitable<next_step> resolve(std::vector<boost::asio::ip::address>& addresses,
                                              steady_time& answered_at);
    boost::asio::awaitable<next_step> open(std::vector<boost::asio::ip::address> addresses, steady_time answered_at);
    boost::asio::awaitable<next_step> shake_hands(tls_stream& stream);
    boost::asio::awaitable<next_step> pass_gate();
    void take_over(std::unique_ptr<connection> ready);
    void finish();
    void enter(attempt_phase now);

    // conversation.cpp: request and answer on it
    void begin_conversation();
    void write_request();
    bool wants_input() const;
    bool take_input();
    void stop_reading();
    void note_input();
    next_step end_conversation(bool cancelled);
    boost::asio::awaitable<void> join_writer();
    static boost::asio::awaitable<void> write_rest(exchange& self, std::string_view head, std::string_view body);
    void request_sent();
    void settle_answer();
    void settle_without_status();
    attempt_fault timeout_fault() const;
    void keep_connection();

    void expired() override;
    next_step stop(attempt_fault fault, std::string detail);
    void close_connection() noexcept;
    static steady_time after(steady_time start, std::chrono::milliseconds span);
    steady_time within(std::chrono::milliseconds span) const { return after(core_.clock.now(), span); }

    transport_core& core_;
    post_request const& request_;
    std::shared_ptr<egress::address_policy const> policy_;
    post_outcome& outcome_;
    std::unique_ptr<response_parser> parser_;
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
