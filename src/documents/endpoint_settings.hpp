// The settings of a webhook as JSON: what a client may change, and how they are shown. A key goes in and never out.
#pragma once

#include <cohook/endpoint.hpp>
#include <cohook/engine.hpp>

#include "documents/json_input.hpp"
#include "members/application.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cohook::documents {

/// Milliseconds between two POSTs to one endpoint: a day.
inline constexpr std::int64_t longest_interval = 86'400'000;

/// Changes to the settings of an endpoint, read and ready to be applied, as often as a unit of work runs.
class settings_patch {
public:
    /// Reads `url`, `signingKey`, `requestIntervalMs`, `enabled`, `format`, `policy`, `ordering`, `coalesce`,
    /// `maxInFlight`, `headers` from an object; what is missing stays as it is (policy and deadlines to their depth).
    /// `url` null or empty: the endpoint is to be removed, where that is allowed.
    enum class removal { by_empty_url, refused };
    static settings_patch read(object_reader& from, removal how);
    /// The list `headers` alone, which takes the place of the one there is.
    static settings_patch all_headers(object_reader& from);
    /// The object `headers` alone, a merge patch (RFC 7396): a value or null for each name; others stay.
    static settings_patch some_headers(object_reader& from);

    void apply(endpoint& settings) const;
    /// Every setting anew; only the signing keys stay where none is given, and the values of headers without one.
    void replace(endpoint& settings) const;
    bool empty() const noexcept { return edits_.empty(); }
    bool removes() const noexcept { return removes_; }
    std::optional<std::string> const& url() const noexcept { return url_; }
    std::optional<std::string> const& key() const noexcept { return key_; }

private:
    using edit = std::function<void(endpoint&)>;
    void read_plain(object_reader& from);
    void read_policy(object_reader& from);
    void read_policy_object(object_reader& policy);
    void read_deadlines(object_reader& policy);
    void read_resend(object_reader& policy);
    void read_headers(object_reader& from);

    std::vector<edit> edits_;
    std::optional<std::string> url_, key_;
    bool removes_ = false;
};

/// As the native face shows it. With `operators`, why the engine disabled it in full.
boost::json::object show_endpoint(endpoint const& settings);
/// With how it is doing.
boost::json::object show_endpoint(endpoint const& settings, endpoint_status const& status);
/// As the members face shows it, inside the application; a missing webhook has the url "".
boost::json::object show_webhook(std::optional<endpoint> const& settings);
boost::json::array show_headers(endpoint const& settings);
boost::json::object show_policy(delivery_policy const& policy);

/// Enough to tell keys apart and too little to guess one: the last four characters of a key of at least 16.
std::string key_hint(std::string const& secret);

}  // namespace cohook::documents
