#include "cli/attempt_watch.hpp"

#include "cli/api.hpp"
#include "model/iso_time.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>

namespace cohook::cli {
namespace asio = boost::asio;

void attempt_watch::begin(task_group& tasks, service::client& on) {
    tasks.spawn(watch(on, starts_));
}

asio::awaitable<void> attempt_watch::watch(service::client& on, std::shared_ptr<moments> starts) {
    std::string target = "/v1/stream?topics=attempts";
    std::string from_now;
    auto const stream = co_await on.events(std::move(target), std::move(from_now));
    if (!stream) co_return;
    while (true) {
        auto const event = co_await (*stream)->next();
        if (!event) co_return;
        boost::system::error_code fault;
        auto const data = boost::json::parse(event->data, fault);
        if (fault || text_at(data, "kind") != "sync") continue;
        if (auto const at = parse_iso(text_at(data, "startedAt"))) starts->push_back(*at);
    }
}

std::optional<std::chrono::milliseconds> attempt_watch::shortest_gap() const {
    auto sorted = *starts_;
    std::sort(sorted.begin(), sorted.end());
    std::optional<std::chrono::milliseconds> shortest;
    for (std::size_t at = 1; at < sorted.size(); ++at) {
        auto const gap = sorted[at] - sorted[at - 1];
        if (!shortest || gap < *shortest) shortest = gap;
    }
    return shortest;
}

}  // namespace cohook::cli
