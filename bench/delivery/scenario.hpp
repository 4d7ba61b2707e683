// What a run does to the sender, and what it found. One file a scenario.
#pragma once

#include <cohook/engine.hpp>
#include <cohook/sender.hpp>

#include "delivery/figures.hpp"
#include "delivery/plan.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace bench {

/// Runs on the one thread of the sender, and hears of every attempt there: it is the sender's observer.
class scenario : public cohook::engine_observer {
public:
    /// The sender has started.
    virtual boost::asio::awaitable<cohook::result<figures>> run(cohook::sender& by) = 0;
};

/// `closed`: so many messages are outstanding, and for every one that is settled another is accepted.
std::unique_ptr<scenario> make_closed(plan const& wanted);
/// `open`: messages come when they come; what is told is how long each took.
std::unique_ptr<scenario> make_open(plan const& wanted);
/// `held`: all attempts are in flight at once, to a receiver that does not answer meanwhile.
std::unique_ptr<scenario> make_held(plan const& wanted);
/// `syncs`: every endpoint gets a sync.
std::unique_ptr<scenario> make_syncs(plan const& wanted);
/// `import`: persons into the register, nobody listening.
std::unique_ptr<scenario> make_import(plan const& wanted);

}  // namespace bench
