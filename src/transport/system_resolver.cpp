#include "transport/system_resolver.hpp"

#include "transport/lookup_queue.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>

namespace cohook::transport {
namespace {

namespace asio = boost::asio;

attempt_fault fault_of(int code, int system) {
    switch (code) {
        case EAI_NONAME:
        case EAI_NODATA: return attempt_fault::dns_nxdomain;
        case EAI_MEMORY: return attempt_fault::local_resources;
        case EAI_SYSTEM:
            return system == EMFILE || system == ENFILE || system == ENOMEM || system == ENOBUFS
                       ? attempt_fault::local_resources
                       : attempt_fault::dns_error;
        default: return attempt_fault::dns_error;
    }
}

std::optional<asio::ip::address> address_of(sockaddr const* from) {
    if (from->sa_family == AF_INET) {
        sockaddr_in plain{};
        std::memcpy(&plain, from, sizeof plain);
        return asio::ip::address_v4(ntohl(plain.sin_addr.s_addr));
    }
    if (from->sa_family == AF_INET6) {
        sockaddr_in6 plain{};
        std::memcpy(&plain, from, sizeof plain);
        asio::ip::address_v6::bytes_type bytes;
        std::memcpy(bytes.data(), &plain.sin6_addr, bytes.size());
        return asio::ip::address_v6(bytes, plain.sin6_scope_id);
    }
    return std::nullopt;
}

/// Takes the waiter out of the queue however its coroutine ends, also when the frame is only destroyed.
class enrolment {
public:
    enrolment(std::shared_ptr<system_resolver::core> core, std::string host, std::shared_ptr<lookup_waiter> waiter)
        : core_(std::move(core)), host_(std::move(host)), waiter_(std::move(waiter)) {
        core_->enlist(host_, waiter_, core_);
    }
    ~enrolment() { core_->leave(host_, waiter_.get(), late_); }
    enrolment(enrolment const&) = delete;
    enrolment& operator=(enrolment const&) = delete;
    void came_too_late() { late_ = true; }

private:
    std::shared_ptr<system_resolver::core> core_;
    std::string host_;
    std::shared_ptr<lookup_waiter> waiter_;
    bool late_ = false;
};

}  // namespace

resolve_outcome look_up_name(std::string const& absolute_name) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    errno = 0;
    int const code = getaddrinfo(absolute_name.c_str(), nullptr, &hints, &list);
    int const system = errno;
    std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> const owned(list, &freeaddrinfo);
    resolve_outcome answer;
    if (code != 0) {
        answer.fault = fault_of(code, system);
        answer.detail = absolute_name + " " + gai_strerror(code);
        return answer;
    }
    for (auto const* one = list; one != nullptr; one = one->ai_next)
        if (auto const address = address_of(one->ai_addr)) answer.addresses.push_back(*address);
    if (answer.addresses.empty()) answer.fault = attempt_fault::dns_nxdomain;
    return answer;
}

system_resolver::system_resolver(cohook::clock& clock, system_resolver_options options)
    : clock_(clock), core_(std::make_shared<core>(clock, std::move(options))) {}

system_resolver::~system_resolver() {
    core_->stop();
}

asio::awaitable<resolve_outcome> system_resolver::resolve(std::string host, steady_time deadline) {
    if (auto kept = core_->kept(host, clock_.now())) co_return std::move(*kept);
    auto const waiter = std::make_shared<lookup_waiter>();
    waiter->executor = co_await asio::this_coro::executor;
    waiter->wake = clock_.make_timer(waiter->executor);
    waiter->wake->expire_at(deadline);
    enrolment place(core_, host, waiter);
    bool cancelled = false;
    try {
        co_await waiter->wake->wait();
    } catch (boost::system::system_error const&) {
        cancelled = true;
    }
    if (waiter->answered) co_return std::move(waiter->answer);
    resolve_outcome none;
    none.fault = cancelled ? attempt_fault::cancelled : attempt_fault::dns_timeout;
    if (!cancelled) none.detail = "no answer about " + host + " in time";
    if (!cancelled) place.came_too_late();
    co_return none;
}

}  // namespace cohook::transport
