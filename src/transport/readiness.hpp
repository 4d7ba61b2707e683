// Who waits for a socket, and is told when it is worth a system call. Asio's reactor tries to read before it waits; for
// one who has just sent a request and waits for the answer that is one system call of three, in vain. So the sockets of
// exchanges are watched here: one epoll of our own, which is itself one descriptor of Asio's.
#pragma once

#include "runtime/handler_slot.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/intrusive/list.hpp>

#include <cstdint>
#include <memory>

namespace cohook::transport {

/// One coroutine that waits; it runs once it is signalled. At most one at a time waits here.
struct parked : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
    handler_slot handler;
};

/// Something that is watched: told, as `EPOLL…` bits, what has come about.
class watched {
public:
    virtual ~watched() = default;
    virtual void notice(std::uint32_t events) = 0;
};

/// Belongs to one executor. While somebody waits, the executor has work.
class readiness : public std::enable_shared_from_this<readiness> {
public:
    /// Null where the system has no descriptor left.
    static std::shared_ptr<readiness> open(boost::asio::any_io_executor const& executor);
    ~readiness();
    readiness(readiness const&) = delete;
    readiness& operator=(readiness const&) = delete;

    /// Told of every change from now on until the handle is closed. False where the system refuses.
    bool watch(int handle, watched& by) noexcept;
    /// Whether what comes about is told soon: somebody waits, so the kernel's news are taken in.
    bool is_attentive() const noexcept { return armed_; }
    /// `who` holds a handler. It runs on the executor after `signal`.
    void park(parked& who);
    /// From `notice`.
    void signal(parked& who) noexcept;
    /// From elsewhere: what waits is not run inside the call.
    void signal_later(parked& who);
    /// Ends all waiting without running it. Nothing is watched any more.
    void abandon() noexcept;

private:
    using line = boost::intrusive::list<parked, boost::intrusive::constant_time_size<false>>;

    readiness(boost::asio::any_io_executor const& executor, int handle) : epoll_(executor, handle) {}
    void arm();
    void collect();
    void run_signalled();
    void run_signalled_later();

    boost::asio::posix::stream_descriptor epoll_;
    bool armed_ = false;
    line waiting_, signalled_;
};

}  // namespace cohook::transport
