// Receives the webhooks of a members register: proves who sent them before it looks at what they say, and takes each
// message once. Prints the persons.
//
//     ./receiver 8080 SIGNING_KEY
//
// Plain HTTP: put it behind what ends TLS for you.
#include <cohook/replay_guard.hpp>
#include <cohook/time.hpp>
#include <cohook/verifier.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

namespace {

using request = http::request<http::string_body>;
using answer = http::response<http::string_body>;

constexpr std::size_t largest_body = 2u << 20;  // 1 MiB of persons, in base64, in an envelope
constexpr std::chrono::seconds patience{30};    // for a request to come, and for its answer to go

std::vector<cohook::header_view> headers_of(request const& asked) {
    std::vector<cohook::header_view> views;
    for (auto const& field : asked) {
        auto const name = field.name_string();
        auto const value = field.value();
        views.push_back(cohook::header_view{{name.data(), name.size()}, {value.data(), value.size()}});
    }
    return views;
}

/// What this program is about. Belongs to one thread, as the context that it runs on.
class webhook {
public:
    webhook(cohook::verifier headers, cohook::verifier envelope)
        : headers_(std::move(headers)), envelope_(std::move(envelope)) {}

    http::status take(request const& asked) {
        if (asked.method() != http::verb::post) return http::status::method_not_allowed;
        auto const views = headers_of(asked);
        auto const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
        // The headers sign the whole body and the time. The hash signs the persons alone: not enough by itself.
        auto const whole = headers_.verify(views, asked.body(), now);
        if (!whole) return refuse(whole.kind());
        auto const opened = envelope_.verify(views, asked.body(), now);
        if (!opened) return refuse(opened.kind());
        return take_once(whole, opened.payload(), now);
    }

private:
    static http::status refuse(cohook::verdict why) {
        auto const text = to_string(why);
        std::fprintf(stderr, "refused: %.*s\n", static_cast<int>(text.size()), text.data());
        return http::status::unauthorized;  // why is nobody's business out there
    }

    // An honest sender repeats what it saw no answer to: say thanks again, and do nothing. Where the work can fail, or
    // the program end within it, remember the id in the same transaction as the work: `cohook::replay_store`.
    http::status take_once(cohook::verification const& message, std::string_view persons, std::int64_t now) {
        switch (seen_.admit("members", message, now)) {
            case cohook::admission::first_time: break;
            case cohook::admission::repeated: return http::status::ok;
            default: return http::status::service_unavailable;
        }
        std::printf("%.*s\n", static_cast<int>(persons.size()), persons.data());
        std::fflush(stdout);
        return http::status::ok;
    }

    cohook::verifier headers_, envelope_;
    cohook::replay_guard seen_;
};

/// One connection: request, answer, request, until either side has enough.
asio::awaitable<void> converse(beast::tcp_stream stream, webhook& hook) {
    beast::flat_buffer buffer;
    while (true) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(largest_body);
        stream.expires_after(patience);
        boost::system::error_code fault;
        co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, fault));
        bool const too_large = fault == http::error::body_limit;
        if (fault && !too_large) co_return;
        answer reply;
        reply.result(too_large ? http::status::payload_too_large : hook.take(parser.get()));
        reply.keep_alive(!too_large && parser.get().keep_alive());
        reply.prepare_payload();
        stream.expires_after(patience);
        co_await http::async_write(stream, reply, asio::redirect_error(asio::use_awaitable, fault));
        if (fault || !reply.keep_alive()) co_return;
    }
}

asio::awaitable<void> accept_all(tcp::acceptor& acceptor, webhook& hook) {
    while (true) {
        boost::system::error_code fault;
        tcp::socket socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, fault));
        if (fault) continue;  // of that one client
        beast::tcp_stream stream(std::move(socket));
        asio::co_spawn(acceptor.get_executor(), converse(std::move(stream), hook), asio::detached);
    }
}

int run(unsigned short port, char const* signing_key) {
    // The same key in two dialects: the headers of Standard Webhooks decode a `whsec_`, the hash never does.
    auto headers = cohook::verifier::make(cohook::scheme::standard_webhooks,
                                          cohook::secret(signing_key, cohook::secret::dialect::endpoint));
    auto envelope = cohook::verifier::make(cohook::scheme::members_envelope, signing_key);
    if (!headers || !envelope) {
        std::fprintf(stderr, "%s\n", (headers ? envelope : headers).error().message().c_str());
        return 2;
    }
    webhook hook(std::move(*headers), std::move(*envelope));  // outlives the context, which holds the conversations
    asio::io_context context(1);
    tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), port));
    asio::signal_set stop(context, SIGINT, SIGTERM);
    stop.async_wait([&](boost::system::error_code, int) { context.stop(); });
    asio::co_spawn(context, accept_all(acceptor, hook), asio::detached);
    std::printf("listening on http://127.0.0.1:%u\n", static_cast<unsigned>(acceptor.local_endpoint().port()));
    std::fflush(stdout);
    context.run();
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::fprintf(stderr, "usage: %s PORT SIGNING_KEY\n", arguments[0]);
        return 2;
    }
    try {
        return run(static_cast<unsigned short>(std::atoi(arguments[1])), arguments[2]);
    } catch (boost::system::system_error const& failed) {
        std::fprintf(stderr, "%s\n", failed.what());
        return 1;
    }
}
