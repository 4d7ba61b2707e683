// How much anyone may ask for: a rate for each key, account and address, so that none takes the server from the others.
#pragma once

#include <cohook/time.hpp>

#include "pacing/token_bucket.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace cohook::service {

/// Fed with time. Thread-safe. Keeps some thousands of names at most.
class request_budget {
public:
    /// Requests a second of each name, with twice as many saved up; 0: no limit.
    explicit request_budget(std::uint32_t each_second) noexcept : each_second_(each_second) {}

    /// Takes one request of this name; zero: it may be served, else how long to wait.
    steady_span take(std::string_view name, steady_time now);

private:
    void make_room(steady_time now);

    std::uint32_t const each_second_;
    std::mutex mutex_;
    std::map<std::string, pacing::token_bucket, std::less<>> buckets_;
};

}  // namespace cohook::service
