#include "store/memory_attempts.hpp"

#include <algorithm>
#include <iterator>
#include <new>
#include <type_traits>

namespace cohook::store::memory {
namespace {

constexpr std::string attempt::*texts_of_attempt[] = {&attempt::peer,          &attempt::tls_version,
                                                      &attempt::detail,        &attempt::request_head,
                                                      &attempt::response_head, &attempt::response_body};

}  // namespace

static_assert(std::is_trivially_destructible_v<packed_attempt>);

packed_attempt* packed_attempt::pack(shelf& on, attempt const& made) {
    return new (on.take(size_of(made))) packed_attempt(made);
}

std::size_t packed_attempt::size_of(attempt const& made) noexcept {
    auto size = sizeof(packed_attempt);
    for (auto const text : texts_of_attempt) size += (made.*text).size();
    return size;
}

packed_attempt::packed_attempt(attempt const& made)
    : id_(made.id),
      delivery_id_(made.delivery_id),
      number_(made.number),
      status_(made.status),
      verdict_(made.verdict),
      fault_(made.fault),
      wire_(made.wire),
      connection_reused_(made.connection_reused),
      response_truncated_(made.response_truncated),
      started_at_(made.started_at),
      timings_(made.timings),
      certificate_expires_at_(made.certificate_expires_at) {
    auto* at = texts();
    for (std::size_t index = 0; index < std::size(texts_of_attempt); ++index) {
        auto const& text = made.*texts_of_attempt[index];
        at = std::copy(text.begin(), text.end(), at);
        lengths_[index] = static_cast<std::uint32_t>(text.size());
    }
}

attempt packed_attempt::unpack() const {
    attempt made;
    made.id = id_;
    made.delivery_id = delivery_id_;
    made.number = number_;
    made.status = status_;
    made.verdict = verdict_;
    made.fault = fault_;
    made.wire = wire_;
    made.connection_reused = connection_reused_;
    made.response_truncated = response_truncated_;
    made.started_at = started_at_;
    made.timings = timings_;
    made.certificate_expires_at = certificate_expires_at_;
    auto const* at = texts();
    for (std::size_t index = 0; index < std::size(texts_of_attempt); ++index) {
        (made.*texts_of_attempt[index]).assign(at, lengths_[index]);
        at += lengths_[index];
    }
    return made;
}

}  // namespace cohook::store::memory
