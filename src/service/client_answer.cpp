#include "service/client_wire.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include <limits>

namespace cohook::service {
namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::beast::string_view;
using error_code = boost::system::error_code;

namespace {

std::string text_of(string_view text) {
    return std::string(text.data(), text.size());
}

/// Beast's parser with our sinks: the head as a plain answer, the body as it comes.
class answer_parser final : public http::basic_parser<false> {
public:
    answer_parser() {
        eager(true);
        body_limit((std::numeric_limits<std::uint64_t>::max)());
    }
    client_response answer;
    std::string piece;

private:
    void on_request_impl(http::verb, string_view, string_view, int, error_code&) override {}
    void on_response_impl(int code, string_view, int, error_code&) override { answer.status = code; }
    void on_field_impl(http::field, string_view name, string_view value, error_code&) override {
        answer.headers.emplace_back(text_of(name), text_of(value));
    }
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
    std::size_t on_body_impl(string_view body, error_code&) override {
        piece.append(body.data(), body.size());
        return body.size();
    }
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code&) override {
        piece.append(body.data(), body.size());
        return body.size();
    }
    void on_finish_impl(error_code&) override {}
};

}  // namespace

struct answer_reader::state {
    explicit state(client_stream& from) : stream(from) {}

    /// Reads once and lets the parser take what it can.
    asio::awaitable<result<void>> advance() {
        auto const got = co_await stream.read_some(buffer.data(), buffer.size());
        if (!got) co_return got.error();
        error_code fault;
        if (*got == 0) {
            if (!parser->got_some()) co_return error(errc::unavailable, "the server closed the connection");
            parser->put_eof(fault);
            if (fault || !parser->is_done()) co_return error(errc::unavailable, "the server closed the connection");
            co_return result<void>();
        }
        heard = true;
        pending.append(buffer.data(), *got);
        co_return digest();
    }
    result<void> digest() {
        error_code fault;
        std::size_t const used = parser->put(asio::buffer(pending), fault);
        pending.erase(0, used);
        if (fault && fault != http::error::need_more) {
            return error(errc::unavailable, "the answer is not HTTP: " + fault.message());
        }
        return {};
    }

    client_stream& stream;
    std::unique_ptr<answer_parser> parser = std::make_unique<answer_parser>();
    std::vector<char> buffer = std::vector<char>(16384);
    std::string pending;
    bool heard = false;
};

answer_reader::answer_reader(client_stream& from) : state_(std::make_unique<state>(from)) {}
answer_reader::~answer_reader() = default;

asio::awaitable<result<client_response>> answer_reader::head() {
    while (true) {
        while (!state_->parser->is_header_done()) {
            auto const moved = co_await state_->advance();
            if (!moved) co_return moved.error();
        }
        int const status = state_->parser->answer.status;
        if (status >= 200) co_return state_->parser->answer;
        // An interim answer: the final one follows on the same stream.
        state_->parser = std::make_unique<answer_parser>();
        auto const more = state_->digest();
        if (!more) co_return more.error();
    }
}

asio::awaitable<result<std::string>> answer_reader::body() {
    while (state_->parser->piece.empty() && !state_->parser->is_done()) {
        auto const moved = co_await state_->advance();
        if (!moved) co_return moved.error();
    }
    std::string piece = std::move(state_->parser->piece);
    state_->parser->piece.clear();
    co_return piece;
}

bool answer_reader::keeps_alive() const {
    return state_->parser->is_done() && state_->parser->keep_alive();
}
bool answer_reader::heard() const noexcept {
    return state_->heard;
}

}  // namespace cohook::service
