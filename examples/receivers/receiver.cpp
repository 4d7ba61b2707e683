// A webhook receiver in C++: cohook judges the signature, Boost.Beast speaks HTTP.
//
//     WEBHOOK_KEY='helloWorld' ./receiver 8080
#include <cohook/verifier.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <thread>
#include <utility>

namespace http = boost::beast::http;
using boost::asio::ip::tcp;

namespace {

/// Takes the persons of an authentic POST; anything else is refused.
http::status take(cohook::verifier const& verifier, std::string const& body) {
    auto const message = verifier.verify({}, body, std::time(nullptr));
    if (!message) return http::status::unauthorized;
    auto const persons = message.payload();
    std::printf("%.*s\n", static_cast<int>(persons.size()), persons.data());  // store them durably here
    std::fflush(stdout);
    return http::status::no_content;
}

void converse(tcp::socket peer, cohook::verifier const& verifier) {
    boost::beast::flat_buffer buffer;
    boost::system::error_code fault;
    while (!fault) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(2u << 20);
        http::read(peer, buffer, parser, fault);
        if (fault) return;
        http::response<http::string_body> answer(take(verifier, parser.get().body()), parser.get().version());
        answer.keep_alive(parser.get().keep_alive());
        answer.prepare_payload();
        http::write(peer, answer, fault);
        if (!answer.keep_alive()) return;
    }
}

}  // namespace

int main(int count, char** arguments) {
    char const* const key = std::getenv("WEBHOOK_KEY");
    auto const verifier = cohook::verifier::make(cohook::scheme::members_envelope, key != nullptr ? key : "");
    if (count != 2 || !verifier) {
        std::fprintf(stderr, "usage: WEBHOOK_KEY=KEY %s PORT\n", arguments[0]);
        return 2;
    }
    boost::asio::io_context context;
    auto const port = static_cast<unsigned short>(std::atoi(arguments[1]));
    tcp::acceptor acceptor(context, tcp::endpoint(boost::asio::ip::address_v4::loopback(), port));
    while (true) {
        std::thread([&, peer = acceptor.accept()]() mutable { converse(std::move(peer), *verifier); }).detach();
    }
}
