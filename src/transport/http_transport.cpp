#include "transport/http_transport.hpp"

#include "transport/exchange.hpp"
#include "transport/transport_core.hpp"

namespace cohook::transport {

void post_outcome::clear() {
    post_outcome fresh;
    for (auto const text : {&post_outcome::peer, &post_outcome::tls_version, &post_outcome::response_head,
                            &post_outcome::response_body, &post_outcome::detail}) {
        (fresh.*text).swap(this->*text);
        (fresh.*text).clear();
    }
    *this = std::move(fresh);
}

namespace {

class pooled_transport final : public http_transport {
public:
    pooled_transport(boost::asio::any_io_executor executor, transport_options options, std::unique_ptr<tls_context> tls,
                     std::shared_ptr<readiness> sockets)
        : core_(std::move(executor), std::move(options), std::move(tls), std::move(sockets)) {}

    boost::asio::awaitable<void> post(post_request const& request, post_outcome& into) override {
        return exchange::perform(core_, request, into);
    }

    void drop_idle(egress::url const* origin) override {
        if (origin != nullptr) {
            core_.pool.drop(*origin);
        } else {
            core_.pool.drop_all();
        }
    }

    transport_stats stats() const override {
        transport_stats now;
        now.opened = core_.stats.opened.get();
        now.reused = core_.stats.reused.get();
        now.handshakes = core_.stats.handshakes.get();
        now.resumed = core_.stats.resumed.get();
        now.active = core_.stats.active.get();
        now.idle = core_.pool.size();
        return now;
    }

    void set_policy(std::shared_ptr<egress::address_policy const> policy) override {
        if (policy->version() != core_.options.policy->version()) core_.pool.drop_all();
        core_.options.policy = std::move(policy);
    }

private:
    transport_core core_;
};

}  // namespace

result<std::unique_ptr<http_transport>> make_transport(boost::asio::any_io_executor executor,
                                                       transport_options options) {
    if (options.clock == nullptr || options.names == nullptr || options.policy == nullptr)
        return error(errc::invalid_argument, "a transport needs a clock, a resolver and an address policy");
    auto tls = tls_context::create(options.tls, *options.clock);
    if (!tls) return tls.error();
    auto sockets = readiness::open(executor);
    if (!sockets) return error(errc::unavailable, "No file descriptor is left for a transport; raise the limit.");
    return std::unique_ptr<http_transport>(std::make_unique<pooled_transport>(std::move(executor), std::move(options),
                                                                              std::move(*tls), std::move(sockets)));
}

}  // namespace cohook::transport
