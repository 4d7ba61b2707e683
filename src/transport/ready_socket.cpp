#include "transport/ready_socket.hpp"

#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <system_error>
#include <unistd.h>

namespace cohook::transport {

namespace {

io_outcome failure(int problem) {
    io_outcome outcome(io_end::failed, 0);
    if (problem == EAGAIN || problem == EWOULDBLOCK) outcome.end = io_end::not_yet;
    if (problem == ECONNRESET || problem == EPIPE || problem == ECONNABORTED) outcome.end = io_end::reset;
    if (problem == ENOMEM || problem == ENOBUFS) outcome.fault = attempt_fault::local_resources;
    if (outcome.end != io_end::not_yet) outcome.detail = std::system_category().message(problem);
    return outcome;
}

iovec part(std::string_view text) {
    iovec made;
    made.iov_base = const_cast<char*>(text.data());
    made.iov_len = text.size();
    return made;
}

}  // namespace

ready_socket::ready_socket(readiness& home, int handle) noexcept : home_(home), handle_(handle) {
    if (!home_.watch(handle_, *this)) close();
}

io_outcome ready_socket::receive(std::span<char> into) noexcept {
    if (!is_open()) return io_outcome(io_end::aborted, 0);
    if (!readable_) return io_outcome(io_end::not_yet, 0);
    ssize_t got = 0;
    do {
        got = ::recv(handle_, into.data(), into.size(), 0);
    } while (got < 0 && errno == EINTR);
    auto const problem = errno;
    // Fewer bytes than there was room for: that was all. Whatever comes later is noticed.
    if (got < static_cast<ssize_t>(into.size())) readable_ = ended_;
    if (got < 0) return failure(problem);
    if (got == 0) return io_outcome(io_end::closed, 0);
    return io_outcome(io_end::ok, static_cast<std::size_t>(got));
}

io_outcome ready_socket::send(std::string_view head, std::string_view body) noexcept {
    if (!is_open()) return io_outcome(io_end::aborted, 0);
    if (!writable_) return io_outcome(io_end::not_yet, 0);
    std::array<iovec, 2> parts{part(head), part(body)};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    ssize_t sent = 0;
    do {
        sent = ::sendmsg(handle_, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    auto const problem = errno;
    if (sent < static_cast<ssize_t>(head.size() + body.size())) writable_ = broken_;
    if (sent < 0) return failure(problem);
    return io_outcome(io_end::ok, static_cast<std::size_t>(sent));
}

void ready_socket::notice(std::uint32_t events) {
    if ((events & (EPOLLHUP | EPOLLERR)) != 0) ended_ = broken_ = true;
    if ((events & EPOLLRDHUP) != 0) ended_ = true;
    if (ended_ || (events & EPOLLIN) != 0) {
        readable_ = true;
        home_.signal(reading_);
    }
    if (broken_ || (events & EPOLLOUT) != 0) {
        writable_ = true;
        home_.signal(writing_);
    }
}

bool ready_socket::is_quiet() noexcept {
    if (!is_open() || readable_) return false;
    if (home_.is_attentive()) return true;
    char byte = 0;
    readable_ = ::recv(handle_, &byte, 1, MSG_PEEK) >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
    return !readable_;
}

void ready_socket::close() noexcept {
    if (!is_open()) return;
    ::close(handle_);
    handle_ = -1;
    readable_ = writable_ = true;
    home_.signal_later(reading_);
    home_.signal_later(writing_);
}

}  // namespace cohook::transport
