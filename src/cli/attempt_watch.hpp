// When the attempts of a sync started, as the server's event stream tells it.
#pragma once

#include "runtime/task_group.hpp"
#include "service/client.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace cohook::cli {

/// Belongs to one executor. `end` before destruction.
class attempt_watch {
public:
    explicit attempt_watch(boost::asio::any_io_executor executor);

    /// Opens the stream in the background; what happens before it is open is not seen.
    void begin(service::client& on);
    boost::asio::awaitable<void> end();

    std::size_t count() const noexcept { return starts_.size(); }
    /// Between two starts; none where fewer than two were told.
    std::optional<std::chrono::milliseconds> shortest_gap() const;

private:
    boost::asio::awaitable<void> watch(service::client& on);

    std::vector<std::chrono::sys_time<std::chrono::milliseconds>> starts_;
    task_group tasks_;
};

}  // namespace cohook::cli
