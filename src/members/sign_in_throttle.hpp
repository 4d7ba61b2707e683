// Guessing made slow: after some tries that failed, a name and an address have to wait, twice as long each time.
#pragma once

#include <cohook/time.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace cohook::members {

/// Whoever has one address of an IPv6 network (/64) has all of it: by this is counted what is counted by address.
std::string network_of(std::string_view address);

/// Fed with time; keeps at most some thousands of names and addresses. Thread-safe.
class sign_in_throttle {
public:
    /// How long this try has to wait; zero: it may be made, and counts as failed until `succeeded` is told. So many at
    /// once are no way around the count. `login` empty: the address alone.
    std::chrono::seconds admit(std::string_view login, std::string_view address, steady_time now);
    /// The try that was admitted was a good one: the name starts anew, the address is spared this one.
    void succeeded(std::string_view login, std::string_view address);

private:
    struct record {
        std::size_t tries = 0;
        steady_time free_at{}, last{};
    };
    using ledger = std::map<std::string, record, std::less<>>;

    static std::chrono::seconds wait_of(ledger const& of, std::string const& key, steady_time now);
    static void count(ledger& of, std::string const& key, std::size_t free_tries, steady_time now);

    std::mutex mutex_;
    ledger names_, addresses_;
};

}  // namespace cohook::members
