#include "pacing/token_bucket.hpp"

#include <algorithm>

namespace cohook::pacing {
namespace {

// So that the slack of a bucket is far from overflow whatever the burst.
constexpr steady_span longest = std::chrono::hours(24 * 365);

}  // namespace

token_bucket::token_bucket(steady_span per_token, std::uint32_t burst) noexcept
    : per_token_(std::clamp(per_token, steady_span::zero(), longest)), burst_(std::max<std::uint32_t>(burst, 1)) {}

void token_bucket::set_rate(steady_span per_token, std::uint32_t burst, steady_time now) noexcept {
    auto old = *this;
    *this = token_bucket(per_token, burst);
    if (old.per_token_ == steady_span::zero() || old.full_at_ <= now) return;
    // In tokens, and no more of them than the new bucket holds: it is at worst empty.
    auto missing = std::chrono::duration<double>(old.full_at_ - now) / std::chrono::duration<double>(old.per_token_);
    auto refill = std::chrono::duration<double>(per_token_) * missing;
    auto most = slack() + per_token_;
    full_at_ = now + (refill < most ? std::chrono::ceil<steady_span>(refill) : most);
}

// How far ahead of now the moment of fullness may lie while a token is left.
steady_span token_bucket::slack() const noexcept {
    auto saved = static_cast<steady_span::rep>(burst_ - 1);
    if (per_token_ > steady_span::zero()) saved = std::min<steady_span::rep>(saved, longest / per_token_);
    return per_token_ * saved;
}

steady_time token_bucket::earliest(steady_time now) const noexcept {
    if (per_token_ == steady_span::zero() || full_at_ <= now) return now;
    return std::max(now, full_at_ - slack());
}

bool token_bucket::take(steady_time now) noexcept {
    if (earliest(now) > now) return false;
    full_at_ = std::max(full_at_, now) + per_token_;
    return true;
}

}  // namespace cohook::pacing
