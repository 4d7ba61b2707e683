#include "service/client.hpp"

#include "model/text_rules.hpp"
#include "service/client_wire.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <charconv>

namespace cohook::service {
namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;
using std::chrono::milliseconds;
namespace {

constexpr std::size_t largest_answer = 64u << 20;
constexpr milliseconds longest_silence = std::chrono::seconds(40);  // of a stream whose heart beats every 15 s

/// Runs `work`, which reports its outcome as a value, and ends it when the time is over. `work` is a coroutine of this
/// file: its failures are results, so that whichever comes first has an index.
template <class T>
asio::awaitable<result<T>> within(cohook::clock& clock, asio::any_io_executor executor, milliseconds limit,
                                  asio::awaitable<result<T>> work, std::string late) {
    auto const watch = clock.make_timer(executor);
    watch->expire_at(clock.now() + limit);
    auto first = co_await (std::move(work) || watch->wait());
    if (first.index() == 0) co_return std::get<0>(std::move(first));
    co_return error(errc::unavailable, std::move(late));
}

std::string head_text(client_options const& options, server_address const& to, client_request const& what,
                      std::string_view framing) {
    std::string text = what.method + " " + what.target + " HTTP/1.1\r\nHost: " + to.host_header +
                       "\r\nUser-Agent: " + options.user_agent + "\r\n";
    if (!options.api_key.empty()) text += "Authorization: Bearer " + options.api_key + "\r\n";
    if (!framing.empty()) text += "Content-Type: " + what.content_type + "\r\n" + std::string(framing) + "\r\n";
    for (header_field const& each : what.headers) text += each.name + ": " + each.value + "\r\n";
    return text + "\r\n";
}

std::string chunk(std::string_view bytes) {
    char size[20];
    auto const [end, fault] = std::to_chars(size, size + sizeof size, bytes.size(), 16);
    std::string text(size, end);
    text.append("\r\n").append(bytes).append("\r\n");
    return text;
}

asio::awaitable<result<client_response>> read_answer(answer_reader& reader) {
    auto answer = co_await reader.head();
    if (!answer) co_return answer;
    while (true) {
        auto const piece = co_await reader.body();
        if (!piece) co_return piece.error();
        if (piece->empty()) co_return answer;
        answer->body += *piece;
        if (answer->body.size() > largest_answer) {
            co_return error(errc::too_large, "the answer is larger than 64 MiB");
        }
    }
}

class open_event_stream final : public event_stream {
public:
    open_event_stream(cohook::clock& clock, asio::any_io_executor executor, std::unique_ptr<client_stream> stream)
        : clock_(clock), executor_(std::move(executor)), stream_(std::move(stream)), reader_(*stream_) {}

    asio::awaitable<result<server_event>> next() override {
        while (true) {
            if (auto ready = decoder_.next()) co_return std::move(*ready);
            std::string late = "the event stream has been silent for too long";
            auto read = reader_.body();
            auto const piece = co_await within(clock_, executor_, longest_silence, std::move(read), std::move(late));
            if (!piece) co_return piece.error();
            if (piece->empty()) co_return error(errc::unavailable, "the server ended the event stream");
            decoder_.feed(*piece);
        }
    }
    answer_reader& reader() noexcept { return reader_; }

private:
    cohook::clock& clock_;
    asio::any_io_executor executor_;
    std::unique_ptr<client_stream> stream_;
    answer_reader reader_;
    event_decoder decoder_;
};

class http_client final : public client {
public:
    http_client(asio::any_io_executor executor, cohook::clock& clock, client_options options, server_address to)
        : executor_(std::move(executor)), clock_(clock), options_(std::move(options)), to_(std::move(to)) {}

    asio::awaitable<result<client_response>> send(client_request what) override {
        bool const again = stream_ != nullptr;
        auto work = exchange(what);
        std::string late = "the server did not answer within " + std::to_string(options_.timeout.count()) + " ms";
        auto answer = co_await within(clock_, executor_, options_.timeout, std::move(work), late);
        if (answer || !again || heard_) co_return finish(std::move(answer), what);
        // The kept connection had been closed meanwhile. What only reads may be asked once more on a new one.
        stream_.reset();
        bool const only_reads = what.method == "GET" || what.method == "HEAD";
        if (!only_reads) co_return finish(std::move(answer), what);
        auto second = exchange(what);
        auto other = co_await within(clock_, executor_, options_.timeout, std::move(second), late);
        co_return finish(std::move(other), what);
    }

    asio::awaitable<result<client_response>> upload(client_request what, upload_source next) override {
        stream_.reset();
        auto work = stream_up(what, next);
        co_return finish(co_await std::move(work), what);
    }

    asio::awaitable<result<std::unique_ptr<event_stream>>> events(std::string target,
                                                                  std::string last_event_id) override {
        auto work = open_events(std::move(target), std::move(last_event_id));
        std::string late = "the server did not answer in time";
        co_return co_await within(clock_, executor_, options_.timeout, std::move(work), std::move(late));
    }

    std::string const& url() const noexcept override { return options_.url; }

private:
    asio::awaitable<result<client_response>> exchange(client_request const& what) {
        heard_ = false;
        written_ = false;
        if (stream_ == nullptr) {
            auto made = co_await connect_client(executor_, to_, options_.ca_file);
            if (!made) co_return made.error();
            stream_ = std::move(*made);
        }
        std::string framing;
        bool const has_body = !what.body.empty() || what.method == "POST" || what.method == "PUT";
        if (has_body) framing = "Content-Length: " + std::to_string(what.body.size());
        std::string const text = head_text(options_, to_, what, framing) + what.body;
        auto const sent = co_await stream_->write(text);
        if (!sent) co_return sent.error();
        written_ = true;
        co_return co_await receive();
    }

    asio::awaitable<result<client_response>> receive() {
        answer_reader reader(*stream_);
        auto answer = co_await read_answer(reader);
        heard_ = reader.heard();
        if (!answer || !reader.keeps_alive()) stream_.reset();
        co_return answer;
    }

    asio::awaitable<result<client_response>> stream_up(client_request const& what, upload_source const& next) {
        std::string const late = "the server does not take the upload: it has been silent for too long";
        auto connecting = connect_client(executor_, to_, options_.ca_file);
        auto made = co_await within(clock_, executor_, options_.timeout, std::move(connecting), late);
        if (!made) co_return made.error();
        stream_ = std::move(*made);
        std::string text = head_text(options_, to_, what, "Transfer-Encoding: chunked");
        while (true) {
            auto writing = stream_->write(text);
            auto const sent = co_await within(clock_, executor_, options_.timeout, std::move(writing), late);
            if (!sent) break;  // perhaps because the server has answered already: its words are worth more
            written_ = true;
            if (text.ends_with("0\r\n\r\n") && last_chunk_) break;
            auto piece = next();
            if (!piece) co_return piece.error();
            last_chunk_ = piece->empty();
            text = last_chunk_ ? std::string("0\r\n\r\n") : chunk(*piece);
        }
        auto reading = receive();
        co_return co_await within(clock_, executor_, options_.timeout, std::move(reading), late);
    }

    asio::awaitable<result<std::unique_ptr<event_stream>>> open_events(std::string target, std::string last_id) {
        auto made = co_await connect_client(executor_, to_, options_.ca_file);
        if (!made) co_return made.error();
        client_request what("GET", std::move(target));
        what.headers.emplace_back("Accept", "text/event-stream");
        if (!last_id.empty()) what.headers.emplace_back("Last-Event-ID", std::move(last_id));
        std::string const text = head_text(options_, to_, what, {});
        auto const sent = co_await (*made)->write(text);
        if (!sent) co_return sent.error();
        auto opened = std::make_unique<open_event_stream>(clock_, executor_, std::move(*made));
        auto const head = co_await opened->reader().head();
        if (!head) co_return head.error();
        if (head->status != 200) {
            errc const kind = head->status == 401 ? errc::unauthorized : errc::unavailable;
            co_return error(kind, "the server refused the event stream with " + std::to_string(head->status));
        }
        std::unique_ptr<event_stream> ready = std::move(opened);
        co_return result<std::unique_ptr<event_stream>>(std::move(ready));
    }

    /// Names the server, and says where the outcome is open.
    result<client_response> finish(result<client_response> answer, client_request const& what) {
        if (answer || answer.error().kind() != errc::unavailable) return answer;
        stream_.reset();
        bool const open = written_ && what.method != "GET" && what.method != "HEAD";
        std::string text = options_.url + ": " + answer.error().message();
        if (open) text += "; whether it was carried out is not known";
        return error(open ? errc::unknown_outcome : errc::unavailable, std::move(text));
    }

    asio::any_io_executor executor_;
    cohook::clock& clock_;
    client_options options_;
    server_address to_;
    std::unique_ptr<client_stream> stream_;
    bool heard_ = false, written_ = false, last_chunk_ = false;
};

}  // namespace

std::optional<std::string_view> client_response::header(std::string_view name) const noexcept {
    for (header_field const& each : headers) {
        if (equal_ignoring_case(each.name, name)) return std::string_view(each.value);
    }
    return std::nullopt;
}

result<std::unique_ptr<client>> client::make(asio::any_io_executor executor, cohook::clock& clock,
                                             client_options options) {
    auto to = parse_server_url(options.url);
    if (!to) return to.error();
    if (options.url.ends_with('/')) options.url.pop_back();
    std::unique_ptr<client> made =
        std::make_unique<http_client>(std::move(executor), clock, std::move(options), std::move(*to));
    return result<std::unique_ptr<client>>(std::move(made));
}

}  // namespace cohook::service
