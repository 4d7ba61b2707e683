// Talking to whoever started the process, and being the one who did: the datagrams of systemd's service notification
// (sd_notify), which other supervisors and our own demonstration understand as well.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace cohook {

/// Sends `state` (lines such as `READY=1`, `STOPPING=1`, `STATUS=…`) to $NOTIFY_SOCKET. Nothing happens where there is
/// none or nobody listens. Never blocks.
void notify_supervisor(std::string_view state) noexcept;

/// The other end: a socket whose path is given to a child as NOTIFY_SOCKET. Belongs to its executor.
class child_notifications {
public:
    /// `path`: at most 100 bytes; a file there is replaced, and removed at destruction. Throws `std::system_error` where
    /// the socket cannot be made.
    child_notifications(boost::asio::any_io_executor executor, std::string path);
    child_notifications(child_notifications const&) = delete;
    child_notifications& operator=(child_notifications const&) = delete;
    ~child_notifications();

    std::string const& path() const noexcept;
    /// The next datagram. Ends with `operation_aborted` when it is cancelled.
    boost::asio::awaitable<std::string> next();

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace cohook
