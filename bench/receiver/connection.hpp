// A connection to the receiver: reads requests, one after the other, and throws their bodies away.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace bench {

class connection {
public:
    /// Takes the socket over. `serial` tells it from others that had the same descriptor. No `tls`: plain.
    connection(int socket, std::uint64_t serial, SSL_CTX* tls) : socket_(socket), serial_(serial) {
        if (tls == nullptr) return;
        secure_ = SSL_new(tls);
        SSL_set_fd(secure_, socket);
        SSL_set_accept_state(secure_);
    }
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;
    ~connection() {
        if (secure_ != nullptr) {
            SSL_shutdown(secure_);  // or the sender could not take its session up again
            SSL_free(secure_);
        }
        close(socket_);
    }

    int socket() const noexcept { return socket_; }
    std::uint64_t serial() const noexcept { return serial_; }

    /// Reads what is there and calls `on_request` with the path of each request that is complete. False: it has ended.
    template <class OnRequest>
    bool read(OnRequest on_request) {
        static char buffer[128 * 1024];
        if (secure_ == nullptr) {
            ssize_t const got = recv(socket_, buffer, sizeof buffer, 0);
            if (got <= 0) return got < 0 && errno == EAGAIN;
            take({buffer, static_cast<std::size_t>(got)}, on_request);
            return !finished_;
        }
        for (;;) {
            int const got = SSL_read(secure_, buffer, sizeof buffer);
            if (got <= 0) return SSL_get_error(secure_, got) == SSL_ERROR_WANT_READ;
            take({buffer, static_cast<std::size_t>(got)}, on_request);
            if (finished_) return false;
            if (SSL_pending(secure_) == 0 && got < 16384) return true;
        }
    }

    /// Answers are so short that they always fit into the socket.
    void write(std::string_view bytes) {
        if (secure_ != nullptr)
            SSL_write(secure_, bytes.data(), static_cast<int>(bytes.size()));
        else
            send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }

    /// Ends it once what has been read is answered.
    void finish() noexcept { finished_ = true; }

private:
    template <class OnRequest>
    void take(std::string_view bytes, OnRequest& on_request) {
        std::string joined;
        if (!rest_of_head_.empty()) {
            joined = std::move(rest_of_head_) + std::string(bytes);
            rest_of_head_.clear();
            bytes = joined;
        }
        while (!bytes.empty()) {
            if (body_left_ == 0) {
                std::size_t const end = bytes.find("\r\n\r\n");
                if (end == std::string_view::npos) {
                    rest_of_head_ = bytes;
                    return;
                }
                begin_request(bytes.substr(0, end));
                bytes.remove_prefix(end + 4);
            }
            std::size_t const part = std::min(body_left_, bytes.size());
            body_left_ -= part;
            bytes.remove_prefix(part);
            if (body_left_ == 0) on_request(std::string_view(path_));
        }
    }

    void begin_request(std::string_view head) {
        std::size_t const from = head.find(' ') + 1;
        path_ = head.substr(from, head.find(' ', from) - from);
        // `Content-Length` and `content-length` alike; a request without one has no body.
        std::size_t const field = head.find("ontent-");
        body_left_ = 0;
        for (std::size_t at = field; at != std::string_view::npos; at = head.find("ontent-", at + 1)) {
            if (head.substr(at + 8, 7) != "ength: ") continue;
            body_left_ = std::strtoul(head.data() + at + 15, nullptr, 10);
            return;
        }
    }

    int socket_;
    std::uint64_t serial_;
    SSL* secure_ = nullptr;
    std::string rest_of_head_;
    std::string path_;
    std::size_t body_left_ = 0;
    bool finished_ = false;
};

}  // namespace bench
