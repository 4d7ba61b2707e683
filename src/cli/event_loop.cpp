#include "cli/event_loop.hpp"

#include "runtime/clock.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>

#include <csignal>
#include <cstdlib>
#include <exception>

namespace cohook::cli {
namespace asio = boost::asio;
namespace {

/// Listens for the signals that end a command; the second one does not wait.
class interruption {
public:
    explicit interruption(asio::io_context& context) : signals_(context, SIGINT, SIGTERM) { listen(); }
    asio::cancellation_slot slot() { return end_.slot(); }
    bool came() const noexcept { return count_ > 0; }
    void stop() {
        boost::system::error_code ignored;
        signals_.cancel(ignored);
    }

private:
    void listen() {
        signals_.async_wait([this](boost::system::error_code fault, int) {
            if (fault) return;
            if (++count_ > 1) std::_Exit(static_cast<int>(exit_code::interrupted));
            end_.emit(asio::cancellation_type::terminal);
            listen();
        });
    }
    asio::signal_set signals_;
    asio::cancellation_signal end_;
    int count_ = 0;
};

}  // namespace

exit_code event_loop::run(std::function<asio::awaitable<exit_code>()> work) {
    interruption interrupted(context_);
    exit_code code = exit_code::failed;
    std::exception_ptr broken;
    auto const done = [&](std::exception_ptr failure, exit_code made) {
        broken = failure;
        code = made;
        interrupted.stop();
        // What still waits (timers of resting connections) is not waited for; its owners are about to go.
        context_.stop();
    };
    asio::co_spawn(context_, work(), asio::bind_cancellation_slot(interrupted.slot(), done));
    context_.run();
    context_.restart();
    if (interrupted.came() && (broken || code == exit_code::unreachable)) return exit_code::interrupted;
    if (broken) std::rethrow_exception(broken);
    return code;
}

asio::awaitable<void> pause(std::chrono::milliseconds span) {
    auto const executor = co_await asio::this_coro::executor;
    auto const timer = system_clock().make_timer(executor);
    timer->expire_at(system_clock().now() + span);
    co_await timer->wait();
}

}  // namespace cohook::cli
