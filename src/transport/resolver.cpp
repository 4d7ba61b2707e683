#include "transport/resolver.hpp"

#include "egress/policy.hpp"

namespace cohook::transport {

static_resolver::static_resolver(cohook::clock& clock, table names, resolver* otherwise)
    : clock_(clock), names_(std::move(names)), otherwise_(otherwise) {}

boost::asio::awaitable<resolve_outcome> static_resolver::resolve(std::string host, steady_time deadline) {
    auto const found = names_.find(host);
    if (found == names_.end() && otherwise_ != nullptr)
        co_return co_await otherwise_->resolve(std::move(host), deadline);
    resolve_outcome answer;
    answer.answered_at = clock_.now();
    if (found == names_.end() || found->second.empty()) {
        answer.fault = attempt_fault::dns_nxdomain;
        answer.detail = host + " is not in the table of names";
    } else if (found->second.size() > egress::max_addresses) {
        answer.fault = attempt_fault::dns_too_many;
        answer.detail = host + " has more than 16 addresses";
    } else {
        answer.addresses = found->second;
    }
    co_return answer;
}

}  // namespace cohook::transport
