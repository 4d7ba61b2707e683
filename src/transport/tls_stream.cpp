#include "transport/tls_stream.hpp"

#include "transport/ready_socket.hpp"
#include "transport/tls_bio.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <sys/socket.h>

namespace cohook::transport {
namespace {

constexpr std::size_t largest_record = 16 * 1024;
constexpr std::size_t longest_handshake = 256 * 1024;
constexpr std::size_t usual_output = 4096;

class openssl_stream final : public tls_stream, private session_receiver {
public:
    openssl_stream(readiness& watch, int handle, tls_context& context, egress::url const& url)
        : socket_(watch, handle), context_(context), origin_(tls_context::origin_of(url)) {}

    bool prepare(egress::url const& url);

    ~openssl_stream() override {
        // Without it OpenSSL takes the connection for broken and spoils its session for resumption.
        if (client_) SSL_set_shutdown(client_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    }

    io_outcome handshake_now() override;
    io_outcome read_now(std::span<char> into) override;
    io_outcome write_now(std::string_view head, std::string_view body) override;
    bool written_out() const noexcept override { return buffers_.outgoing.size() == written_; }
    ready_socket& socket() noexcept override { return socket_; }
    std::size_t sent() const noexcept override { return sent_; }
    tls_facts const& facts() const noexcept override { return facts_; }
    bool is_quiet() override;
    void rest() override;
    void close() noexcept override;

private:
    enum class want : std::uint8_t { nothing, input, closed, truncated, failure };

    void receive(ssl_session_ptr session) override { context_.sessions().put(origin_, std::move(session)); }
    want step_handshake();
    want step_read(std::span<char> into, std::size_t& got);
    want classify(int returned);
    std::size_t encrypt(std::string_view head, std::string_view body);
    io_outcome fill();
    io_outcome flush();
    io_outcome finish_handshake();
    io_outcome failed() const;

    ready_socket socket_;
    tls_context& context_;
    std::string origin_;
    cipher_buffers buffers_;
    ssl_ptr client_;
    std::size_t written_ = 0;  ///< of what is outgoing
    tls_failure failure_{attempt_fault::none, {}};
    tls_facts facts_;
    std::size_t sent_ = 0, received_ = 0;
    bool established_ = false;
};

bool openssl_stream::prepare(egress::url const& url) {
    client_ = context_.make_client(url);
    if (!client_) return false;
    auto bio = make_bio(buffers_);
    if (!bio) return false;
    auto* const both_ways = bio.release();
    SSL_set_bio(client_.get(), both_ways, both_ways);
    SSL_set_app_data(client_.get(), static_cast<session_receiver*>(this));
    return true;
}

/// Says what OpenSSL wants. Reads its error queue before anybody else on this thread can touch it.
openssl_stream::want openssl_stream::classify(int returned) {
    switch (SSL_get_error(client_.get(), returned)) {
        case SSL_ERROR_NONE: return want::nothing;
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE: return want::input;
        case SSL_ERROR_ZERO_RETURN: return want::closed;
        default: break;
    }
    if (buffers_.is_closed() && ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
        ERR_clear_error();
        return want::truncated;
    }
    failure_ = explain_tls_failure(client_.get());
    return want::failure;
}

io_outcome openssl_stream::failed() const {
    io_outcome outcome(io_end::failed, 0);
    outcome.fault = failure_.fault;
    outcome.detail = failure_.detail;
    return outcome;
}

openssl_stream::want openssl_stream::step_handshake() {
    ERR_clear_error();
    return classify(SSL_do_handshake(client_.get()));
}

io_outcome openssl_stream::handshake_now() {
    for (;;) {
        auto const next = step_handshake();
        // Also after a failure: the alert tells the peer's operator what was wrong.
        auto outcome = flush();
        if (next == want::failure) {
            context_.sessions().drop(origin_);
            return failed();
        }
        if (outcome.end != io_end::ok) return outcome;
        if (next == want::nothing) return finish_handshake();
        if (next != want::input) return io_outcome(io_end::closed, 0);
        outcome = fill();
        if (outcome.end != io_end::ok && outcome.end != io_end::closed) return outcome;
        received_ += outcome.bytes;
        if (received_ > longest_handshake) {
            failure_ = tls_failure{attempt_fault::tls_protocol, "the handshake is longer than 256 KiB"};
            return failed();
        }
    }
}

io_outcome openssl_stream::finish_handshake() {
    unsigned char const* protocol = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(client_.get(), &protocol, &size);
    if (size != 0 && (size != 8 || std::memcmp(protocol, "http/1.1", 8) != 0)) {
        failure_ = tls_failure{attempt_fault::tls_protocol, "the server chose a protocol that was not offered"};
        return failed();
    }
    facts_.version = SSL_get_version(client_.get());
    facts_.resumed = SSL_session_reused(client_.get()) == 1;
    if (auto const* const certificate = SSL_get0_peer_certificate(client_.get()))
        facts_.certificate_expires_at = certificate_end(certificate);
    established_ = true;
    return io_outcome(io_end::ok, 0);
}

openssl_stream::want openssl_stream::step_read(std::span<char> into, std::size_t& got) {
    ERR_clear_error();
    return classify(SSL_read_ex(client_.get(), into.data(), into.size(), &got));
}

io_outcome openssl_stream::read_now(std::span<char> into) {
    if (!socket_.is_open()) return io_outcome(io_end::aborted, 0);
    for (;;) {
        std::size_t got = 0;
        auto const next = step_read(into, got);
        if (next == want::nothing) return io_outcome(io_end::ok, got);
        // What OpenSSL has to say while it reads goes now, or with the next request.
        if (!written_out()) flush();
        if (next == want::closed) return io_outcome(io_end::closed, 0);
        if (next == want::truncated) return io_outcome(io_end::truncated, 0);
        if (next == want::failure) return failed();
        auto outcome = fill();
        if (outcome.end != io_end::ok && outcome.end != io_end::closed) return outcome;
    }
}

/// One record of the beginning of `head` and `body`; returns how much of them. Writing to memory, it always succeeds
/// unless the connection has failed before.
std::size_t openssl_stream::encrypt(std::string_view head, std::string_view body) {
    std::array<char, largest_record> joined;
    auto text = head;
    if (head.size() < largest_record && !body.empty()) {
        auto const from_body = std::min(body.size(), largest_record - head.size());
        if (!head.empty()) {
            std::memcpy(joined.data(), head.data(), head.size());
            std::memcpy(joined.data() + head.size(), body.data(), from_body);
            text = std::string_view(joined.data(), head.size() + from_body);
        } else {
            text = body;
        }
    }
    text = text.substr(0, largest_record);
    if (text.empty()) return 0;
    std::size_t written = 0;
    ERR_clear_error();
    if (classify(SSL_write_ex(client_.get(), text.data(), text.size(), &written)) != want::nothing) return 0;
    return written;
}

io_outcome openssl_stream::write_now(std::string_view head, std::string_view body) {
    std::size_t taken = 0;
    auto outcome = flush();
    if (outcome.end == io_end::ok && head.size() + body.size() > 0) {
        taken = encrypt(head, body);
        if (taken == 0) return failed();
        outcome = flush();
    }
    // What was taken is on its way, be it that some of it must wait for room.
    if (outcome.end == io_end::not_yet && taken > 0) outcome.end = io_end::ok;
    outcome.bytes = taken;
    return outcome;
}

/// `closed` is remembered for OpenSSL, which knows whether the end was announced.
io_outcome openssl_stream::fill() {
    auto outcome = socket_.receive(buffers_.room());
    if (outcome.end == io_end::closed) buffers_.peer_closed();
    if (outcome.end == io_end::ok || outcome.end == io_end::closed) buffers_.received(outcome.bytes);
    return outcome;
}

/// Sends all ciphertext there is; `not_yet` where some must wait for room.
io_outcome openssl_stream::flush() {
    while (!written_out()) {
        auto outcome = socket_.send(std::string_view(buffers_.outgoing).substr(written_), {});
        if (outcome.end != io_end::ok) return outcome;
        written_ += outcome.bytes;
        if (established_) sent_ += outcome.bytes;
    }
    buffers_.outgoing.clear();
    written_ = 0;
    return io_outcome(io_end::ok, 0);
}

/// A server of TLS 1.3 may send tickets while nothing is asked: those are read away. Anything else is not quiet.
bool openssl_stream::is_quiet() {
    if (!socket_.is_open() || !established_) return false;
    for (;;) {
        char byte = 0;
        ERR_clear_error();
        if (classify(SSL_peek(client_.get(), &byte, 1)) != want::input || !buffers_.incoming_empty()) return false;
        if (socket_.is_quiet()) return true;
        if (fill().end != io_end::ok) return false;
    }
}

void openssl_stream::rest() {
    if (written_out() && buffers_.outgoing.capacity() > usual_output) std::string().swap(buffers_.outgoing);
}

void openssl_stream::close() noexcept {
    if (!socket_.is_open()) return;
    if (established_ && written_out()) {
        buffers_.outgoing.clear();
        ERR_clear_error();
        SSL_shutdown(client_.get());
        ERR_clear_error();
        // The farewell goes now or never.
        [[maybe_unused]] auto const sent =
            ::send(socket_.handle(), buffers_.outgoing.data(), buffers_.outgoing.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    socket_.close();
}

}  // namespace

std::unique_ptr<tls_stream> make_tls_stream(readiness& watch, int handle, tls_context& context,
                                            egress::url const& url) {
    auto made = std::make_unique<openssl_stream>(watch, handle, context, url);
    if (!made->prepare(url)) return nullptr;
    return made;
}

}  // namespace cohook::transport
