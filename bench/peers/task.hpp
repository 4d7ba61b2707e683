// What each C++ peer is asked to do: `peer URL PERSON_FILE DELIVERIES CONNECTIONS`. It prints POSTs a second.
#pragma once

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace bench {

struct peer_task {
    peer_task(int count, char** arguments) {
        if (count != 5) stop("usage: peer URL PERSON_FILE DELIVERIES CONNECTIONS");
        url = arguments[1];
        std::string_view rest = url;
        if (!rest.starts_with("http://")) stop("the URL must be of http");
        rest.remove_prefix(7);
        authority = rest.substr(0, rest.find('/'));
        path = rest.substr(authority.size());
        host = authority.substr(0, authority.find(':'));
        port = authority.substr(host.size() + 1);
        std::ifstream file(arguments[2]);
        person.assign(std::istreambuf_iterator<char>(file), {});
        deliveries = std::atol(arguments[3]);
        connections = std::atol(arguments[4]);
        if (person.empty() || deliveries <= 0 || connections <= 0) stop("no person, or nothing to send");
    }

    [[noreturn]] static void stop(char const* why) {
        std::fprintf(stderr, "peer: %s\n", why);
        std::exit(2);
    }

    /// `send(count)` sends so many. Connections are open when the clock starts.
    template <class Send>
    void run(Send send) const {
        send(20 * connections);
        auto const started = std::chrono::steady_clock::now();
        send(deliveries);
        std::chrono::duration<double> const passed = std::chrono::steady_clock::now() - started;
        std::printf("%.0f\n", static_cast<double>(deliveries) / passed.count());
    }

    std::string url, authority, host, port, path, person;
    long deliveries = 0, connections = 0;
};

}  // namespace bench
