// A scripted network: every URL has a receiver, a function that is told of a request and says what happens to it.
#pragma once

#include "sim_clock.hpp"
#include "transport/transport.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace cohook::simulation {

/// One request as a receiver sees it, or would have.
struct seen_request {
    std::string url;
    std::string head;
    std::string body;
    std::string message_id;  ///< of `webhook-id`
    wall_time at{};
    steady_time at_steady{};
    int status = 0;        ///< that the receiver gave; 0: a fault
    bool arrived = false;  ///< the receiver had it, whatever the sender learnt
};

struct reaction {
    int status = 204;
    attempt_fault fault = attempt_fault::none;
    bool arrived = true;  ///< with a fault: whether the request got there all the same
    std::chrono::milliseconds takes{5};
    std::string retry_after;
};

using receiver = std::function<reaction(seen_request const&)>;

inline constexpr auto receiver_url = "https://receiver.example.com/hooks";  ///< where one receiver is enough
/// Answers so to everything.
receiver always(int status, std::chrono::milliseconds takes = std::chrono::milliseconds(5));

/// Outlives the transports it makes.
class sim_network {
public:
    explicit sim_network(sim_clock& time) : clock_(time) {}

    void at(std::string url, receiver what) { receivers_[std::move(url)] = std::move(what); }
    std::unique_ptr<transport::transport> make_transport(boost::asio::any_io_executor executor);
    /// From now on the machine takes the thread away for so long, between a request's pass of the gate and its first byte.
    void hold_up(std::function<steady_span()> by) { held_up_by_ = std::move(by); }

    std::vector<seen_request> const& log() const { return log_; }
    std::size_t count(std::string const& url) const;
    std::size_t under_way() const { return under_way_; }

private:
    class sim_transport;

    sim_clock& clock_;
    std::map<std::string, receiver> receivers_;
    std::vector<seen_request> log_;
    std::size_t under_way_ = 0;
    std::function<steady_span()> held_up_by_;
};

}  // namespace cohook::simulation
