// Bytes that are to be written later, in the order of their moments.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <string_view>

namespace bench {

class delayed_answers {
public:
    /// `bytes` live for ever.
    void add(long milliseconds, int socket, std::uint64_t serial, std::string_view bytes) {
        due_.emplace(clock::now() + std::chrono::milliseconds(milliseconds), answer{socket, serial, bytes});
    }

    /// Until the next is due, as epoll_wait wants it.
    int milliseconds() const {
        if (due_.empty()) return -1;
        auto const left = std::chrono::ceil<std::chrono::milliseconds>(due_.begin()->first - clock::now());
        return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
    }

    template <class Write>
    void run_due(Write write) {
        if (due_.empty()) return;
        auto const now = clock::now();
        while (!due_.empty() && due_.begin()->first <= now) {
            answer const next = due_.begin()->second;
            due_.erase(due_.begin());
            write(next.socket, next.serial, next.bytes);
        }
    }

private:
    using clock = std::chrono::steady_clock;
    struct answer {
        int socket;
        std::uint64_t serial;
        std::string_view bytes;
    };
    std::multimap<clock::time_point, answer> due_;
};

}  // namespace bench
