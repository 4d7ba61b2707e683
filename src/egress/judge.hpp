// The room that decides where cohook may send. What comes in: the text of a URL that somebody typed, and the addresses
// that DNS gave for its host. What goes out: one parsed `url` that everybody uses from then on, and a verdict. The
// flow, at registration and again at every attempt:
//
//     parse_url (url.hpp)  →  a name resolves, once, elsewhere  →  address_policy::judge_answer (policy.hpp)
//         host.hpp: names and literals     network.hpp: addresses and prefixes     address_table.hpp: what is closed
//         ports.hpp: which ports           embedded.hpp: IPv4 inside IPv6
//
// It never resolves, never connects, never reads a clock or the machine's interfaces: all that is data handed in.
#pragma once

#include "egress/policy.hpp"
#include "egress/url.hpp"

#include <boost/asio/ip/address.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cohook::egress {

/// `invalid`: not a URL of ours, nothing would even be resolved. `block`: well formed, but closed by its port, name or
/// address. `allow`: a connection may be made to exactly the judged addresses.
enum class judgement { allow, block, invalid };

/// "allow", "block" or "invalid".
std::string_view to_string(judgement of) noexcept;

/// A judgement with its grounds.
class decision {
public:
    decision(judgement what, std::string why, std::optional<url> parsed)
        : why_(std::move(why)), url_(std::move(parsed)), what_(what) {}

    judgement what() const noexcept { return what_; }
    bool allowed() const noexcept { return what_ == judgement::allow; }
    /// A sentence for the person who operates cohook; empty where allowed. It names no resolved address, but the kind of
    /// address it was: keep that from tenants where names are resolved for them.
    std::string const& why() const noexcept { return why_; }
    /// The parsed URL, where there is one.
    std::optional<url> const& parsed() const noexcept { return url_; }

private:
    std::string why_;
    std::optional<url> url_;
    judgement what_;
};

/// Judges what can be judged without DNS: the URL, and the address where its host is a literal.
decision judge_url(std::string_view text, address_policy const& policy);

/// Judges the URL and the whole answer that DNS gave for its host. `resolved` is not looked at where the host is a
/// literal; an empty answer for a name is blocked.
decision judge_endpoint(std::string_view text, std::span<boost::asio::ip::address const> resolved,
                        address_policy const& policy);

}  // namespace cohook::egress
