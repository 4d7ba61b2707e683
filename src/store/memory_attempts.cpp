#include "store/memory_attempts.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <new>
#include <type_traits>

namespace cohook::store::memory {
namespace {

constexpr std::size_t slab_bytes = 64 * 1024;

constexpr std::size_t aligned(std::size_t size) {
    constexpr auto step = alignof(std::max_align_t);
    return (size + step - 1) / step * step;
}

constexpr std::string attempt::*texts_of_attempt[] = {&attempt::peer,          &attempt::tls_version,
                                                      &attempt::detail,        &attempt::request_head,
                                                      &attempt::response_head, &attempt::response_body};

}  // namespace

static_assert(std::is_trivially_destructible_v<packed_attempt>);

struct alignas(std::max_align_t) attempt_shelf::slab {
    std::size_t used = 0;
    std::size_t size = 0;
    std::size_t blocks = 1;  // the open slab counts itself
};

struct alignas(std::max_align_t) attempt_shelf::place {
    slab* home = nullptr;
};

attempt_shelf::~attempt_shelf() {
    if (open_) leave(open_);
}

void* attempt_shelf::allocate(std::size_t size) {
    auto const needed = sizeof(place) + aligned(size);
    if (!open_ || open_->used + needed > open_->size) {
        if (open_) leave(open_);
        auto const room = std::max(slab_bytes - sizeof(slab), needed);
        open_ = new (::operator new(sizeof(slab) + room)) slab;
        open_->size = room;
    }
    auto* const at = reinterpret_cast<std::byte*>(open_ + 1) + open_->used;
    open_->used += needed;
    ++open_->blocks;
    auto* const start = new (at) place;
    start->home = open_;
    return start + 1;
}

void attempt_shelf::leave(slab* from) noexcept {
    if (--from->blocks == 0) ::operator delete(from);
}

packed_attempt* attempt_shelf::pack(attempt const& made) {
    return new (allocate(packed_attempt::size_of(made))) packed_attempt(made);
}

void attempt_shelf::drop(packed_attempt* record) noexcept {
    leave((reinterpret_cast<place*>(record) - 1)->home);
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
