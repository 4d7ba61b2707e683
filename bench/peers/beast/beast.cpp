// Boost.Beast as its examples teach it: a coroutine a connection, one stream with a deadline, requests and responses
// that are objects.
#include "peers/message.hpp"
#include "peers/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <exception>
#include <memory>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using bench::peer_task;
using stream = asio::use_awaitable_t<asio::io_context::executor_type>::as_default_on_t<
    beast::basic_stream<asio::ip::tcp, asio::io_context::executor_type>>;

struct connection {
    explicit connection(asio::io_context& context) : socket(context.get_executor()) {}
    stream socket;
    beast::flat_buffer buffer;
};

class sender {
public:
    explicit sender(peer_task const& task) : task_(task), composer_(task.person) {
        asio::ip::tcp::endpoint const where(asio::ip::make_address(task.host),
                                            static_cast<std::uint16_t>(std::stoi(task.port)));
        for (long i = 0; i < task.connections; ++i) {
            auto made = std::make_unique<connection>(context_);
            made->socket.socket().connect(where);
            made->socket.socket().set_option(asio::ip::tcp::no_delay(true));
            connections_.push_back(std::move(made));
        }
    }

    void send(long count) {
        left_ = count;
        for (auto const& each : connections_)
            asio::co_spawn(context_, serve(*each), [](std::exception_ptr const& failed) {
                if (failed) std::rethrow_exception(failed);
            });
        context_.run();
        context_.restart();
    }

private:
    asio::awaitable<void, asio::io_context::executor_type> serve(connection& over) {
        while (left_ > 0) {
            auto request = next_request();
            over.socket.expires_after(std::chrono::seconds(600));
            co_await http::async_write(over.socket, request);
            http::response<http::string_body> response;
            co_await http::async_read(over.socket, over.buffer, response);
            if (response.result() != http::status::no_content) peer_task::stop("not a 204");
        }
    }

    http::request<http::string_body> next_request() {
        composer_.compose(--left_, message_);
        http::request<http::string_body> request(http::verb::post, task_.path, 11);
        request.set(http::field::host, task_.authority);
        request.set(http::field::content_type, "application/json");
        request.set(http::field::user_agent, "peer");
        request.set("webhook-id", message_.id);
        request.set("webhook-timestamp", message_.timestamp);
        request.set("webhook-signature", message_.signature);
        request.body() = message_.body;
        request.prepare_payload();
        return request;
    }

    peer_task const& task_;
    bench::composer composer_;
    bench::signed_message message_;
    asio::io_context context_{1};
    std::vector<std::unique_ptr<connection>> connections_;
    long left_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
    peer_task const task(count, arguments);
    sender peer(task);
    task.run([&](long deliveries) { peer.send(deliveries); });
}
