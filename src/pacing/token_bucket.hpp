// A rate with bursts.
#pragma once

#include <cohook/time.hpp>

#include <cstdint>

namespace cohook::pacing {

/// One token every `per_token`, at most `burst` saved up; full at first. In any span of time no more than
/// `burst + span / per_token` tokens are given, exactly: it keeps one moment instead of a fraction of a token (the
/// virtual scheduling form of the generic cell rate algorithm, ITU-T I.371), so nothing is lost to rounding.
class token_bucket {
public:
    /// A `per_token` of zero or less sets no limit; a `burst` of 0 counts as 1.
    token_bucket(steady_span per_token, std::uint32_t burst) noexcept;

    /// The first moment, not before `now`, at which a token is there.
    steady_time earliest(steady_time now) const noexcept;

    /// Whether nothing of it was taken that is not back by now.
    bool is_full(steady_time now) const noexcept { return full_at_ <= now; }

    /// Takes a token if there is one.
    bool take(steady_time now) noexcept;

    /// A new rate from `now` on. Tokens that are missing stay missing, and come back at the new rate.
    void set_rate(steady_span per_token, std::uint32_t burst, steady_time now) noexcept;

private:
    steady_span slack() const noexcept;

    steady_span per_token_;
    std::uint32_t burst_;
    steady_time full_at_ = steady_time::min();  // when the bucket will have filled up again
};

}  // namespace cohook::pacing
