// The server that the demonstration shows: a child process of the same executable, so that it can really be killed.
#pragma once

#include "cli/child_process.hpp"
#include "cli/scratch_directory.hpp"
#include "runtime/supervision.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace cohook::cli {

/// Keeps its files in one directory: store, first key, log. Belongs to its executor.
class demo_server {
public:
    demo_server(boost::asio::any_io_executor executor, std::string directory);

    /// Starts it, the first time on a free port and from then on at the same one, and waits until it says that it is
    /// ready. Errors: `unavailable` with the last lines of its log.
    boost::asio::awaitable<result<void>> start();
    /// SIGKILL, as when the power fails: no chance to tidy up.
    boost::asio::awaitable<void> kill();
    /// SIGTERM; its exit status.
    boost::asio::awaitable<int> stop();

    std::string const& url() const noexcept { return url_; }
    int id() const noexcept { return child_ ? child_->id() : 0; }
    std::string store_url() const { return "sqlite:" + directory_ + "/register.db"; }
    std::string key_file() const { return directory_ + "/admin.key"; }
    std::string log_file() const { return directory_ + "/server.log"; }
    std::string authorities_file() const { return directory_ + "/receiver-ca.pem"; }

private:
    boost::asio::awaitable<result<void>> become_ready();
    boost::asio::awaitable<int> child_ended();
    child_command command() const;
    error failed_start(std::string what) const;

    boost::asio::any_io_executor executor_;
    std::string directory_;
    scratch_directory short_path_;  ///< a socket's path may be 100 bytes long
    child_notifications notifications_;
    std::unique_ptr<child_process> child_;
    std::string url_;
};

}  // namespace cohook::cli
