#include <cohook/delivery.hpp>

#include "model/name_table.hpp"

namespace cohook {
namespace {

constexpr name_table<delivery_kind, 4> kinds("change", "sync", "test", "replay");
constexpr name_table<delivery_state, 6> states("pending", "delivered", "exhausted", "expired", "cancelled",
                                               "endpoint_gone");
constexpr name_table<attempt_verdict, 4> verdicts("acknowledged", "refused", "failed", "unknown");
constexpr name_table<wire_state, 3> wire_states("not_sent", "possibly_received", "answered");

struct fault_entry {
    attempt_fault fault;
    std::string_view name;
    std::string_view words;
};

// In the order of the enumeration (checked below); the words say what happened and what to do about it.
constexpr fault_entry faults[] = {
    {attempt_fault::none, "none", "There was no fault."},
    {attempt_fault::dns_nxdomain, "dns_nxdomain",
     "The host name does not exist; check its spelling and that its DNS record is published."},
    {attempt_fault::dns_timeout, "dns_timeout",
     "The name servers did not answer in time; check that the domain's name servers are up."},
    {attempt_fault::dns_error, "dns_error",
     "The name servers answered with an error; check the domain's DNS set-up, DNSSEC included."},
    {attempt_fault::dns_too_many, "dns_too_many",
     "The host name resolves to too many addresses or aliases; publish at most 16 addresses for it."},
    {attempt_fault::connect_refused, "connect_refused",
     "Nothing listens on the host's port; check that the receiver runs and that the port in the URL is right."},
    {attempt_fault::connect_unreachable, "connect_unreachable",
     "No network route leads to the host; check its address and its firewall."},
    {attempt_fault::connect_timeout, "connect_timeout",
     "The host did not answer the connection in time; check that its firewall lets this sender in."},
    {attempt_fault::connect_reset, "connect_reset",
     "The host broke the connection off while it was made; check its firewall or load balancer."},
    {attempt_fault::tls_timeout, "tls_timeout",
     "The TLS handshake was not finished in time; check that the port speaks TLS and that the host is not overloaded."},
    {attempt_fault::tls_protocol, "tls_protocol",
     "The host did not speak TLS as it should; check that the port serves https and not plain http."},
    {attempt_fault::tls_version, "tls_version", "The host offers only outdated TLS; enable TLS 1.2 or 1.3 on it."},
    {attempt_fault::tls_cert_expired, "tls_cert_expired", "The host's certificate has expired; renew it."},
    {attempt_fault::tls_cert_not_yet_valid, "tls_cert_not_yet_valid",
     "The host's certificate is not valid yet; check its start date and the host's clock."},
    {attempt_fault::tls_cert_untrusted, "tls_cert_untrusted",
     "The host's certificate is not signed by a known authority; serve the whole chain of a public one."},
    {attempt_fault::tls_cert_host, "tls_cert_host",
     "The host's certificate is for another name; get one that names the host of the URL."},
    {attempt_fault::tls_cert_revoked, "tls_cert_revoked", "The host's certificate was revoked; get a new one."},
    {attempt_fault::tls_cert_invalid, "tls_cert_invalid",
     "The host's certificate cannot be accepted; check its chain, its key and its purpose."},
    {attempt_fault::write_timeout, "write_timeout",
     "The receiver did not take the request in time; check that it reads request bodies."},
    {attempt_fault::first_byte_timeout, "first_byte_timeout",
     "The receiver did not begin to answer in time; acknowledge first and do the work afterwards."},
    {attempt_fault::attempt_timeout, "attempt_timeout",
     "The whole attempt took too long; acknowledge first and do the work afterwards."},
    {attempt_fault::reset, "reset",
     "The receiver broke the connection off before it answered; it may have got the request."},
    {attempt_fault::closed, "closed",
     "The receiver closed the connection without an answer; it may have got the request."},
    {attempt_fault::bad_response, "bad_response",
     "The answer was not valid HTTP/1.1; check what serves this port of the host."},
    {attempt_fault::headers_too_large, "headers_too_large",
     "The answer's headers were too large; keep them within 32 KiB and 100 lines."},
    {attempt_fault::too_many_interim, "too_many_interim",
     "Too many interim answers came before a final one; send one final status."},
    {attempt_fault::redirect, "redirect",
     "The receiver redirects elsewhere, which is not followed; register the final URL."},
    {attempt_fault::egress_blocked, "egress_blocked",
     "The host resolves to an address that must not be called; use a public address."},
    {attempt_fault::endpoint_invalid, "endpoint_invalid",
     "The endpoint's settings cannot be used; check its URL, keys and headers."},
    {attempt_fault::local_resources, "local_resources",
     "This sender ran short of connections, memory or ports; it is not the receiver's fault and is tried again."},
    {attempt_fault::cancelled, "cancelled", "The attempt was stopped on request before it was done."},
    {attempt_fault::switching_protocols, "switching_protocols",
     "The receiver wants to switch protocols (101), which a webhook never asks for; answer with a status such as 200."},
};

constexpr bool in_order() {
    for (std::size_t index = 0; index < std::size(faults); ++index)
        if (static_cast<std::size_t>(faults[index].fault) != index) return false;
    return std::size(faults) == static_cast<std::size_t>(attempt_fault::switching_protocols) + 1;
}
static_assert(in_order(), "the table of faults follows the enumeration");

}  // namespace

std::string_view to_string(delivery_kind kind) noexcept {
    return kinds.name(kind);
}
std::string_view to_string(delivery_state state) noexcept {
    return states.name(state);
}
std::string_view to_string(attempt_verdict verdict) noexcept {
    return verdicts.name(verdict);
}
std::string_view to_string(wire_state state) noexcept {
    return wire_states.name(state);
}

std::string_view to_string(attempt_fault fault) noexcept {
    auto const index = static_cast<std::size_t>(fault);
    return index < std::size(faults) ? faults[index].name : std::string_view("unknown");
}

std::string_view explain(attempt_fault fault) noexcept {
    auto const index = static_cast<std::size_t>(fault);
    return index < std::size(faults) ? faults[index].words : std::string_view("The fault is of a kind unknown here.");
}

std::optional<delivery_kind> parse_delivery_kind(std::string_view text) noexcept {
    return kinds.parse(text);
}
std::optional<delivery_state> parse_delivery_state(std::string_view text) noexcept {
    return states.parse(text);
}
std::optional<attempt_verdict> parse_attempt_verdict(std::string_view text) noexcept {
    return verdicts.parse(text);
}

std::optional<attempt_fault> parse_attempt_fault(std::string_view text) noexcept {
    for (auto const& entry : faults)
        if (entry.name == text) return entry.fault;
    return std::nullopt;
}

}  // namespace cohook
