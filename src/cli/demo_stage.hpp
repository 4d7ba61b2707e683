// The stage of the demonstration: a receiver in this process, a server beside it, the register's API between them, and a
// book of what held and what did not.
#pragma once

#include "cli/command.hpp"
#include "cli/demo_server.hpp"
#include "cli/development_certificate.hpp"
#include "cli/received_log.hpp"
#include "cli/receiver.hpp"
#include "runtime/task_group.hpp"
#include "service/client.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cohook::cli {

inline constexpr std::string_view demo_application = "calendar";  ///< of the sample register
inline constexpr std::chrono::milliseconds demo_interval(20);     ///< between two POSTs of the sync
inline constexpr std::chrono::seconds demo_patience(60);          ///< for anything that is waited for

/// Belongs to one executor, that of the event loop.
class demo_stage {
public:
    demo_stage(boost::asio::any_io_executor executor, invocation& call, std::string directory);

    // --- telling
    void step(std::string_view title);
    void tell(std::string_view text);
    /// Says whether something held, and remembers it.
    bool check(bool held, std::string_view what);
    std::size_t broken() const noexcept { return broken_; }
    std::size_t checked() const noexcept { return checked_; }

    // --- acting
    /// The receiver, over TLS with an authority made for this run.
    result<void> open_receiver();
    /// The API with the first administrator's key; after the server's first start.
    result<void> open_client();
    /// A request that must succeed: complains, and counts as broken, where it does not.
    boost::asio::awaitable<std::optional<boost::json::value>> ask(std::string method, std::string target,
                                                                  std::string body = std::string());

    boost::asio::any_io_executor executor;
    invocation& call;
    demo_server server;
    received_log log;
    std::unique_ptr<receiver> hook;
    std::unique_ptr<service::client> client;
    std::string signing_key;
    task_group background;  ///< joined by `close`

    /// Ends the background, the server and the receiver, in good order. The server's exit status.
    boost::asio::awaitable<int> close();

private:
    std::optional<development_certificate> certificate_;
    std::size_t steps_ = 0, checked_ = 0, broken_ = 0;
};

}  // namespace cohook::cli
