#include "egress/judge.hpp"

#include <utility>

namespace cohook::egress {
namespace {

decision of_verdict(verdict const& given, std::string_view subject, std::string_view remedy, url parsed) {
    if (given.allowed()) return decision(judgement::allow, {}, std::move(parsed));
    auto why = std::string(subject) + " is closed to webhooks: " + std::string(given.reason());
    why.append("; ").append(remedy);
    return decision(judgement::block, std::move(why), std::move(parsed));
}

}  // namespace

std::string_view to_string(judgement of) noexcept {
    switch (of) {
        case judgement::allow: return "allow";
        case judgement::block: return "block";
        case judgement::invalid: return "invalid";
    }
    return "invalid";
}

decision judge_url(std::string_view text, address_policy const& policy) {
    auto parsed = parse_url(text, policy.urls());
    if (!parsed) {
        auto what = parsed.error().kind() == errc::blocked ? judgement::block : judgement::invalid;
        return decision(what, parsed.error().message(), std::nullopt);
    }
    if (!parsed->is_address()) return decision(judgement::allow, {}, std::move(*parsed));
    auto given = policy.judge(*parsed->address(), parsed->port());
    return of_verdict(given, "the address of the URL", "use a public one", std::move(*parsed));
}

decision judge_endpoint(std::string_view text, std::span<boost::asio::ip::address const> resolved,
                        address_policy const& policy) {
    auto first = judge_url(text, policy);
    if (!first.allowed() || first.parsed()->is_address()) return first;
    auto given = policy.judge_answer(resolved, first.parsed()->port());
    return of_verdict(given, "what the host of the URL resolves to", "let it resolve to public addresses alone",
                      *first.parsed());
}

}  // namespace cohook::egress
