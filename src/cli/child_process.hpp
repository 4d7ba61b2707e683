// A child of this process: started from our own executable, watched, ended, killed.
#pragma once

#include <cohook/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <vector>

namespace cohook::cli {

struct child_command {
    std::vector<std::string> arguments;  ///< after the program's name
    /// Replaces every COHOOK_* and NOTIFY_SOCKET of our own environment; the rest is inherited.
    std::vector<std::string> environment;
    std::string output_file;  ///< stdout and stderr are appended here
};

/// Ends with SIGKILL when this object goes, and when this process does.
class child_process {
public:
    /// Starts our own executable again. Errors: `internal` with the system's reason.
    static result<std::unique_ptr<child_process>> start(boost::asio::any_io_executor const& executor,
                                                        child_command const& command);
    child_process(child_process const&) = delete;
    child_process& operator=(child_process const&) = delete;
    ~child_process();

    int id() const noexcept { return id_; }
    void signal(int number) noexcept;
    /// Completes when it has ended: its exit status, or 128 + the signal that ended it.
    boost::asio::awaitable<int> ended();

private:
    struct watch;
    child_process(int id, std::unique_ptr<watch> watched);
    int reap();

    int id_;
    int status_ = -1;  ///< -1: runs
    std::unique_ptr<watch> watch_;
};

}  // namespace cohook::cli
