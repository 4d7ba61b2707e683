#include "embed/own_addresses.hpp"

#include <cstring>
#include <ifaddrs.h>
#include <netinet/in.h>

namespace cohook::embed {
namespace ip = boost::asio::ip;

std::vector<ip::address> own_addresses() {
    std::vector<ip::address> found;
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0) return found;
    for (ifaddrs* at = first; at != nullptr; at = at->ifa_next) {
        if (at->ifa_addr == nullptr) continue;
        if (at->ifa_addr->sa_family == AF_INET) {
            sockaddr_in four{};
            std::memcpy(&four, at->ifa_addr, sizeof four);
            found.emplace_back(ip::address_v4(ntohl(four.sin_addr.s_addr)));
        }
        if (at->ifa_addr->sa_family == AF_INET6) {
            sockaddr_in6 six{};
            std::memcpy(&six, at->ifa_addr, sizeof six);
            ip::address_v6::bytes_type bytes{};
            std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
            found.emplace_back(ip::address_v6(bytes));
        }
    }
    ::freeifaddrs(first);
    return found;
}

}  // namespace cohook::embed
