#include "support/scripted_receiver.hpp"

#include "support/receiver_socket.hpp"
#include "transport/openssl_handles.hpp"

#include <openssl/pem.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <csignal>
#include <list>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace cohook::testing {

void event::set() {
    std::lock_guard lock(mutex_);
    set_ = true;
    changed_.notify_all();
}

void event::wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return set_; });
}

bool event::is_set() const {
    std::lock_guard lock(mutex_);
    return set_;
}

struct scripted_receiver::state {
    receiver_options options;
    receiver_script script;
    transport::ssl_ctx_ptr tls;
    int listener = -1;
    std::uint16_t port = 0;
    std::thread acceptor;
    mutable std::mutex mutex;
    std::condition_variable changed;
    std::list<std::thread> threads;
    std::vector<int> open;  ///< to be shut down at the end, so that no script hangs
    std::size_t accepted = 0, ended = 0;
    std::atomic<std::size_t> requests{0};
    bool stopping = false;

    void accept_all();
    void serve(int socket, std::size_t number);
};

namespace {

/// The sender is gone, or the test is over.
struct script_over {};

transport::ssl_ctx_ptr server_context(receiver_options const& options) {
    if (!options.identity) return nullptr;
    transport::ssl_ctx_ptr made(SSL_CTX_new(TLS_server_method()));
    auto const& identity = *options.identity;
    transport::bio_ptr chain(
        BIO_new_mem_buf(identity.certificate.data(), static_cast<int>(identity.certificate.size())));
    transport::bio_ptr secret(
        BIO_new_mem_buf(identity.private_key.data(), static_cast<int>(identity.private_key.size())));
    transport::x509_ptr certificate(PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
    transport::pkey_ptr key(PEM_read_bio_PrivateKey(secret.get(), nullptr, nullptr, nullptr));
    if (SSL_CTX_use_certificate(made.get(), certificate.get()) != 1 ||
        SSL_CTX_use_PrivateKey(made.get(), key.get()) != 1)
        throw std::runtime_error("the receiver's certificate does not fit");
    if (options.tune) options.tune(made.get());
    return made;
}

std::size_t content_length(std::string const& head) {
    std::string lower(head);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    auto const found = lower.find("\r\ncontent-length:");
    return found == std::string::npos ? 0 : std::stoul(lower.substr(found + 17));
}

class scripted_connection final : public receiver_connection {
public:
    scripted_connection(receiver_socket& socket, std::size_t number, std::atomic<std::size_t>& requests)
        : socket_(socket), number_(number), requests_(requests) {}

    std::size_t number() const override { return number_; }

    std::string read_head() override {
        for (;;) {
            auto const end = unread_.find("\r\n\r\n");
            if (end != std::string::npos) return take(end + 4);
            if (!fill()) return {};
        }
    }

    std::string read_request() override {
        auto request = read_head();
        if (request.empty()) return request;
        auto const body = content_length(request);
        while (unread_.size() < body)
            if (!fill()) return {};
        request += take(body);
        ++requests_;
        return request;
    }

    void send(std::string_view bytes) override {
        if (!socket_.write(bytes)) throw script_over{};
    }

    void send_split(std::string_view bytes, std::size_t at) override {
        send(bytes.substr(0, at));
        socket_.wait_until_taken();
        send(bytes.substr(at));
    }

    std::size_t send_for_ever(std::string_view bytes) override {
        std::size_t taken = 0;
        while (socket_.write(bytes)) taken += bytes.size();
        return taken;
    }

    void close() override { socket_.close(receiver_socket::farewell::polite); }
    void close_rudely() override { socket_.close(receiver_socket::farewell::rude); }
    void reset() override { socket_.close(receiver_socket::farewell::reset); }
    void shutdown_sending() override { ::shutdown(socket_.handle(), SHUT_WR); }
    void shutdown_receiving() override { ::shutdown(socket_.handle(), SHUT_RD); }
    void wait_until_closed() override {
        while (fill()) unread_.clear();
    }
    ::ssl_st* tls() override { return socket_.tls(); }

private:
    bool fill() { return socket_.read(unread_); }
    std::string take(std::size_t size) {
        auto taken = unread_.substr(0, size);
        unread_.erase(0, size);
        return taken;
    }

    receiver_socket& socket_;
    std::size_t number_;
    std::atomic<std::size_t>& requests_;
    std::string unread_;
};

}  // namespace

void scripted_receiver::state::accept_all() {
    // OpenSSL writes without MSG_NOSIGNAL. Blocked here and in the threads begun here, and nowhere else: a SIGPIPE that
    // the sender under test raises must kill the test.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    for (;;) {
        int const socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        std::lock_guard lock(mutex);
        if (stopping || socket < 0) {
            if (socket >= 0) ::close(socket);
            if (stopping) return;
            continue;
        }
        open.push_back(socket);
        threads.emplace_back([this, socket, number = accepted++] { serve(socket, number); });
    }
}

void scripted_receiver::state::serve(int handle, std::size_t number) {
    receiver_socket socket(handle, [this, handle] {
        std::lock_guard lock(mutex);
        std::erase(open, handle);
    });
    try {
        if ((tls && !options.raw && !socket.accept_tls(tls.get()))) throw script_over{};
        scripted_connection connection(socket, number, requests);
        script(connection);
        // A script that falls through has said all it wants to say; the sender decides how long it listens.
    } catch (script_over const&) {  // NOLINT(bugprone-empty-catch): the script is over, and that is all there is to it
    }
    socket.close(receiver_socket::farewell::polite);
    std::lock_guard lock(mutex);
    ++ended;
    changed.notify_all();
}

scripted_receiver::scripted_receiver(receiver_options options, receiver_script script)
    : state_(std::make_shared<state>()) {
    state_->tls = server_context(options);
    auto const bound = listen_on(options.address, options.port, 128);
    state_->listener = bound.handle;
    state_->port = bound.port;
    state_->options = std::move(options);
    state_->script = std::move(script);
    state_->acceptor = std::thread([state = state_.get()] { state->accept_all(); });
}

scripted_receiver::~scripted_receiver() {
    {
        std::lock_guard lock(state_->mutex);
        state_->stopping = true;
        for (int const socket : state_->open) ::shutdown(socket, SHUT_RDWR);
    }
    ::shutdown(state_->listener, SHUT_RDWR);
    state_->acceptor.join();
    for (auto& thread : state_->threads) thread.join();
    ::close(state_->listener);
}

std::uint16_t scripted_receiver::port() const noexcept {
    return state_->port;
}

std::size_t scripted_receiver::connections() const {
    std::lock_guard lock(state_->mutex);
    return state_->accepted;
}

std::size_t scripted_receiver::requests() const {
    return state_->requests;
}

void scripted_receiver::wait_for_ended(std::size_t count) {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [this, count] { return state_->ended >= count; });
}

void answers_all(receiver_connection& peer) {
    while (!peer.read_request().empty()) peer.send(answer(200, "ok"));
}

std::string answer(int status, std::string_view body, std::string_view more_fields) {
    std::string text = "HTTP/1.1 " + std::to_string(status) + " Said\r\n";
    if (status >= 200 && status != 204) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    text.append(more_fields).append("\r\n").append(body);
    return text;
}

}  // namespace cohook::testing
