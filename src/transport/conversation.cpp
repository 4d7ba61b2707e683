// The second half of an exchange: the request goes out and the answer comes in, on a connection that is ready.
#include "transport/exchange.hpp"
#include "transport/ready_socket.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace cohook::transport {

namespace asio = boost::asio;

void exchange::begin_conversation() {
    parser_->start(request_.keep_head, request_.keep_body);
    request_complete_ = write_failed_ = false;
    read_end_ = io_outcome();
    sent_before_ = connection_->stream->sent();
    enter(attempt_phase::send);
    outcome_.started_at = core_.clock.wall();
    sending_at_ = core_.clock.now();
    write_request();
}

exchange::next_step exchange::end_conversation(bool cancelled) {
    clear();
    cancelled_ = cancelled;
    if (connection_->stream->sent() > sent_before_) outcome_.wire = wire_state::possibly_received;

    // A peer may close a resting connection at the very moment it is used again. Not one byte of an answer and a
    // request that did not go out whole: nothing can have been done with it, so it may go out once more.
    bool const stale = connection_->used_before && write_failed_ && !request_complete_ && !expired_ && !cancelled_ &&
                       !parser_->anything_read() && !second_round_;
    if (stale) {
        close_connection();
        note_ = "the kept connection was closed by the peer; sent on a new one";
        return next_step::again;
    }
    settle_answer();
    return next_step::stop;
}

/// Writes what goes out at once. The rare rest goes out beside the reading of the answer: a receiver may answer, and
/// stop reading, before it has all of a long request.
void exchange::write_request() {
    auto head = request_.head;
    auto body = request_.body;
    auto const wrote = connection_->stream->write_now(head, body);
    if (request_.gate != nullptr) request_.gate->left(sending_at_, core_.clock.now());
    write_failed_ = wrote.end != io_end::ok && wrote.end != io_end::not_yet;
    if (!write_failed_ && wrote.bytes == head.size() + body.size() && connection_->stream->written_out())
        return request_sent();
    core_.deadlines.set(*this, whole_);
    if (write_failed_) return;
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
    auto& stream = *self.connection_->stream;
    while (!head.empty() || !body.empty() || !stream.written_out()) {
        co_await stream.socket().writable();
        auto const wrote = stream.write_now(head, body);
        if (wrote.end != io_end::ok && wrote.end != io_end::not_yet) {
            self.write_failed_ = true;
            // After a reset the reading side knows what to do; any other failure it would never hear of.
            if (wrote.end == io_end::failed) stream.close();
            co_return;
        }
        body.remove_prefix(wrote.bytes - std::min(wrote.bytes, head.size()));
        head.remove_prefix(std::min(wrote.bytes, head.size()));
    }
    self.request_sent();
}

/// The answer is there: what is left of the request is not wanted any more.
asio::awaitable<void> exchange::join_writer() {
    connection_->stream->close();
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
    if (!parser_->has_final_status())
        core_.deadlines.set(*this, std::min(whole_, after(sent_at_, request_.limits.first_byte)));
    // The answer to a long request may have begun before its end was out.
    if (!parser_->anything_read()) enter(attempt_phase::first_byte);
}

bool exchange::wants_input() const {
    auto const now = parser_->now();
    return read_end_.end == io_end::ok && (now == response_parser::state::head || now == response_parser::state::body);
}

/// False where nothing has come yet.
bool exchange::take_input() {
    auto input = connection_->stream->read_now(core_.input);
    if (input.end == io_end::not_yet) return false;
    read_end_ = std::move(input);
    if (read_end_.end == io_end::ok) note_input();
    return true;
}

void exchange::stop_reading() {
    if (read_end_.end == io_end::ok) read_end_.end = io_end::aborted;
}

void exchange::note_input() {
    auto& parser = *parser_;
    bool const first = !parser.anything_read();
    bool const knew_status = parser.has_final_status();
    if (first) {
        auto const since = request_complete_ ? core_.clock.now() - sent_at_ : steady_span(0);
        outcome_.timings.first_byte = std::chrono::duration_cast<std::chrono::microseconds>(since);
        enter(attempt_phase::answer);
    }
    parser.feed(std::string_view(core_.input.data(), read_end_.bytes));
    // A final head, and a receiver that says it is working on it, have all the time of the attempt.
    bool const has_time = parser.now() == response_parser::state::body ? !knew_status : parser.last_word_is_102();
    if (has_time && parser.now() != response_parser::state::failed) core_.deadlines.set(*this, whole_);
}

attempt_fault exchange::timeout_fault() const {
    if (!request_complete_) return attempt_fault::write_timeout;
    return core_.clock.now() >= whole_ ? attempt_fault::attempt_timeout : attempt_fault::first_byte_timeout;
}

void exchange::settle_answer() {
    auto& parser = *parser_;
    bool const said_102_last = parser.last_word_is_102();
    bool const in_order = read_end_.end == io_end::closed;
    if (parser.now() == response_parser::state::head || parser.now() == response_parser::state::body)
        parser.end(in_order);
    outcome_.response_truncated = parser.truncated();
    outcome_.response_head.swap(parser.head_text());
    outcome_.response_body.swap(parser.body_text());
    outcome_.retry_after.swap(parser.retry_after());
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
    auto const& parser = *parser_;
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
    auto const& parser = *parser_;
    if (!parser.reusable() || !request_complete_ || write_failed_ || expired_ || cancelled_) return;
    connection_->used_before = true;
    core_.pool.put(*request_.url, std::move(connection_));
}

}  // namespace cohook::transport
