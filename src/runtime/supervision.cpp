#include "runtime/supervision.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/datagram_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace cohook {
namespace asio = boost::asio;
using asio::local::datagram_protocol;

void notify_supervisor(std::string_view state) noexcept {
    char const* const path = std::getenv("NOTIFY_SOCKET");
    if (path == nullptr || (*path != '/' && *path != '@')) return;
    sockaddr_un where{};
    std::size_t const length = std::strlen(path);
    if (length >= sizeof where.sun_path) return;
    where.sun_family = AF_UNIX;
    std::memcpy(where.sun_path, path, length);
    if (*path == '@') where.sun_path[0] = '\0';  // the abstract namespace
    int const socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return;
    auto const size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
    ::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT, reinterpret_cast<sockaddr*>(&where),
             size);
    ::close(socket);
}

struct child_notifications::state {
    state(asio::any_io_executor executor, std::string where)
        : path(std::move(where)), socket(executor, (::unlink(path.c_str()), datagram_protocol::endpoint(path))) {}
    std::string path;
    datagram_protocol::socket socket;
};

child_notifications::child_notifications(asio::any_io_executor executor, std::string path)
    : state_(std::make_unique<state>(std::move(executor), std::move(path))) {}

child_notifications::~child_notifications() {
    ::unlink(state_->path.c_str());
}

std::string const& child_notifications::path() const noexcept {
    return state_->path;
}

asio::awaitable<std::string> child_notifications::next() {
    std::string text(4096, '\0');
    auto const room = asio::buffer(text);
    std::size_t const got = co_await state_->socket.async_receive(room, asio::use_awaitable);
    text.resize(got);
    co_return text;
}

}  // namespace cohook
