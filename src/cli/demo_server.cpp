#include "cli/demo_server.hpp"

#include "cli/event_loop.hpp"
#include "cli/files.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <csignal>

namespace cohook::cli {
namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
namespace {

constexpr std::chrono::seconds longest_start(60);

std::string announced(std::string const& datagram, std::string const& name) {
    std::size_t const at = datagram.find(name + "=");
    if (at == std::string::npos) return {};
    std::size_t const start = at + name.size() + 1;
    return datagram.substr(start, datagram.find('\n', start) - start);
}

std::string last_lines(std::string const& text) {
    constexpr std::size_t kept = 600;
    return text.size() <= kept ? text : text.substr(text.size() - kept);
}

}  // namespace

demo_server::demo_server(asio::any_io_executor executor, std::string directory)
    : executor_(executor),
      directory_(std::move(directory)),
      short_path_(scratch_directory::make().value()),
      notifications_(executor, short_path_.file("notify")) {}

child_command demo_server::command() const {
    std::string const listen = url_.empty() ? "127.0.0.1:0" : url_.substr(url_.rfind('/') + 1);
    child_command made;
    made.arguments = {"serve",
                      "--store",
                      store_url(),
                      "--listen",
                      listen,
                      "--admin-key-file",
                      key_file(),
                      "--allow-address",
                      "127.0.0.0/8",
                      "--ca-file",
                      authorities_file(),
                      "--log-format",
                      "json",
                      "--drain-deadline",
                      "5s",
                      "--config",
                      "/dev/null"};
    made.environment = {"NOTIFY_SOCKET=" + notifications_.path()};
    made.output_file = log_file();
    return made;
}

error demo_server::failed_start(std::string what) const {
    auto const log = read_file(log_file());
    if (log) what += "; its last words:\n" + last_lines(*log);
    return error(errc::unavailable, std::move(what));
}

asio::awaitable<result<void>> demo_server::become_ready() {
    while (true) {
        std::string const said = co_await notifications_.next();
        if (said.find("READY=1") == std::string::npos) continue;
        url_ = announced(said, "X_COHOOK_URL");
        co_return result<void>();
    }
}

asio::awaitable<int> demo_server::child_ended() {
    return child_->ended();
}

asio::awaitable<result<void>> demo_server::start() {
    auto started = child_process::start(executor_, command());
    if (!started) co_return started.error();
    child_ = std::move(*started);
    auto const first = co_await (become_ready() || child_ended() || pause(longest_start));
    if (first.index() == 0) co_return result<void>();
    if (first.index() == 1) {
        co_return failed_start("the server ended with status " + std::to_string(std::get<1>(first)));
    }
    co_return failed_start("the server did not become ready in a minute");
}

asio::awaitable<void> demo_server::kill() {
    child_->signal(SIGKILL);
    co_await child_->ended();
    child_.reset();
}

asio::awaitable<int> demo_server::stop() {
    if (!child_) co_return 0;
    child_->signal(SIGTERM);
    int const status = co_await child_->ended();
    child_.reset();
    co_return status;
}

}  // namespace cohook::cli
