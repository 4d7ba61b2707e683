// Names become addresses here, and nowhere else. What comes in is a canonical host name, never a literal; what goes out
// is the whole answer, for the egress policy to judge.
#pragma once

#include <cohook/delivery.hpp>
#include <cohook/time.hpp>

#include "runtime/clock.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>

#include <map>
#include <string>
#include <vector>

namespace cohook::transport {

/// The whole answer for one name, or why there is none.
struct resolve_outcome {
    resolve_outcome() = default;

    attempt_fault fault = attempt_fault::none;
    std::vector<boost::asio::ip::address> addresses;  ///< 1 to 16, in the resolver's order, where there is no fault
    steady_time answered_at{};                        ///< when the answer was got; earlier than now if it was kept
    std::string detail;                               ///< for operators
};

/// The seam of DNS. An implementation may be shared by the transports of several shards.
class resolver {
public:
    virtual ~resolver() = default;
    /// Resolves `host` as an absolute name, both families. Completes on the awaiting coroutine's executor by `deadline`
    /// at the latest (`dns_timeout`), and soon after a terminal cancellation (`cancelled`). Never throws. Faults:
    /// `dns_nxdomain` (no such name, or no address of it), `dns_timeout`, `dns_error`, `dns_too_many` (over 16
    /// addresses), `local_resources`.
    virtual boost::asio::awaitable<resolve_outcome> resolve(std::string host, steady_time deadline) = 0;
};

/// Answers from a table, and asks `otherwise` for the rest: for `--resolve host:address` in development, and for tests.
/// The answers are judged by the policy as any other. Thread-safe after construction.
class static_resolver final : public resolver {
public:
    using table = std::map<std::string, std::vector<boost::asio::ip::address>, std::less<>>;
    /// Names are lower case without a trailing dot. `clock` gives the time of the answers. With no `otherwise`, other
    /// names do not exist. Both must outlive this.
    static_resolver(cohook::clock& clock, table names, resolver* otherwise = nullptr);
    boost::asio::awaitable<resolve_outcome> resolve(std::string host, steady_time deadline) override;

private:
    cohook::clock& clock_;
    table names_;
    resolver* otherwise_;
};

}  // namespace cohook::transport
