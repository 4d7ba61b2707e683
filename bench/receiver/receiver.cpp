// The receiver of the benchmarks: one thread, plain or TLS, fast enough never to be what limits a sender.
//
//     receiver PORT               plain; 0: a free port. It says `ready PORT` once it listens
//     receiver PORT AUTHORITY     TLS; the certificate of the authority that a sender has to trust is written there
//
// The path of a request says what becomes of it, so that one receiver serves healthy and sick endpoints at once:
// `/slow/MS` is answered after MS milliseconds, `/drip` a byte each 100 ms, `/dead` never, `/flapping` with 503 in every
// other second, `/count` with the number of requests so far, `/clock` with the moment it arrived (nanoseconds of the
// monotonic clock), `/close` with 204 and the end of the connection, and anything else with 204 at once.
#include "receiver/connection.hpp"
#include "receiver/delayed.hpp"
#include "transport/dev_ca.hpp"

#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <netinet/tcp.h>
#include <string>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unordered_map>

namespace bench {
namespace {

constexpr std::string_view yes = "HTTP/1.1 204 No Content\r\n\r\n";
constexpr std::string_view yes_and_goodbye = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
constexpr std::string_view not_now = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

[[noreturn]] void die(char const* what) {
    std::perror(what);
    std::exit(1);
}

int listen_on(int port) {
    int const listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int const on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<std::uint16_t>(port));
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0 || listen(listener, 4096) != 0)
        die("the receiver cannot listen");
    return listener;
}

int port_of(int listener) {
    sockaddr_in where{};
    socklen_t size = sizeof where;
    getsockname(listener, reinterpret_cast<sockaddr*>(&where), &size);
    return ntohs(where.sin_port);
}

/// A context with a certificate for 127.0.0.1 and localhost; the authority's goes to the file.
SSL_CTX* make_tls(char const* authority_file) {
    auto const now = std::chrono::time_point_cast<cohook::wall_time::duration>(std::chrono::system_clock::now());
    auto const authority = cohook::transport::development_ca::create(now);
    auto const identity = authority.value().issue({"127.0.0.1", "localhost"}, now);
    std::ofstream(authority_file) << authority->certificate();
    SSL_CTX* const made = SSL_CTX_new(TLS_server_method());
    auto const text = [](std::string const& pem) { return BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())); };
    X509* const certificate = PEM_read_bio_X509(text(identity->certificate), nullptr, nullptr, nullptr);
    EVP_PKEY* const key = PEM_read_bio_PrivateKey(text(identity->private_key), nullptr, nullptr, nullptr);
    if (SSL_CTX_use_certificate(made, certificate) != 1 || SSL_CTX_use_PrivateKey(made, key) != 1)
        die("the receiver's certificate");
    SSL_CTX_set_session_id_context(made, reinterpret_cast<unsigned char const*>("bench"), 5);
    return made;
}

class receiver {
public:
    receiver(int listener, SSL_CTX* tls) : listener_(listener), tls_(tls), poll_(epoll_create1(EPOLL_CLOEXEC)) {
        watch(listener_);
    }

    [[noreturn]] void run() {
        std::array<epoll_event, 256> events{};
        for (;;) {
            int const count =
                epoll_wait(poll_, events.data(), static_cast<int>(events.size()), delayed_.milliseconds());
            for (int i = 0; i < count; ++i) {
                int const socket = events[static_cast<std::size_t>(i)].data.fd;
                if (socket == listener_)
                    accept_all();
                else
                    serve(socket);
            }
            delayed_.run_due([this](int socket, std::uint64_t serial, std::string_view bytes) {
                auto const found = connections_.find(socket);
                if (found != connections_.end() && found->second.serial() == serial) found->second.write(bytes);
            });
        }
    }

private:
    void watch(int socket) {
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.fd = socket;
        epoll_ctl(poll_, EPOLL_CTL_ADD, socket, &wanted);
    }

    void accept_all() {
        for (;;) {
            int const socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (socket < 0) return;
            int const on = 1;
            setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            connections_.try_emplace(socket, socket, ++serial_, tls_);
            watch(socket);
        }
    }

    void serve(int socket) {
        auto const found = connections_.find(socket);
        if (found == connections_.end()) return;
        connection& peer = found->second;
        if (!peer.read([&](std::string_view path) { answer(peer, path); })) connections_.erase(found);
    }

    void answer(connection& peer, std::string_view path) {
        ++requests_;
        if (path.starts_with("/slow/")) {
            delayed_.add(std::strtol(path.data() + 6, nullptr, 10), peer.socket(), peer.serial(), yes);
        } else if (path == "/drip") {
            for (std::size_t at = 0; at < yes.size(); ++at)
                delayed_.add(100 * (static_cast<long>(at) + 1), peer.socket(), peer.serial(), yes.substr(at, 1));
        } else if (path == "/flapping") {
            peer.write(std::time(nullptr) % 2 == 0 ? yes : not_now);
        } else if (path == "/count") {
            tell(peer, std::to_string(requests_ - 1));
        } else if (path == "/clock") {
            tell(peer,
                 std::to_string(std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1)));
        } else if (path == "/close") {
            peer.write(yes_and_goodbye);
            peer.finish();
        } else if (path != "/dead") {
            peer.write(yes);
        }
    }

    static void tell(connection& peer, std::string const& what) {
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(what.size()) + "\r\n\r\n" + what);
    }

    int listener_;
    SSL_CTX* tls_;
    int poll_;
    std::unordered_map<int, connection> connections_;
    delayed_answers delayed_;
    std::uint64_t serial_ = 0;
    std::uint64_t requests_ = 0;
};

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
    if (count < 2) {
        std::fputs("usage: receiver PORT [AUTHORITY]\n", stderr);
        return 2;
    }
    // TLS says goodbye to peers that have gone already.
    std::signal(SIGPIPE, SIG_IGN);
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    SSL_CTX* const tls = count > 2 ? bench::make_tls(arguments[2]) : nullptr;
    int const listener = bench::listen_on(std::atoi(arguments[1]));
    bench::receiver serving(listener, tls);
    std::printf("ready %d\n", bench::port_of(listener));
    std::fflush(stdout);
    serving.run();
}
