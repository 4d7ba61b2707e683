#include "transport/response_parser.hpp"

#include <algorithm>

namespace cohook::transport {

void response_parser::start(std::size_t keep_head, std::size_t keep_body) {
    keep_head_ = keep_head;
    keep_body_ = keep_body;
    state_ = state::head;
    fault_ = attempt_fault::none;
    problem_ = {};
    text_.clear();
    kept_head_.clear();
    body_.clear();
    head_ = response_head();
    chunks_ = chunk_decoder();
    remaining_ = 0;
    lines_ = line_length_ = body_read_ = 0;
    interims_ = 0;
    last_interim_ = 0;
    final_ = anything_read_ = reusable_ = truncated_ = false;
}

void response_parser::feed(std::string_view bytes) {
    if (!bytes.empty()) anything_read_ = true;
    while (!bytes.empty()) {
        switch (state_) {
            case state::head: bytes.remove_prefix(take_head(bytes)); break;
            case state::body: bytes.remove_prefix(take_body(bytes)); break;
            case state::done: reusable_ = false; return;
            case state::failed: return;
        }
    }
}

std::size_t response_parser::take_head(std::string_view bytes) {
    std::size_t used = 0;
    while (used < bytes.size()) {
        auto const newline = bytes.find('\n', used);
        bool const ends = newline != std::string_view::npos;
        auto const piece = bytes.substr(used, ends ? newline + 1 - used : std::string_view::npos);
        if (text_.size() + piece.size() > limits_.head_bytes) {
            fail(attempt_fault::headers_too_large, "the head is longer than what is read of one");
            return bytes.size();
        }
        text_.append(piece);
        used += piece.size();
        line_length_ += piece.size();
        if (!may_be_response(text_)) {
            fail(attempt_fault::bad_response, "the answer does not begin with an HTTP/1 status line");
            return bytes.size();
        }
        if (!ends) break;
        bool const empty_line = line_length_ == 1 || (line_length_ == 2 && text_[text_.size() - 2] == '\r');
        line_length_ = 0;
        if (empty_line) {
            head_complete();
            return used;
        }
        if (++lines_ > limits_.head_lines) {
            fail(attempt_fault::headers_too_large, "the head has more lines than what is read of one");
            return bytes.size();
        }
    }
    return used;
}

void response_parser::head_complete() {
    if (auto const problem = read_head(text_, head_); !problem.empty())
        return fail(attempt_fault::bad_response, problem);
    if (head_.status == 101) return fail(attempt_fault::switching_protocols, "101 was not asked for");
    kept_head_.assign(text_, 0, keep_head_);
    truncated_ = text_.size() > keep_head_;
    text_.clear();
    lines_ = 0;
    if (head_.status >= 200) return begin_body();
    if (++interims_ > limits_.interim)
        return fail(attempt_fault::too_many_interim, "more interim responses than what is read of them");
    last_interim_ = head_.status;
}

void response_parser::begin_body() {
    final_ = true;
    reusable_ = head_.keeps_alive;
    remaining_ = head_.length;
    state_ = state::body;
    switch (head_.framing) {
        case body_framing::none: finish(true); break;
        case body_framing::length:
            if (remaining_ == 0) finish(true);
            break;
        case body_framing::unclear:
            problem_ = "the fields contradict each other about the body's length; it was not read";
            finish(false);
            break;
        case body_framing::chunked:
        case body_framing::until_close: break;
    }
}

std::size_t response_parser::take_body(std::string_view bytes) {
    bytes = bytes.substr(0, limits_.body_bytes - body_read_);
    std::size_t used = 0;
    if (head_.framing == body_framing::chunked) {
        while (used < bytes.size() && chunks_.now() == chunk_decoder::state::more) {
            auto const taken = chunks_.take(bytes.substr(used));
            keep(taken.payload);
            used += taken.used;
        }
        if (chunks_.now() == chunk_decoder::state::broken) problem_ = chunks_.problem();
        if (chunks_.now() != chunk_decoder::state::more) finish(chunks_.now() == chunk_decoder::state::done);
    } else {
        used = bytes.size();
        if (head_.framing == body_framing::length) used = std::min<std::uint64_t>(used, remaining_);
        keep(bytes.substr(0, used));
        remaining_ -= head_.framing == body_framing::length ? used : 0;
        if (head_.framing == body_framing::length && remaining_ == 0) finish(true);
    }
    body_read_ += used;
    if (state_ == state::body && body_read_ >= limits_.body_bytes) {
        problem_ = "the body is longer than what is read of one";
        finish(false);
    }
    return used;
}

void response_parser::keep(std::string_view payload) {
    auto const room = keep_body_ - std::min(keep_body_, body_.size());
    if (payload.size() > room) truncated_ = true;
    body_.append(payload.substr(0, room));
}

void response_parser::end(bool clean) {
    if (state_ == state::body) {
        bool const complete = clean && head_.framing == body_framing::until_close;
        if (!complete) problem_ = "the body ended before its end";
        finish(complete);
    } else if (state_ == state::head) {
        fail(attempt_fault::closed, text_.empty() ? "the connection was closed without a final answer"
                                                  : "the connection was closed inside the head of the answer");
    }
    reusable_ = false;
}

void response_parser::finish(bool complete) {
    state_ = state::done;
    if (complete) return;
    reusable_ = false;
    truncated_ = true;
}

void response_parser::fail(attempt_fault fault, std::string_view problem) {
    state_ = state::failed;
    fault_ = fault;
    problem_ = problem;
    reusable_ = false;
    if (kept_head_.empty()) kept_head_.assign(text_, 0, keep_head_);
}

void response_parser::shrink() {
    constexpr std::size_t usual = 2048;
    for (auto* buffer : {&text_, &kept_head_, &body_})
        if (buffer->capacity() > usual) std::string().swap(*buffer);
}

}  // namespace cohook::transport
