#include "transport/readiness.hpp"

#include <boost/asio/post.hpp>

#include <array>
#include <sys/epoll.h>

namespace cohook::transport {

namespace asio = boost::asio;

std::shared_ptr<readiness> readiness::open(asio::any_io_executor const& executor) {
    int const handle = ::epoll_create1(EPOLL_CLOEXEC);
    if (handle < 0) return nullptr;
    return std::shared_ptr<readiness>(new readiness(executor, handle));
}

readiness::~readiness() {
    abandon();
}

bool readiness::watch(int handle, watched& by) noexcept {
    epoll_event wanted{};
    wanted.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    wanted.data.ptr = &by;
    return ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, handle, &wanted) == 0;
}

void readiness::park(parked& who) {
    waiting_.push_back(who);
    if (!armed_) arm();
}

void readiness::signal(parked& who) noexcept {
    if (who.handler.empty()) return;
    who.unlink();
    signalled_.push_back(who);
}

void readiness::signal_later(parked& who) {
    if (who.handler.empty()) return;
    signal(who);
    run_signalled_later();
}

void readiness::abandon() noexcept {
    for (auto* const all : {&waiting_, &signalled_}) {
        while (!all->empty()) {
            auto& one = all->front();
            all->pop_front();
            one.handler.drop();
        }
    }
    boost::system::error_code ignored;
    epoll_.close(ignored);
}

void readiness::arm() {
    armed_ = true;
    epoll_.async_wait(asio::posix::stream_descriptor::wait_read,
                      [self = shared_from_this()](boost::system::error_code const& problem) {
                          if (!problem) self->collect();
                      });
}

void readiness::collect() {
    std::array<epoll_event, 256> events;
    int const count = ::epoll_wait(epoll_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
    // All are told before anybody runs: who runs may close what the others are about.
    for (int at = 0; at < count; ++at) static_cast<watched*>(events[at].data.ptr)->notice(events[at].events);
    armed_ = false;
    if (!waiting_.empty()) arm();
    run_signalled();
}

void readiness::run_signalled() {
    try {
        while (!signalled_.empty()) {
            auto& next = signalled_.front();
            signalled_.pop_front();
            next.handler.run();
        }
    } catch (...) {
        // It is its executor's to handle, but not at the others' cost.
        run_signalled_later();
        throw;
    }
}

void readiness::run_signalled_later() {
    asio::post(epoll_.get_executor(), [self = shared_from_this()] { self->run_signalled(); });
}

}  // namespace cohook::transport
