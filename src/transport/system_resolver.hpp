// The resolver of production: getaddrinfo on a few threads of our own. Asio's own has one thread for a whole context,
// cannot be abandoned and stalls the context's end.
#pragma once

#include "runtime/clock.hpp"
#include "transport/resolver.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace cohook::transport {

/// Asks for one absolute name (with its dot) and blocks; called on the resolver's threads, several at once. Only
/// `fault`, `addresses` and `detail` of what it returns are looked at.
using name_lookup = std::function<resolve_outcome(std::string const& absolute_name)>;

/// getaddrinfo, both families, whatever the machine's own addresses are.
resolve_outcome look_up_name(std::string const& absolute_name);

struct system_resolver_options {
    std::size_t threads = 4;  ///< 1 to 64; at most half of them (but one) work on names that were slow before
    steady_span keep = std::chrono::seconds(60);         ///< how long an answer serves; DNS is asked again after it
    steady_span keep_absence = std::chrono::seconds(3);  ///< how long "no such name" serves
    std::size_t most_kept = 4096;                        ///< names with a kept answer
    name_lookup look_up = look_up_name;
};

/// One for the process, shared by all shards. Concurrent questions for one name are one lookup. A lookup that outlives
/// its deadline is left to its thread and its answer is only kept, so a dead name server costs threads, not memory;
/// names that were slow before wait for each other, not the healthy for them.
class system_resolver final : public resolver {
public:
    /// Starts its threads at the first question. `clock` must outlive this.
    system_resolver(cohook::clock& clock, system_resolver_options options);
    /// Waits for idle threads; leaves those inside a lookup to end by themselves. No question may be waiting.
    ~system_resolver() override;
    boost::asio::awaitable<resolve_outcome> resolve(std::string host, steady_time deadline) override;

    struct core;

private:
    cohook::clock& clock_;
    std::shared_ptr<core> core_;
};

}  // namespace cohook::transport
