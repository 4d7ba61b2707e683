#include "service/server.hpp"

#include "service/connection.hpp"
#include "service/connection_group.hpp"
#include "service/wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <list>
#include <map>
#include <mutex>

namespace cohook::service {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

class server::state : public std::enable_shared_from_this<server::state> {
public:
    state(asio::any_io_executor executor, cohook::clock& clock, cohook::chance& chance, server_options options,
          server_handlers handlers)
        : executor_(std::move(executor)),
          accepting_(asio::make_strand(executor_)),
          options_(std::move(options)),
          handlers_(std::move(handlers)),
          shared_{clock, chance, options_.limits, handlers_, options_.name},
          acceptor_(accepting_) {}

    result<void> listen();
    result<void> start();
    result<void> reload();
    void drain();
    asio::awaitable<void> stop(std::chrono::milliseconds grace);
    std::uint16_t port() const noexcept { return port_; }
    bool secure() const noexcept { return !options_.certificate_file.empty(); }
    std::string const& address() const noexcept { return options_.address; }
    server_stats stats() const;

private:
    result<void> bind(tcp::endpoint const& where);
    asio::awaitable<void> accept_all();
    asio::awaitable<void> pause();
    void adopt(tcp::socket socket, asio::any_io_executor strand);
    asio::awaitable<void> serve(std::shared_ptr<connection> served, std::string peer);
    asio::awaitable<void> cut_at(steady_time when);
    void each_connection(void (connection::*act)());
    void tell(std::exception_ptr problem) const;

    asio::any_io_executor executor_;
    asio::any_io_executor accepting_;
    server_options options_;
    server_handlers handlers_;
    connection_context shared_;
    tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;

    mutable std::mutex mutex_;  ///< of what follows
    std::shared_ptr<tls_identity> identity_;
    std::map<connection*, std::weak_ptr<connection>> open_;
    std::map<std::string, std::size_t> each_peer_;
    std::uint64_t accepted_ = 0, turned_away_ = 0;
    std::unique_ptr<timer> cutter_;

    // Last, so that tasks may use everything above.
    connection_group cutting_{[this](std::exception_ptr problem) { tell(problem); }};
    connection_group tasks_{[this](std::exception_ptr problem) { tell(problem); }};
};

result<void> server::state::listen() {
    error_code failed;
    auto const address = asio::ip::make_address(options_.address, failed);
    if (failed)
        return error(errc::invalid_argument,
                     "'" + options_.address + "' is no address to listen on; an IPv4 or IPv6 address is wanted",
                     "listen");
    if (secure())
        if (auto const loaded = reload(); !loaded) return loaded;
    return bind(tcp::endpoint(address, options_.port));
}

result<void> server::state::start() {
    if (!acceptor_.is_open())
        if (auto const listening = listen(); !listening) return listening;
    tasks_.spawn(accepting_, accept_all());
    return {};
}

result<void> server::state::bind(tcp::endpoint const& where) {
    error_code failed;
    acceptor_.open(where.protocol(), failed);
    if (!failed) acceptor_.set_option(asio::socket_base::reuse_address(true), failed);
    if (!failed) acceptor_.bind(where, failed);
    if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
    if (!failed) port_ = acceptor_.local_endpoint(failed).port();
    if (!failed) return {};
    error_code ignored;
    acceptor_.close(ignored);
    auto const named = options_.address + " port " + std::to_string(options_.port);
    if (failed == asio::error::address_in_use)
        return error(errc::conflict, named + " is in use by another program; stop it or choose another port", "listen");
    if (failed == asio::error::access_denied)
        return error(errc::forbidden, named + " needs privileges this process does not have; choose a port above 1023",
                     "listen");
    return error(errc::invalid_argument, "cannot listen on " + named + ": " + failed.message(), "listen");
}

result<void> server::state::reload() {
    if (!secure()) return {};
    auto loaded = load_identity(options_.certificate_file, options_.key_file);
    if (!loaded) return loaded.error();
    std::lock_guard const lock(mutex_);
    identity_ = *loaded;
    return {};
}

asio::awaitable<void> server::state::accept_all() {
    auto const self = shared_from_this();
    while (!shared_.draining) {
        asio::any_io_executor const strand = asio::make_strand(executor_);
        auto [failed, socket] = co_await acceptor_.async_accept(strand, asio::as_tuple(asio::use_awaitable));
        if (!acceptor_.is_open()) co_return;
        if (failed)
            // Out of descriptors, most likely: what is open ends sooner or later, spinning would not help it.
            co_await pause();
        else
            adopt(std::move(socket), strand);
    }
}

asio::awaitable<void> server::state::pause() {
    auto const wait = shared_.clock.make_timer(accepting_);
    wait->expire_at(shared_.clock.now() + std::chrono::milliseconds(50));
    co_await wait->wait();
}

void server::state::adopt(tcp::socket socket, asio::any_io_executor strand) {
    error_code failed;
    auto const peer = socket.remote_endpoint(failed).address().to_string();
    if (failed) return;
    socket.set_option(tcp::no_delay(true), failed);
    std::shared_ptr<connection> served;
    {
        std::lock_guard const lock(mutex_);
        ++accepted_;
        auto& same = each_peer_[peer];
        if (open_.size() >= options_.limits.connections || same >= options_.limits.connections_each ||
            shared_.draining) {
            ++turned_away_;
            if (same == 0) each_peer_.erase(peer);
            return;
        }
        ++same;
        auto stream = identity_ ? identity_->wrap(std::move(socket)) : plain_wire(std::move(socket));
        served = std::make_shared<connection>(shared_, std::move(stream), strand, peer);
        open_.emplace(served.get(), served);
    }
    tasks_.spawn(strand, serve(served, peer));
}

asio::awaitable<void> server::state::serve(std::shared_ptr<connection> served, std::string peer) {
    auto const self = shared_from_this();
    std::exception_ptr problem;
    try {
        co_await served->run();
    } catch (...) {
        // Out of memory or a bug: this connection ends, the others do not notice.
        problem = std::current_exception();
    }
    if (problem) tell(problem);
    std::lock_guard const lock(mutex_);
    open_.erase(served.get());
    if (auto const found = each_peer_.find(peer); --found->second == 0) each_peer_.erase(found);
}

void server::state::each_connection(void (connection::*act)()) {
    std::lock_guard const lock(mutex_);
    for (auto const& [raw, weak] : open_)
        if (auto const held = weak.lock()) ((*held).*act)();
}

void server::state::drain() {
    if (shared_.draining.exchange(true)) return;
    asio::post(accepting_, [self = shared_from_this()] {
        error_code ignored;
        self->acceptor_.close(ignored);
    });
    each_connection(&connection::release);
}

asio::awaitable<void> server::state::cut_at(steady_time when) {
    cutter_->expire_at(when);
    co_await cutter_->wait();
    each_connection(&connection::cut);
}

asio::awaitable<void> server::state::stop(std::chrono::milliseconds grace) {
    auto const self = shared_from_this();
    drain();
    bool first = false;
    {
        std::lock_guard const lock(mutex_);
        first = !cutter_;
        if (first) cutter_ = shared_.clock.make_timer(accepting_);
    }
    if (first) cutting_.spawn(accepting_, cut_at(shared_.clock.now() + grace));
    co_await tasks_.join();
    asio::post(accepting_, [self] { self->cutter_->expire_at(steady_time::min()); });
    co_await cutting_.join();
}

void server::state::tell(std::exception_ptr problem) const {
    if (!handlers_.failed) return;
    try {
        std::rethrow_exception(std::move(problem));
    } catch (std::exception const& what) {
        handlers_.failed(std::string("a connection ended with an exception: ") + what.what());
    } catch (...) {
        handlers_.failed("a connection ended with an unknown exception");
    }
}

server_stats server::state::stats() const {
    server_stats now;
    now.requests = shared_.requests;
    now.refused = shared_.refused;
    now.busy = shared_.busy;
    std::lock_guard const lock(mutex_);
    now.accepted = accepted_;
    now.turned_away = turned_away_;
    now.open = open_.size();
    return now;
}

server::server(asio::any_io_executor executor, cohook::clock& clock, cohook::chance& chance, server_options options,
               server_handlers handlers)
    : state_(std::make_shared<state>(std::move(executor), clock, chance, std::move(options), std::move(handlers))) {}

server::~server() = default;

result<void> server::listen() {
    return state_->listen();
}
result<void> server::start() {
    return state_->start();
}
std::uint16_t server::port() const noexcept {
    return state_->port();
}
result<void> server::reload_certificate() {
    return state_->reload();
}
void server::drain() {
    state_->drain();
}
asio::awaitable<void> server::stop(std::chrono::milliseconds grace) {
    return state_->stop(grace);
}
server_stats server::stats() const {
    return state_->stats();
}

std::string server::url() const {
    auto host = state_->address();
    if (host == "0.0.0.0") host = "127.0.0.1";
    if (host == "::") host = "::1";
    if (host.find(':') != std::string::npos) host = "[" + host + "]";
    return (state_->secure() ? "https://" : "http://") + host + ":" + std::to_string(port());
}

}  // namespace cohook::service
