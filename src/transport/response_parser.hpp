// One exchange's answer, from the first byte to the moment when nothing more is wanted: pure, fed with bytes and with
// the peer's end, no I/O and no clock. Everything a receiver can say is decided here and in the two files it uses.
#pragma once

#include <cohook/delivery.hpp>

#include "transport/chunk_decoder.hpp"
#include "transport/response_head.hpp"
#include "transport/response_limits.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cohook::transport {

class response_parser {
public:
    enum class state : std::uint8_t {
        head,    ///< waiting for a (further) head
        body,    ///< the final status is known, its body is being read
        done,    ///< nothing more is wanted; ask `reusable`
        failed,  ///< no usable status; ask `fault`
    };

    explicit response_parser(response_limits limits = {}) : limits_(limits) {}

    /// Begins a new answer, keeping buffers. `keep_body` and `keep_head` cap what is kept of it.
    void start(std::size_t keep_head, std::size_t keep_body);
    /// Takes all of `bytes`. What follows a complete answer makes the connection unusable and is dropped.
    void feed(std::string_view bytes);
    /// The peer will send no more: it closed in order (`clean`) or not (no close_notify, a reset, our deadline).
    /// Leaves `done` or `failed`. Without a final status the fault is `closed`; the caller knows better ones.
    void end(bool clean);

    state now() const noexcept { return state_; }
    attempt_fault fault() const noexcept { return fault_; }
    /// Words on the fault or on a damaged body; empty where all is well. Static text.
    std::string_view problem() const noexcept { return problem_; }
    /// The final status; 0 before it is known.
    int status() const noexcept { return final_ ? head_.status : 0; }
    bool has_final_status() const noexcept { return final_; }
    /// The last thing said is a complete 102, with nothing after it.
    bool last_word_is_102() const noexcept { return !final_ && last_interim_ == 102 && text_.empty(); }
    /// A byte of an answer has been seen.
    bool anything_read() const noexcept { return anything_read_; }
    bool reusable() const noexcept { return state_ == state::done && reusable_; }
    /// The kept body or head is not all that the peer sent or announced.
    bool truncated() const noexcept { return truncated_; }

    /// The last complete head, capped; moved out by the caller at the end. Raw bytes.
    std::string& head_text() noexcept { return kept_head_; }
    std::string& body_text() noexcept { return body_; }
    std::vector<std::string>& retry_after() noexcept { return head_.retry_after; }

    /// Lets go of memory that only an unusual answer needed.
    void shrink();

private:
    std::size_t take_head(std::string_view bytes);
    std::size_t take_body(std::string_view bytes);
    void head_complete();
    void begin_body();
    void keep(std::string_view payload);
    void finish(bool complete);
    void fail(attempt_fault fault, std::string_view problem);

    response_limits limits_;
    std::size_t keep_head_ = 0, keep_body_ = 0;
    state state_ = state::head;
    attempt_fault fault_ = attempt_fault::none;
    std::string_view problem_;
    std::string text_;  ///< of the head being read
    std::string kept_head_, body_;
    response_head head_;
    chunk_decoder chunks_;
    std::uint64_t remaining_ = 0;
    std::size_t lines_ = 0, line_length_ = 0, body_read_ = 0;
    unsigned interims_ = 0;
    int last_interim_ = 0;
    bool final_ = false, anything_read_ = false, reusable_ = false, truncated_ = false;
};

}  // namespace cohook::transport
