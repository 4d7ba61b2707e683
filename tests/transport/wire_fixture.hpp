// A transport on a clock that stands still, wired to receivers on the loopback.
#pragma once

#include "support/printing.hpp"
#include "support/scripted_receiver.hpp"
#include "support/stepped_clock.hpp"
#include "transport/http_transport.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cohook::testing {

/// The loopback and http are opened in the policy; names come from `names`; every connect is noted in `connects`.
/// Set what a test needs before its first `wire()`.
class wire_fixture {
public:
    wire_fixture();
    ~wire_fixture();

    boost::asio::io_context io{1};
    stepped_clock clock{io};
    transport::static_resolver::table names;
    egress::policy_options policy;
    transport::transport_options options;
    attempt_deadlines limits;
    std::size_t keep_body = 16 * 1024;
    transport::phase_watch* watch = nullptr;
    std::vector<boost::asio::ip::tcp::endpoint> connects;

    /// The transport, made at the first call.
    transport::http_transport& wire();

    /// One exchange, from beginning to end.
    transport::post_outcome post(std::string const& url, std::string const& body = "{\"a\":1}");
    /// So many at once.
    std::vector<transport::post_outcome> post_together(std::string const& url, std::size_t count);
    /// In parts: begin, run until something holds, end it.
    void begin(std::string const& url, std::string const& body = "{\"a\":1}", transport::send_gate* gate = nullptr);
    void run_until(std::function<bool()> const& holds);
    transport::post_outcome finish();
    bool is_done() const { return done_.has_value(); }
    /// At the context's next turn.
    void cancel();
    /// Runs the context until it has nothing left to do right now.
    void settle();

    static std::string http(std::uint16_t port, std::string const& target = "/hook");
    static std::string https(std::uint16_t port, std::string const& target = "/hook");

private:
    std::unique_ptr<transport::resolver> table_;
    std::unique_ptr<transport::http_transport> wire_;
    std::optional<egress::url> url_;
    std::string head_, body_;
    std::optional<transport::post_outcome> done_;
    bool running_ = false;
    int number_ = 0;  ///< of the running exchange
    boost::asio::cancellation_signal stop_;
};

inline constexpr auto receiver_name = "receiver.example.com";

}  // namespace cohook::testing
