// What was found by looking at an endpoint: a line of `cohook doctor`, and of the check of a registered endpoint.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace cohook {

enum class standing : std::uint8_t { fine, doubtful, wrong, skipped };
/// `ok`, `warning`, `failed`, `skipped`.
std::string_view to_string(standing how) noexcept;

struct finding {
    finding(std::string_view looked_at, standing stands, std::string seen, std::string_view mend = {})
        : check(looked_at), how(stands), what(std::move(seen)), remedy(mend) {}

    std::string check;  ///< `url`, `dns`, `address`, `connection`, `tls`, `expiry`, `answer`, `signature`
    standing how = standing::fine;
    std::string what;    ///< a sentence's worth for a person
    std::string remedy;  ///< empty where there is nothing to do
};

}  // namespace cohook
