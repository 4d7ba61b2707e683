#include "http_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cctype>

namespace cohook::testing {

namespace asio = boost::asio;

namespace {

std::string lower(std::string text) {
    for (auto& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

}  // namespace

std::string http_answer::header(std::string_view lower_name) const {
    for (auto const& [name, value] : headers)
        if (name == lower_name) return value;
    return {};
}

http_client::http_client(std::uint16_t port, std::string const& host) : socket_(context_) {
    socket_.connect(asio::ip::tcp::endpoint(asio::ip::make_address(host), port));
}

void http_client::send(std::string_view bytes) {
    boost::system::error_code ignored;  // a server that refuses early may be gone before all is sent
    asio::write(socket_, asio::buffer(bytes.data(), bytes.size()), ignored);
}

void http_client::shut_sending() {
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send);
}

bool http_client::more() {
    std::array<char, 16384> chunk{};
    boost::system::error_code failed;
    auto const got = socket_.read_some(asio::buffer(chunk), failed);
    buffer_.append(chunk.data(), got);
    return !failed;
}

bool http_client::closed() {
    if (!buffer_.empty()) return false;
    return !more() && buffer_.empty();
}

std::string http_client::receive_until(std::string_view text) {
    std::size_t at = std::string::npos;
    while ((at = buffer_.find(text)) == std::string::npos)
        if (!more()) return std::exchange(buffer_, {});
    auto taken = buffer_.substr(0, at + text.size());
    buffer_.erase(0, taken.size());
    return taken;
}

http_answer http_client::receive(bool head_request) {
    http_answer answer;
    auto head = receive_until("\r\n\r\n");
    if (!head.ends_with("\r\n\r\n")) return answer;
    answer.status = std::stoi(head.substr(9, 3));
    for (auto at = head.find("\r\n") + 2; at + 2 < head.size();) {
        auto const end = head.find("\r\n", at);
        auto const colon = head.find(": ", at);
        answer.headers.emplace_back(lower(head.substr(at, colon - at)), head.substr(colon + 2, end - colon - 2));
        at = end + 2;
    }
    if (head_request || answer.status < 200 || answer.status == 204 || answer.status == 304) return answer;
    if (answer.header("transfer-encoding") == "chunked") {
        while (true) {
            auto const size = std::stoul(receive_until("\r\n"), nullptr, 16);
            while (buffer_.size() < size + 2 && more()) {
            }
            answer.body.append(buffer_, 0, size);
            buffer_.erase(0, size + 2);
            if (size == 0) return answer;
        }
    }
    auto const length = std::stoul(answer.header("content-length"));
    while (buffer_.size() < length && more()) {
    }
    answer.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return answer;
}

http_answer fetch(std::uint16_t port, std::string_view method, std::string_view target, std::string_view body,
                  std::vector<std::pair<std::string, std::string>> const& headers) {
    http_client client(port);
    std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n";
    for (auto const& [name, value] : headers) text += name + ": " + value + "\r\n";
    if (!body.empty() || method == "POST") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    client.send(text + "\r\n" + std::string(body));
    return client.receive(method == "HEAD");
}

}  // namespace cohook::testing
