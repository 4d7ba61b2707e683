#include "sim_network.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace cohook::simulation {

namespace asio = boost::asio;

namespace {

std::string field(std::string const& head, std::string const& name) {
    auto const at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    auto const begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

}  // namespace

class sim_network::sim_transport final : public transport::transport {
public:
    sim_transport(sim_network& home, asio::any_io_executor executor) : home_(home), executor_(std::move(executor)) {}

    asio::awaitable<void> post(cohook::transport::post_request const& request,
                               cohook::transport::post_outcome& outcome) override {
        outcome.clear();
        auto& time = home_.clock_;
        ++home_.under_way_;
        auto const begun = time.now();
        auto const enter = [&](attempt_phase now) {
            outcome.timings.total = std::chrono::duration_cast<std::chrono::microseconds>(time.now() - begun);
            if (request.watch) request.watch->entered(now, outcome.timings);
        };
        enter(attempt_phase::connect);
        if (request.gate) co_await request.gate->pass();
        auto const sending = time.now();
        if (home_.held_up_by_) time.take_processor(home_.held_up_by_());
        if (request.gate) request.gate->left(sending, time.now());
        seen_request seen;
        seen.url = request.url->text();
        seen.head = request.head;
        seen.body = request.body;
        seen.message_id = field(seen.head, "webhook-id");
        seen.at = time.wall();
        seen.at_steady = time.now();
        auto const found = home_.receivers_.find(seen.url);
        reaction what;
        what.fault = attempt_fault::connect_refused;
        what.arrived = false;
        if (found != home_.receivers_.end()) what = found->second(seen);
        seen.arrived = what.fault == attempt_fault::none || what.arrived;
        seen.status = what.fault == attempt_fault::none ? what.status : 0;
        home_.log_.push_back(std::move(seen));
        outcome.started_at = time.wall();
        if (what.arrived) enter(attempt_phase::first_byte);
        bool const cut = co_await spend(what.takes, request.limits.whole);
        --home_.under_way_;
        outcome.timings.total = what.takes;
        outcome.wire = what.fault == attempt_fault::none ? wire_state::answered
                       : what.arrived                    ? wire_state::possibly_received
                                                         : wire_state::not_sent;
        outcome.fault = what.fault;
        if (cut) {
            outcome.fault = attempt_fault::cancelled;
            outcome.wire = wire_state::possibly_received;
        } else if (what.takes > request.limits.whole) {
            outcome.fault = attempt_fault::attempt_timeout;
            outcome.wire = wire_state::possibly_received;
        } else if (outcome.fault == attempt_fault::none) {
            outcome.status = what.status;
            outcome.timings.first_byte = what.takes;
            enter(attempt_phase::answer);
            if (!what.retry_after.empty()) outcome.retry_after.push_back(what.retry_after);
        }
    }

    void drop_idle(egress::url const*) override {}
    cohook::transport::transport_stats stats() const override { return {}; }

private:
    /// True: cancelled meanwhile.
    asio::awaitable<bool> spend(std::chrono::milliseconds takes, std::chrono::milliseconds at_most) {
        auto const alarm = home_.clock_.make_timer(executor_);
        alarm->expire_at(home_.clock_.now() + std::min(takes, at_most));
        try {
            co_await alarm->wait();
        } catch (boost::system::system_error const&) {
            co_return true;
        }
        co_return false;
    }

    sim_network& home_;
    asio::any_io_executor executor_;
};

std::unique_ptr<transport::transport> sim_network::make_transport(asio::any_io_executor executor) {
    return std::make_unique<sim_transport>(*this, std::move(executor));
}

std::size_t sim_network::count(std::string const& url) const {
    return static_cast<std::size_t>(
        std::count_if(log_.begin(), log_.end(), [&](seen_request const& each) { return each.url == url; }));
}

receiver always(int status, std::chrono::milliseconds takes) {
    reaction what;
    what.status = status;
    what.takes = takes;
    return [what](seen_request const&) { return what; };
}

}  // namespace cohook::simulation
