#include "cli/one_post.hpp"

#include "cli/egress_settings.hpp"
#include "cli/files.hpp"
#include "runtime/clock.hpp"
#include "transport/http_transport.hpp"
#include "transport/system_resolver.hpp"

namespace cohook::cli {
namespace asio = boost::asio;
namespace {

class production_sender final : public sender {
public:
    explicit production_sender(egress::address_policy policy)
        : policy_(std::make_shared<egress::address_policy const>(std::move(policy))),
          names_(system_clock(), transport::system_resolver_options()) {}

    result<void> open(asio::any_io_executor executor, std::string authorities) {
        transport::transport_options options;
        options.names = &names_;
        options.policy = policy_;
        options.tls.extra_authorities = std::move(authorities);
        auto made = transport::make_transport(std::move(executor), std::move(options));
        if (!made) return made.error();
        wire_ = std::move(*made);
        return {};
    }

    egress::address_policy const& policy() const noexcept override { return *policy_; }

    asio::awaitable<transport::post_outcome> post(egress::url const& url, outgoing_request const& what) override {
        std::string const head = head_of(url, what);
        transport::post_request request;
        request.url = &url;
        request.head = head;
        request.body = what.body;
        transport::post_outcome outcome;
        co_await wire_->post(request, outcome);
        wire_->drop_idle(nullptr);
        co_return outcome;
    }

private:
    static std::string head_of(egress::url const& url, outgoing_request const& what) {
        std::string head = "POST " + url.target() + " HTTP/1.1\r\nHost: " + url.host_header() +
                           "\r\nUser-Agent: cohook/" COHOOK_VERSION "\r\n";
        for (header_line const& each : what.headers) head += each.name + ": " + each.value + "\r\n";
        return head + "Content-Length: " + std::to_string(what.body.size()) + "\r\n\r\n";
    }

    std::shared_ptr<egress::address_policy const> policy_;
    transport::system_resolver names_;
    std::unique_ptr<transport::http_transport> wire_;
};

}  // namespace

result<std::unique_ptr<sender>> sender::make(settings const& config, asio::any_io_executor executor) {
    auto policy = egress_policy_of(config, judged_for::sending);
    if (!policy) return policy.error();
    std::string authorities;
    if (config.has("ca-file")) {
        auto text = read_file(config.text("ca-file"));
        if (!text) return text.error();
        authorities = std::move(*text);
    }
    auto made = std::make_unique<production_sender>(std::move(*policy));
    if (auto opened = made->open(std::move(executor), std::move(authorities)); !opened) return opened.error();
    return std::unique_ptr<sender>(std::move(made));
}

}  // namespace cohook::cli
