#include "members/sign_in_throttle.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace cohook::members {
namespace {

constexpr std::size_t free_tries_of_name = 5, free_tries_of_address = 20;
constexpr std::chrono::seconds longest_wait = std::chrono::minutes(15);
constexpr auto remembered_for = std::chrono::hours(1);
constexpr std::size_t most_kept = 10'000;

std::chrono::seconds wait_after(std::size_t tries, std::size_t free_tries) {
    if (tries < free_tries) return std::chrono::seconds(0);
    auto const doublings = std::min<std::size_t>(tries - free_tries, 20);
    return std::min(longest_wait, std::chrono::seconds(1LL << doublings));
}

/// Drops what is long over; then those that need not wait; where all have to, one of them. Many at once, so that room is
/// not made for every newcomer.
template <class Ledger>
void make_room(Ledger& of, steady_time now) {
    if (of.size() < most_kept) return;
    std::erase_if(of, [&](auto const& each) { return now - each.second.last > remembered_for; });
    if (of.size() >= most_kept) std::erase_if(of, [&](auto const& each) { return each.second.free_at <= now; });
    if (of.size() >= most_kept) of.erase(of.begin());
}

}  // namespace

std::string network_of(std::string_view address) {
    boost::system::error_code failed;
    auto const parsed = boost::asio::ip::make_address(std::string(address), failed);
    if (failed || !parsed.is_v6() || parsed.to_v6().is_v4_mapped()) return std::string(address);
    auto bytes = parsed.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return boost::asio::ip::address_v6(bytes).to_string();
}

std::chrono::seconds sign_in_throttle::wait_of(ledger const& of, std::string const& key, steady_time now) {
    auto const found = of.find(key);
    if (found == of.end() || found->second.free_at <= now) return std::chrono::seconds(0);
    return std::chrono::ceil<std::chrono::seconds>(found->second.free_at - now);
}

void sign_in_throttle::count(ledger& of, std::string const& key, std::size_t free_tries, steady_time now) {
    make_room(of, now);
    auto& entry = of[key];
    if (now - entry.last > remembered_for) entry = record();
    entry.last = now;
    entry.free_at = now + wait_after(++entry.tries, free_tries);
}

std::chrono::seconds sign_in_throttle::admit(std::string_view login, std::string_view address, steady_time now) {
    std::lock_guard const lock(mutex_);
    std::string const name(login), from = network_of(address);
    auto wait = wait_of(addresses_, from, now);
    if (!name.empty()) wait = std::max(wait, wait_of(names_, name, now));
    if (wait > std::chrono::seconds(0)) return wait;
    count(addresses_, from, free_tries_of_address, now);
    if (!name.empty()) count(names_, name, free_tries_of_name, now);
    return wait;
}

void sign_in_throttle::succeeded(std::string_view login, std::string_view address) {
    std::lock_guard const lock(mutex_);
    names_.erase(std::string(login));
    auto const found = addresses_.find(network_of(address));
    if (found == addresses_.end()) return;
    auto& entry = found->second;
    if (entry.tries > 0) --entry.tries;
    if (entry.tries < free_tries_of_address) entry.free_at = steady_time();
}

}  // namespace cohook::members
