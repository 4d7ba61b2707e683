#include "service/wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>

namespace cohook::service {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto outcome = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t linger_bytes = 1 << 20;

template <class Stream>
asio::awaitable<bool> write_all(Stream& stream, boost::beast::tcp_stream& lowest, std::string_view bytes,
                                std::chrono::milliseconds pause) {
    while (!bytes.empty()) {
        lowest.expires_after(pause);
        auto const buffer = asio::buffer(bytes.data(), bytes.size());
        auto const [failed, written] = co_await stream.async_write_some(buffer, outcome);
        if (failed) co_return false;
        bytes.remove_prefix(written);
    }
    co_return true;
}

asio::awaitable<void> linger(boost::beast::tcp_stream& lowest, steady_time deadline) {
    error_code ignored;
    lowest.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    lowest.expires_at(deadline);
    std::array<char, 4096> sink{};
    auto const buffer = asio::buffer(sink);
    for (std::size_t taken = 0; taken < linger_bytes;) {
        auto const [failed, got] = co_await lowest.async_read_some(buffer, outcome);
        if (failed) break;
        taken += got;
    }
    lowest.close();
}

class plain_connection final : public wire {
public:
    explicit plain_connection(asio::ip::tcp::socket socket) : stream_(std::move(socket)) {}

    asio::awaitable<bool> handshake(steady_time) override { co_return true; }
    asio::awaitable<std::size_t> read_some(std::span<char> into, steady_time deadline) override {
        stream_.expires_at(deadline);
        auto const buffer = asio::buffer(into.data(), into.size());
        auto const [failed, got] = co_await stream_.async_read_some(buffer, outcome);
        co_return failed ? 0 : got;
    }
    asio::awaitable<bool> write(std::string_view bytes, std::chrono::milliseconds pause) override {
        return write_all(stream_, stream_, bytes, pause);
    }
    asio::awaitable<void> finish(steady_time deadline) override { return linger(stream_, deadline); }
    void close() noexcept override {
        error_code ignored;
        stream_.socket().close(ignored);
    }

private:
    boost::beast::tcp_stream stream_;
};

class tls_connection final : public wire {
public:
    tls_connection(asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> context)
        : context_(std::move(context)), stream_(boost::beast::tcp_stream(std::move(socket)), *context_) {}

    asio::awaitable<bool> handshake(steady_time deadline) override {
        stream_.next_layer().expires_at(deadline);
        auto const [failed] = co_await stream_.async_handshake(asio::ssl::stream_base::server, outcome);
        co_return !failed;
    }
    asio::awaitable<std::size_t> read_some(std::span<char> into, steady_time deadline) override {
        stream_.next_layer().expires_at(deadline);
        auto const buffer = asio::buffer(into.data(), into.size());
        auto const [failed, got] = co_await stream_.async_read_some(buffer, outcome);
        co_return failed ? 0 : got;
    }
    asio::awaitable<bool> write(std::string_view bytes, std::chrono::milliseconds pause) override {
        return write_all(stream_, stream_.next_layer(), bytes, pause);
    }
    asio::awaitable<void> finish(steady_time deadline) override {
        // close_notify is sent; the client's own is not waited for: linger reads and drops it.
        auto* const raw = stream_.native_handle();
        SSL_set_shutdown(raw, SSL_RECEIVED_SHUTDOWN);
        stream_.next_layer().expires_at(deadline);
        co_await stream_.async_shutdown(outcome);
        co_await linger(stream_.next_layer(), deadline);
    }
    void close() noexcept override {
        error_code ignored;
        stream_.next_layer().socket().close(ignored);
    }

private:
    std::shared_ptr<asio::ssl::context> context_;
    asio::ssl::stream<boost::beast::tcp_stream> stream_;
};

class pem_identity final : public tls_identity {
public:
    explicit pem_identity(std::shared_ptr<asio::ssl::context> context) : context_(std::move(context)) {}
    std::unique_ptr<wire> wrap(asio::ip::tcp::socket socket) override {
        return std::make_unique<tls_connection>(std::move(socket), context_);
    }

private:
    std::shared_ptr<asio::ssl::context> context_;
};

}  // namespace

result<std::shared_ptr<tls_identity>> load_identity(std::string const& certificate_file, std::string const& key_file) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    auto* const raw = context->native_handle();
    SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    error_code failed;
    context->use_certificate_chain_file(certificate_file, failed);
    if (failed) {
        ERR_clear_error();
        return error(errc::invalid_argument,
                     "the certificate chain cannot be read from " + certificate_file + " (" + failed.message() +
                         "); it must be a readable PEM file with the server's certificate first",
                     "tlsCert");
    }
    context->use_private_key_file(key_file, asio::ssl::context::pem, failed);
    if (!failed && SSL_CTX_check_private_key(raw) != 1)
        failed = asio::error::make_error_code(asio::error::invalid_argument);
    if (failed) {
        ERR_clear_error();
        return error(errc::invalid_argument,
                     "the private key cannot be used from " + key_file +
                         "; it must be a readable, unencrypted PEM file whose key belongs to the certificate",
                     "tlsKey");
    }
    return std::shared_ptr<tls_identity>(std::make_shared<pem_identity>(std::move(context)));
}

std::unique_ptr<wire> plain_wire(asio::ip::tcp::socket socket) {
    return std::make_unique<plain_connection>(std::move(socket));
}

}  // namespace cohook::service
