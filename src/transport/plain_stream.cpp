#include "transport/plain_stream.hpp"

#include "transport/ready_socket.hpp"

namespace cohook::transport {

namespace {

class plain_stream final : public byte_stream {
public:
    plain_stream(readiness& watch, int handle) : socket_(watch, handle) {}

    io_outcome read_now(std::span<char> into) override { return socket_.receive(into); }
    io_outcome write_now(std::string_view head, std::string_view body) override {
        auto outcome = socket_.send(head, body);
        sent_ += outcome.bytes;
        return outcome;
    }
    bool written_out() const noexcept override { return true; }
    ready_socket& socket() noexcept override { return socket_; }
    std::size_t sent() const noexcept override { return sent_; }
    bool is_quiet() override { return socket_.is_quiet(); }
    void close() noexcept override { socket_.close(); }

private:
    ready_socket socket_;
    std::size_t sent_ = 0;
};

}  // namespace

std::unique_ptr<byte_stream> make_plain_stream(readiness& watch, int handle) {
    return std::make_unique<plain_stream>(watch, handle);
}

}  // namespace cohook::transport
