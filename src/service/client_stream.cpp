#include "service/client_wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <charconv>

namespace cohook::service {
namespace asio = boost::asio;
using asio::ip::tcp;
namespace {

constexpr auto outcome = asio::as_tuple(asio::use_awaitable);
using error_code = boost::system::error_code;
using tls_stream = asio::ssl::stream<tcp::socket>;

error lost(std::string what, error_code const& why) {
    return error(errc::unavailable, std::move(what) + why.message());
}

class plain_client_stream final : public client_stream {
public:
    explicit plain_client_stream(tcp::socket socket) : socket_(std::move(socket)) {}

    asio::awaitable<result<std::size_t>> read_some(char* into, std::size_t room) override {
        auto const space = asio::buffer(into, room);
        auto const [fault, got] = co_await socket_.async_read_some(space, outcome);
        if (fault == asio::error::eof) co_return std::size_t(0);
        if (fault) co_return lost("the connection was lost: ", fault);
        co_return got;
    }
    asio::awaitable<result<void>> write(std::string_view bytes) override {
        auto const all = asio::buffer(bytes.data(), bytes.size());
        auto const [fault, put] = co_await asio::async_write(socket_, all, outcome);
        if (fault) co_return lost("the connection was lost: ", fault);
        co_return result<void>();
    }

private:
    tcp::socket socket_;
};

class tls_client_stream final : public client_stream {
public:
    tls_client_stream(tcp::socket socket, std::unique_ptr<asio::ssl::context> context)
        : context_(std::move(context)), stream_(std::move(socket), *context_) {}

    asio::awaitable<result<void>> handshake(std::string host) {
        error_code refused;
        stream_.set_verify_mode(asio::ssl::verify_peer, refused);
        stream_.set_verify_callback(asio::ssl::host_name_verification(host), refused);
        if (refused) co_return lost("TLS cannot be set up: ", refused);
        error_code literal;
        asio::ip::make_address(host, literal);
        if (literal) {
            SSL_ctrl(stream_.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
        }
        auto const [fault] = co_await stream_.async_handshake(asio::ssl::stream_base::client, outcome);
        if (!fault) co_return result<void>();
        auto const verdict = SSL_get_verify_result(stream_.native_handle());
        if (verdict == X509_V_OK) co_return lost("the TLS handshake failed: ", fault);
        std::string why = "the server's certificate is not trusted: ";
        co_return error(errc::unavailable, why + X509_verify_cert_error_string(verdict) +
                                               "; name the CA that signed it with --server-ca-file");
    }
    asio::awaitable<result<std::size_t>> read_some(char* into, std::size_t room) override {
        auto const space = asio::buffer(into, room);
        auto const [fault, got] = co_await stream_.async_read_some(space, outcome);
        bool const ended = fault == asio::error::eof || fault == asio::ssl::error::stream_truncated;
        if (ended) co_return std::size_t(0);
        if (fault) co_return lost("the connection was lost: ", fault);
        co_return got;
    }
    asio::awaitable<result<void>> write(std::string_view bytes) override {
        auto const all = asio::buffer(bytes.data(), bytes.size());
        auto const [fault, put] = co_await asio::async_write(stream_, all, outcome);
        if (fault) co_return lost("the connection was lost: ", fault);
        co_return result<void>();
    }

private:
    std::unique_ptr<asio::ssl::context> context_;
    tls_stream stream_;
};

result<std::unique_ptr<asio::ssl::context>> make_context(std::string const& ca_file) {
    auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
    error_code fault;
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    context->set_default_verify_paths(fault);
    if (!ca_file.empty()) context->load_verify_file(ca_file, fault);
    if (fault) {
        return error(errc::invalid_argument, "cannot use " + ca_file + ": " + fault.message(), "server-ca-file");
    }
    return context;
}

asio::awaitable<result<tcp::socket>> connect_plain(asio::any_io_executor executor, server_address to) {
    std::string const where = to.host + ":" + std::to_string(to.port);
    tcp::resolver resolver(executor);
    std::string const service = std::to_string(to.port);
    auto const [unresolved, found] = co_await resolver.async_resolve(to.host, service, outcome);
    if (unresolved) co_return lost("cannot find " + to.host + ": ", unresolved);
    tcp::socket socket(executor);
    auto const [unconnected, chosen] = co_await asio::async_connect(socket, found, outcome);
    if (unconnected) co_return lost("cannot reach " + where + ": ", unconnected);
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    co_return result<tcp::socket>(std::move(socket));
}

}  // namespace

result<server_address> parse_server_url(std::string_view url) {
    auto const refuse = [&] {
        return error(
            errc::invalid_argument,
            "`" + std::string(url) + "` is not the address of a server: write http://HOST:PORT or https://HOST:PORT",
            "server");
    };
    server_address made;
    std::string_view rest = url;
    if (rest.starts_with("https://"))
        made.tls = true;
    else if (!rest.starts_with("http://"))
        return refuse();
    rest.remove_prefix(made.tls ? 8 : 7);
    if (rest.ends_with('/')) rest.remove_suffix(1);
    if (rest.empty() || rest.find_first_of("/?#@ ") != std::string_view::npos) return refuse();
    made.host_header = std::string(rest);
    made.port = made.tls ? 443 : 80;
    std::size_t const bracket = rest.find(']');
    std::size_t const colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) {
        std::string_view const digits = rest.substr(colon + 1);
        auto const [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), made.port);
        if (fault != std::errc{} || end != digits.data() + digits.size() || made.port == 0) return refuse();
        rest = rest.substr(0, colon);
    }
    if (rest.starts_with('[') && rest.ends_with(']')) rest = rest.substr(1, rest.size() - 2);
    if (rest.empty()) return refuse();
    made.host = std::string(rest);
    return made;
}

asio::awaitable<result<std::unique_ptr<client_stream>>> connect_client(asio::any_io_executor executor,
                                                                       server_address to, std::string ca_file) {
    auto socket = co_await connect_plain(executor, to);
    if (!socket) co_return socket.error();
    std::unique_ptr<client_stream> made;
    if (!to.tls) {
        made = std::make_unique<plain_client_stream>(std::move(*socket));
        co_return result<std::unique_ptr<client_stream>>(std::move(made));
    }
    auto context = make_context(ca_file);
    if (!context) co_return context.error();
    auto secured = std::make_unique<tls_client_stream>(std::move(*socket), std::move(*context));
    auto const shaken = co_await secured->handshake(to.host);
    if (!shaken) co_return shaken.error();
    made = std::move(secured);
    co_return result<std::unique_ptr<client_stream>>(std::move(made));
}

}  // namespace cohook::service
