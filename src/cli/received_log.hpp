// What the demonstration's receiver got, counted, and the way to wait for more of it.
#pragma once

#include "cli/receiver.hpp"
#include "runtime/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace cohook::cli {

/// Belongs to one executor.
class received_log {
public:
    explicit received_log(boost::asio::any_io_executor executor);

    void add(received one);
    /// Completes true as soon as `holds` does, which is asked after each request; false after `limit`. One waiter.
    boost::asio::awaitable<bool> until(std::function<bool()> holds, std::chrono::milliseconds limit);

    /// Requests that did not verify; a test's wrongly signed one is among them.
    std::size_t forged() const noexcept { return forged_; }
    /// Genuine ones of this kind of change, in order.
    std::vector<received> const& of(std::string const& change) const;
    std::set<std::int64_t> persons(std::string const& change) const;
    /// How often each person came with this sync.
    std::map<std::int64_t, std::size_t> in_sync(std::string const& sync_id) const;

private:
    std::map<std::string, std::vector<received>> genuine_;
    std::size_t forged_ = 0;
    std::unique_ptr<timer> changed_;
};

}  // namespace cohook::cli
