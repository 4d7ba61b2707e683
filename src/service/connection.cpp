#include "service/connection.hpp"

#include "service/body_decoder.hpp"

#include <boost/asio/post.hpp>
#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>

namespace cohook::service {

namespace asio = boost::asio;

namespace {

constexpr std::size_t read_size = 16 * 1024;
constexpr std::size_t piece_size = 64 * 1024;
constexpr auto farewell = std::chrono::seconds(2);
constexpr char malformed_chunks[] =
    "the chunks of the body are malformed; each is its size in hexadecimal digits, CR LF, its bytes, CR LF";

std::string_view reason_of(int status) {
    auto const reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
    return {reason.data(), reason.size()};
}

bool has_no_body(int status) noexcept {
    return status < 200 || status == 204 || status == 304;
}

/// Header values come from handlers; whatever they hold, a field stays one line.
void append_field(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ");
    for (char const c : value)
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') head.push_back(c);
    head.append("\r\n");
}

}  // namespace

/// The body of the request at hand, taken off the connection as the handler asks for it.
class connection::streamed_body final : public body_reader {
public:
    streamed_body(connection& owner, body_decoder decoder, bool expects_continue)
        : owner_(owner), decoder_(decoder), expects_continue_(expects_continue) {}

    asio::awaitable<result<std::string>> next() override {
        std::string piece;
        if (expects_continue_) {
            expects_continue_ = false;
            co_await owner_.stream_->write("HTTP/1.1 100 Continue\r\n\r\n", owner_.shared_.limits.write_pause);
        }
        while (piece.empty() && !decoder_.done()) {
            if (owner_.buffer_.empty()) {
                auto const deadline = owner_.shared_.clock.now() + owner_.shared_.limits.body_pause;
                auto const got = co_await owner_.fill(deadline);
                if (got == 0) {
                    lost_ = true;
                    co_return error(errc::unavailable, "the body of the request stopped before its end");
                }
            }
            owner_.buffer_.erase(0, decoder_.feed(owner_.buffer_, piece, piece_size));
            if (decoder_.broken()) {
                lost_ = true;
                co_return error(errc::invalid_argument, malformed_chunks);
            }
        }
        co_return piece;
    }

    bool finished() const noexcept { return decoder_.done() && !lost_; }

private:
    connection& owner_;
    body_decoder decoder_;
    bool expects_continue_;
    bool lost_ = false;
};

connection::connection(connection_context& shared, std::unique_ptr<wire> stream, asio::any_io_executor executor,
                       std::string peer)
    : shared_(shared), stream_(std::move(stream)), executor_(std::move(executor)), peer_(std::move(peer)) {}

void connection::release() {
    asio::post(executor_, [self = shared_from_this()] {
        if (self->idle_) self->stream_->close();
        if (self->source_) self->source_->stop();
    });
}

void connection::cut() {
    asio::post(executor_, [self = shared_from_this()] {
        self->stream_->close();
        if (self->source_) self->source_->stop();
    });
}

asio::awaitable<void> connection::run() {
    auto const self = shared_from_this();
    auto const secure = co_await stream_->handshake(shared_.clock.now() + shared_.limits.handshake);
    bool again = secure;
    while (again) {
        again = false;
        co_await serve_one(again);
    }
    stream_->close();
}

asio::awaitable<std::size_t> connection::fill(steady_time deadline) {
    chunk_.resize(read_size);
    auto const got = co_await stream_->read_some(chunk_, deadline);
    buffer_.append(chunk_, 0, got);
    co_return got;
}

/// Reads until a head is whole and says where it ends; false: the connection ended, or was refused already.
asio::awaitable<bool> connection::read_head(std::size_t& length) {
    idle_ = buffer_.empty();
    if (idle_ && shared_.draining) co_return false;
    if (buffer_.empty()) {
        auto const got = co_await fill(shared_.clock.now() + shared_.limits.idle);
        if (got == 0) co_return false;
    }
    idle_ = false;
    began_ = shared_.clock.now();
    auto const deadline = began_ + shared_.limits.head_read;
    // RFC 9112, 2.2: one empty line before the request line is put up with.
    for (bool trimmed = false;;) {
        if (!trimmed && buffer_.size() >= 2) {
            if (buffer_.starts_with("\r\n")) buffer_.erase(0, 2);
            trimmed = true;
        }
        auto const end = buffer_.find("\r\n\r\n");
        auto const partial = std::string_view(buffer_).substr(0, end == std::string::npos ? end : end + 4);
        if (auto const problem = judge_partial_head(partial, shared_.limits)) {
            request unread;
            co_await refuse(unread, problem->status, problem->why);
            co_return false;
        }
        if (end != std::string::npos) {
            length = end + 4;
            co_return true;
        }
        auto const got = co_await fill(deadline);
        if (got == 0) co_return false;
    }
}

asio::awaitable<void> connection::serve_one(bool& again) {
    std::size_t length = 0;
    auto const arrived = co_await read_head(length);
    if (!arrived) co_return;
    struct busy_mark {
        explicit busy_mark(std::atomic<std::size_t>& count) : count_(count) { ++count_; }
        ~busy_mark() { --count_; }
        std::atomic<std::size_t>& count_;
    } const busy(shared_.busy);
    ++shared_.requests;
    auto judged = read_request_head(std::string_view(buffer_).substr(0, length), shared_.limits);
    buffer_.erase(0, length);
    if (auto const* const problem = std::get_if<head_refusal>(&judged)) {
        request unread;
        co_await refuse(unread, problem->status, problem->why);
        co_return;
    }
    auto& head = std::get<request_head>(judged);
    auto& message = head.message;
    message.peer = peer_;
    message.id = request_id(message, shared_.chance);
    auto const plan = shared_.handlers.plan ? shared_.handlers.plan(message) : body_plan::whole;
    if (plan == body_plan::whole && head.has_body()) {
        auto const problem = co_await read_whole_body(head, message.body);
        if (problem != 0) {
            auto why = "the body is larger than " + std::to_string(shared_.limits.body) + " bytes";
            if (problem == 400) why = malformed_chunks;
            if (problem > 0) co_await refuse(message, problem, std::move(why));
            co_return;
        }
    }
    auto const decoder =
        head.chunked ? body_decoder::of_chunks() : body_decoder::of_length(head.content_length.value_or(0));
    streamed_body reader(*this, decoder, head.expects_continue);
    if (plan == body_plan::stream) message.reader = &reader;
    auto reply = co_await call_handler(message);
    bool const unread = plan != body_plan::whole && !reader.finished();
    again = head.keep_alive && !unread && !reply.close && !shared_.draining && reply.status >= 200;
    auto const sent = co_await answer(message, reply, again);
    again = again && sent;
    if (!again && sent) co_await stream_->finish(shared_.clock.now() + farewell);
}

/// 0: the body is there; else the status to refuse with; -1: the client went away, or was too slow.
asio::awaitable<int> connection::read_whole_body(request_head const& head, std::string& body) {
    auto const& limits = shared_.limits;
    if (head.content_length.value_or(0) > limits.body) co_return 413;
    if (head.expects_continue && buffer_.empty()) {
        auto const sent = co_await stream_->write("HTTP/1.1 100 Continue\r\n\r\n", limits.write_pause);
        if (!sent) co_return -1;
    }
    auto decoder = head.chunked ? body_decoder::of_chunks() : body_decoder::of_length(*head.content_length);
    auto const began = shared_.clock.now();
    while (true) {
        buffer_.erase(0, decoder.feed(buffer_, body, limits.body + 1 - body.size()));
        if (decoder.broken()) co_return 400;
        if (body.size() > limits.body) co_return 413;
        if (decoder.done()) co_return 0;
        auto const earned = std::chrono::milliseconds(body.size() * 1000 / std::max<std::size_t>(limits.body_rate, 1));
        auto const slowest = began + std::chrono::seconds(10) + earned;
        auto const got = co_await fill(std::min(shared_.clock.now() + limits.body_pause, slowest));
        if (got == 0) co_return -1;
    }
}

asio::awaitable<response> connection::call_handler(request& message) {
    // A handler that throws is a bug of ours; the client gets to know no more than that.
    try {
        co_return co_await shared_.handlers.handle(message);
    } catch (std::exception const& what) {
        if (shared_.handlers.failed) shared_.handlers.failed("request " + message.id + " failed: " + what.what());
    }
    auto const why = std::string("the server failed to answer; the failure is logged under this request's id");
    if (shared_.handlers.refusal) co_return shared_.handlers.refusal(500, why, message.id);
    co_return response(500, "text/plain; charset=utf-8", why + "\n");
}

asio::awaitable<void> connection::refuse(request const& message, int status, std::string why) {
    ++shared_.refused;
    request named = message;
    if (named.id.empty()) named.id = request_id(named, shared_.chance);
    if (named.peer.empty()) named.peer = peer_;
    response reply(status, "text/plain; charset=utf-8", why + "\n");
    if (shared_.handlers.refusal) reply = shared_.handlers.refusal(status, why, named.id);
    auto const sent = co_await answer(named, reply, false);
    if (sent) co_await stream_->finish(shared_.clock.now() + farewell);
}

std::string connection::head_of(request const& message, response const& reply, bool again) const {
    std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " ";
    head.append(reason_of(reply.status)).append("\r\n");
    if (reply.status < 200) return head + "\r\n";
    append_field(head, "Date", http_date(shared_.clock.wall()));
    if (!shared_.server_name.empty()) append_field(head, "Server", shared_.server_name);
    for (auto const& field : reply.headers) append_field(head, field.name, field.value);
    append_field(head, "X-Request-Id", message.id);
    if (reply.source)
        append_field(head, "Transfer-Encoding", "chunked");
    else if (!has_no_body(reply.status))
        append_field(head, "Content-Length", std::to_string(reply.body.size()));
    if (!again) append_field(head, "Connection", "close");
    return head + "\r\n";
}

asio::awaitable<bool> connection::answer(request const& message, response& reply, bool again) {
    auto out = head_of(message, reply, again);
    bool const body_wanted = message.method != "HEAD" && !has_no_body(reply.status);
    auto const pause = shared_.limits.write_pause;
    if (body_wanted && !reply.source) out.append(reply.body);
    auto sent = co_await stream_->write(out, pause);
    auto bytes = out.size();
    if (sent && body_wanted && reply.source) {
        source_ = reply.source;
        if (shared_.draining) source_->stop();
        sent = co_await send_source(*reply.source, bytes);
        source_.reset();
    }
    report(message, reply, bytes);
    co_return sent;
}

asio::awaitable<bool> connection::send_source(body_source& source, std::size_t& bytes) {
    auto const pause = shared_.limits.write_pause;
    while (true) {
        auto const piece = co_await source.next();
        std::array<char, 24> size{};
        auto const digits = std::snprintf(size.data(), size.size(), "%zx\r\n", piece ? piece->size() : 0);
        std::string framed(size.data(), static_cast<std::size_t>(digits));
        if (piece) framed.append(*piece);
        framed.append("\r\n");
        auto const sent = co_await stream_->write(framed, pause);
        bytes += framed.size();
        if (!sent || !piece) co_return sent;
    }
}

void connection::report(request const& message, response const& reply, std::size_t bytes) const {
    if (!shared_.handlers.finished) return;
    exchange_record record;
    record.id = message.id;
    record.method = message.method;
    record.path = message.path;
    record.peer = message.peer;
    record.status = reply.status;
    record.bytes_out = bytes;
    record.took = shared_.clock.now() - began_;
    shared_.handlers.finished(record);
}

std::string request_id(request const& message, cohook::chance& chance) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    auto const given = message.header("x-request-id").value_or("");
    if (!given.empty() && given.size() <= 64 && given.find_first_not_of(allowed) == std::string_view::npos)
        return std::string(given);
    std::array<unsigned char, 8> bytes{};
    chance.fill(std::as_writable_bytes(std::span(bytes)));
    std::string made;
    for (auto const byte : bytes) {
        made.push_back("0123456789abcdef"[byte >> 4]);
        made.push_back("0123456789abcdef"[byte & 15]);
    }
    return made;
}

std::string http_date(wall_time when) {
    constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const day = std::chrono::floor<std::chrono::days>(when);
    std::chrono::year_month_day const date(day);
    std::chrono::hh_mm_ss const time(std::chrono::floor<std::chrono::seconds>(when - day));
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                  days[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                  months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text.data();
}

}  // namespace cohook::service
