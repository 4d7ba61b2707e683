// The floor: non-blocking sockets and epoll, the request composed in place, the answer looked at and no more. No deadline.
#include "peers/message.hpp"
#include "peers/task.hpp"

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

using bench::peer_task;

int connect_to(peer_task const& task) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<std::uint16_t>(std::atoi(task.port.c_str())));
    if (inet_pton(AF_INET, task.host.c_str(), &where.sin_addr) != 1) peer_task::stop("the host must be an address");
    int const made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(made, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) peer_task::stop("nobody listens");
    int const on = 1;
    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return made;
}

class sender {
public:
    explicit sender(peer_task const& task)
        : composer_(task.person),
          poll_(epoll_create1(EPOLL_CLOEXEC)),
          head_("POST " + task.path + " HTTP/1.1\r\nHost: " + task.authority +
                "\r\nContent-Type: application/json\r\nUser-Agent: peer\r\nContent-Length: ") {
        for (long i = 0; i < task.connections; ++i) {
            sockets_.push_back(connect_to(task));
            epoll_event wanted{};
            wanted.events = EPOLLIN;
            wanted.data.fd = sockets_.back();
            epoll_ctl(poll_, EPOLL_CTL_ADD, sockets_.back(), &wanted);
        }
    }

    void send(long count) {
        long left = count, answered = 0;
        for (int const socket : sockets_)
            if (left > 0) post(socket, --left);
        std::array<epoll_event, 256> events{};
        while (answered < count) {
            int const ready = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), -1);
            for (int i = 0; i < ready; ++i) {
                int const socket = events[static_cast<std::size_t>(i)].data.fd;
                take_answer(socket);
                ++answered;
                if (left > 0) post(socket, --left);
            }
        }
    }

private:
    // A request is far smaller than an empty socket's buffer.
    void post(int socket, long number) {
        composer_.compose(number, message_);
        request_ = head_;
        request_.append(std::to_string(message_.body.size()));
        request_.append("\r\nwebhook-id: ").append(message_.id);
        request_.append("\r\nwebhook-timestamp: ").append(message_.timestamp);
        request_.append("\r\nwebhook-signature: ").append(message_.signature);
        request_.append("\r\n\r\n").append(message_.body);
        if (::send(socket, request_.data(), request_.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request_.size()))
            peer_task::stop("a request did not go out");
    }

    static void take_answer(int socket) {
        std::array<char, 512> answer{};
        ssize_t const size = recv(socket, answer.data(), answer.size(), 0);
        std::string_view const text(answer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
        if (!text.starts_with("HTTP/1.1 204") || !text.ends_with("\r\n\r\n")) peer_task::stop("not a 204");
    }

    bench::composer composer_;
    bench::signed_message message_;
    int poll_;
    std::string const head_;
    std::string request_;
    std::vector<int> sockets_;
};

}  // namespace

int main(int count, char** arguments) {
    peer_task const task(count, arguments);
    sender peer(task);
    task.run([&](long deliveries) { peer.send(deliveries); });
}
