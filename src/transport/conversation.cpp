// The second half of an exchange: the request goes out and the answer comes in, on a connection that is ready.
#include "transport/exchange.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace cohook::transport {

namespace asio = boost::asio;

asio::awaitable<exchange::next_step> exchange::converse() {
    space_->parser.start(request_.keep_head, request_.keep_body);
    request_complete_ = write_failed_ = false;
    read_end_ = io_outcome();
    sent_before_ = connection_->stream->sent();
    outcome_.started_at = core_.clock.wall();
    sending_at_ = core_.clock.now();
    core_.deadlines.set(*this, whole_);

    co_await write_request();
    co_await read_answer();
    if (writer_running_) {
        connection_->stream->close();
        co_await join_writer();
    }
    clear();
    auto const state = co_await asio::this_coro::cancellation_state;
    cancelled_ = state.cancelled() != asio::cancellation_type::none;
    if (connection_->stream->sent() > sent_before_) outcome_.wire = wire_state::possibly_received;

    // A peer may close a resting connection at the very moment it is used again. Not one byte of an answer and a
    // request that did not go out whole: nothing can have been done with it, so it may go out once more.
    bool const stale = connection_->used_before && write_failed_ && !request_complete_ && !expired_ && !cancelled_ &&
                       !space_->parser.anything_read() && !second_round_;
    if (stale) {
        close_connection();
        note_ = "the kept connection was closed by the peer; sent on a new one";
        co_return next_step::again;
    }
    settle_answer();
    co_return next_step::stop;
}

/// Writes what goes out at once. The rare rest goes out beside the reading of the answer: a receiver may answer, and
/// stop reading, before it has all of a long request.
asio::awaitable<void> exchange::write_request() {
    auto head = request_.head;
    auto body = request_.body;
    auto const wrote = co_await connection_->stream->write_some(head, body);
    if (wrote.end != io_end::ok) {
        write_failed_ = true;
        co_return;
    }
    if (wrote.bytes == head.size() + body.size()) {
        request_sent();
        co_return;
    }
    body.remove_prefix(wrote.bytes - std::min(wrote.bytes, head.size()));
    head.remove_prefix(std::min(wrote.bytes, head.size()));
    writer_done_ = core_.clock.make_timer(core_.executor);
    writer_done_->expire_at(steady_time::max());
    writer_running_ = true;
    auto rest = write_rest(*this, head, body);
    asio::co_spawn(core_.executor, std::move(rest), [this](std::exception_ptr failed) {
        writer_running_ = false;
        if (failed) write_failed_ = true;
        writer_done_->cancel();
    });
}

asio::awaitable<void> exchange::write_rest(exchange& self, std::string_view head, std::string_view body) {
    while (!head.empty() || !body.empty()) {
        auto const wrote = co_await self.connection_->stream->write_some(head, body);
        if (wrote.end != io_end::ok) {
            self.write_failed_ = true;
            // After a reset the reading side knows what to do; any other failure it would never hear of.
            if (wrote.end == io_end::failed) self.connection_->stream->close();
            co_return;
        }
        body.remove_prefix(wrote.bytes - std::min(wrote.bytes, head.size()));
        head.remove_prefix(std::min(wrote.bytes, head.size()));
    }
    self.request_sent();
}

asio::awaitable<void> exchange::join_writer() {
    while (writer_running_) {
        try {
            co_await writer_done_->wait();
        } catch (boost::system::system_error const&) {
            // Cancelled: the writer is on its way out all the same.
            if (connection_) connection_->stream->close();
        }
    }
}

void exchange::request_sent() {
    request_complete_ = true;
    sent_at_ = core_.clock.now();
    outcome_.timings.send = std::chrono::duration_cast<std::chrono::microseconds>(sent_at_ - sending_at_);
    if (!space_->parser.has_final_status())
        core_.deadlines.set(*this, std::min(whole_, within(request_.limits.first_byte)));
}

asio::awaitable<void> exchange::read_answer() {
    auto& parser = space_->parser;
    while (parser.now() == response_parser::state::head || parser.now() == response_parser::state::body) {
        auto const state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) read_end_.end = io_end::aborted;
        if (read_end_.end == io_end::aborted) co_return;
        read_end_ = co_await connection_->stream->read_some(space_->input);
        if (read_end_.end != io_end::ok) co_return;
        note_input(read_end_.bytes);
    }
}

void exchange::note_input(std::size_t bytes) {
    auto& parser = space_->parser;
    bool const first = !parser.anything_read();
    bool const knew_status = parser.has_final_status();
    if (first) {
        auto const since = request_complete_ ? core_.clock.now() - sent_at_ : steady_span(0);
        outcome_.timings.first_byte = std::chrono::duration_cast<std::chrono::microseconds>(since);
    }
    parser.feed(std::string_view(space_->input.data(), bytes));
    // A final head, and a receiver that says it is working on it, have all the time of the attempt.
    bool const has_time = parser.now() == response_parser::state::body ? !knew_status : parser.last_word_is_102();
    if (has_time && parser.now() != response_parser::state::failed) core_.deadlines.set(*this, whole_);
}

attempt_fault exchange::timeout_fault() const {
    if (!request_complete_) return attempt_fault::write_timeout;
    return core_.clock.now() >= whole_ ? attempt_fault::attempt_timeout : attempt_fault::first_byte_timeout;
}

void exchange::settle_answer() {
    auto& parser = space_->parser;
    bool const said_102_last = parser.last_word_is_102();
    bool const in_order = read_end_.end == io_end::closed;
    if (parser.now() == response_parser::state::head || parser.now() == response_parser::state::body)
        parser.end(in_order);
    outcome_.response_truncated = parser.truncated();
    outcome_.response_head = std::move(parser.head_text());
    outcome_.response_body = std::move(parser.body_text());
    outcome_.retry_after = std::move(parser.retry_after());
    bool const ended = in_order || read_end_.end == io_end::truncated || (expired_ && !cancelled_);
    if (parser.has_final_status() || (said_102_last && ended)) {
        outcome_.fault = attempt_fault::none;
        outcome_.status = said_102_last ? 102 : parser.status();
        outcome_.wire = wire_state::answered;
        if (!parser.problem().empty() && !said_102_last) outcome_.detail = parser.problem();
        keep_connection();
    } else {
        settle_without_status();
    }
}

void exchange::settle_without_status() {
    auto const& parser = space_->parser;
    outcome_.fault = parser.fault();
    outcome_.detail = parser.problem();
    if (read_end_.end == io_end::ok || parser.fault() != attempt_fault::closed) return;
    if (cancelled_) {
        outcome_.fault = attempt_fault::cancelled;
    } else if (expired_) {
        outcome_.fault = timeout_fault();
        outcome_.detail = parser.anything_read() ? "the answer began but did not end in time" : "no answer in time";
    } else if (read_end_.fault != attempt_fault::none) {
        outcome_.fault = read_end_.fault;
        outcome_.detail = read_end_.detail;
    } else if (read_end_.end != io_end::closed && read_end_.end != io_end::truncated) {
        outcome_.fault = attempt_fault::reset;
        if (!read_end_.detail.empty()) outcome_.detail = read_end_.detail;
    }
}

void exchange::keep_connection() {
    auto const& parser = space_->parser;
    if (!parser.reusable() || !request_complete_ || write_failed_ || expired_ || cancelled_) return;
    connection_->used_before = true;
    core_.pool.put(*request_.url, std::move(connection_));
}

}  // namespace cohook::transport
