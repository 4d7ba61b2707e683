// An endpoint made ready to be sent to: its URL parsed, its keys loaded, the constant part of its requests serialised.
// One immutable value that every attempt begun under it goes by to its end; a change makes a new one.
#pragma once

#include <cohook/endpoint.hpp>
#include <cohook/error.hpp>
#include <cohook/message.hpp>
#include <cohook/signer.hpp>

#include "egress/url.hpp"
#include "signing/hmac.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::dispatch {

/// What a body is made of.
struct body_parts {
    std::string_view type;
    std::string_view content;
    std::span<std::pair<std::string, std::string> const> attributes;
    std::string_view message_id;
    wall_time published_at;
    std::string_view source;  ///< the subscription: the endpoint's id
};

class prepared_endpoint {
public:
    /// Errors: `invalid_argument` for a key that cannot be loaded. A URL that the rules no longer allow is no error here:
    /// what waits is kept, and its attempts fail with `endpoint_invalid` until the URL or the rules change.
    static result<std::shared_ptr<prepared_endpoint const>> make(endpoint settings, egress::url_rules const& rules,
                                                                 std::string_view user_agent);

    endpoint const& settings() const noexcept { return settings_; }
    /// Null where the rules do not allow it.
    egress::url const* url() const noexcept { return url_ ? &*url_ : nullptr; }

    /// Appends request line and header fields, up to and with the empty line, to `out`: the signature headers are made
    /// with every key that is live at `now`. False where signing failed (out of memory).
    [[nodiscard]] bool compose_head(std::string& out, std::string_view message_id, std::string_view body,
                                    wall_time now) const;
    /// The same endpoint in the hands of a stranger, who has none of its keys: what it composes is wrong wherever a key
    /// comes in, in the head and in the body. Run Test's probe. Errors: `resource_exhausted`.
    result<std::shared_ptr<prepared_endpoint const>> impostor() const;
    /// Appends the head as it may be shown: the values of custom headers masked.
    void show(std::string& out, std::string_view head) const;

    /// Appends the body of a message in this endpoint's format. The same inputs give the same bytes. Errors: `invalid_argument`
    /// for text that is not UTF-8 or an attribute named twice.
    result<void> compose_body(std::string& out, body_parts const& parts, wall_time now) const;
    result<void> compose_body(std::string& out, message const& what, std::string_view message_id,
                              wall_time published_at, wall_time now) const;

private:
    bool live(std::size_t key, wall_time now) const noexcept;

    explicit prepared_endpoint(endpoint settings) : settings_(std::move(settings)) {}
    result<void> load_keys();
    void serialise_prefix(std::string_view user_agent);
    bool finish_head(std::string& out, std::span<cohook::signing_key const> keys, std::string_view message_id,
                     std::string_view body, wall_time now) const;

    endpoint settings_;
    std::optional<egress::url> url_;
    std::string prefix_;                            ///< request line and constant fields
    std::string shown_prefix_;                      ///< the same, masked
    std::vector<cohook::signing_key> signers_;      ///< in the order of `settings_.signing_keys`, one or two an entry
    std::vector<std::size_t> entries_;              ///< from which each of them came
    std::vector<signing::hmac_key> envelope_keys_;  ///< one an entry
};

}  // namespace cohook::dispatch
