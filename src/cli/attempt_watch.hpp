// When the attempts of a sync started, as the server's event stream tells it.
#pragma once

#include "runtime/task_group.hpp"
#include "service/client.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace cohook::cli {

/// What one `begin` sees. Copies share it.
class attempt_watch {
public:
    /// Opens the stream as one of `tasks`; what happens before it is open is not seen. `on` outlives the task.
    void begin(task_group& tasks, service::client& on);

    std::size_t count() const noexcept { return starts_->size(); }
    /// Between two starts; none where fewer than two were told.
    std::optional<std::chrono::milliseconds> shortest_gap() const;

private:
    using moments = std::vector<std::chrono::sys_time<std::chrono::milliseconds>>;
    static boost::asio::awaitable<void> watch(service::client& on, std::shared_ptr<moments> starts);

    std::shared_ptr<moments> starts_ = std::make_shared<moments>();
};

}  // namespace cohook::cli
