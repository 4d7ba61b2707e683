#include "cli/received_log.hpp"

namespace cohook::cli {
namespace asio = boost::asio;

received_log::received_log(asio::any_io_executor executor) : changed_(system_clock().make_timer(std::move(executor))) {}

void received_log::add(received one) {
    if (one.genuine())
        genuine_[one.change].push_back(std::move(one));
    else
        ++forged_;
    changed_->cancel();
}

asio::awaitable<bool> received_log::until(std::function<bool()> holds, std::chrono::milliseconds limit) {
    steady_time const end = system_clock().now() + limit;
    while (true) {
        if (holds()) co_return true;
        if (system_clock().now() >= end) co_return false;
        changed_->expire_at(end);
        co_await changed_->wait();
    }
}

std::vector<received> const& received_log::of(std::string const& change) const {
    static std::vector<received> const none;
    auto const found = genuine_.find(change);
    return found == genuine_.end() ? none : found->second;
}

std::set<std::int64_t> received_log::persons(std::string const& change) const {
    std::set<std::int64_t> all;
    for (received const& one : of(change)) all.insert(one.person_ids.begin(), one.person_ids.end());
    return all;
}

std::map<std::int64_t, std::size_t> received_log::in_sync(std::string const& sync_id) const {
    std::map<std::int64_t, std::size_t> times;
    for (received const& one : of("sync")) {
        if (one.sync_id != sync_id) continue;
        for (std::int64_t const person : one.person_ids) ++times[person];
    }
    return times;
}

}  // namespace cohook::cli
