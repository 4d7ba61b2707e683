// The endpoint: a registered webhook and everything that decides how it is served.
#pragma once

#include <cohook/error.hpp>
#include <cohook/policy.hpp>
#include <cohook/time.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook {

/// The shape of the body that an endpoint gets.
enum class payload_format : std::uint8_t { members, standard, cloudevents };

/// Whether deliveries of one key (a person) wait for each other.
enum class delivery_order : std::uint8_t {
    none,    ///< whatever is due goes
    by_key,  ///< the next of a key starts after the one before it is settled
};

/// A key that signs. The first of an endpoint's list is the current one; the others sign until they expire.
struct endpoint_key {
    std::string secret;                   ///< as typed: any non-empty text
    std::optional<wall_time> expires_at;  ///< none: for good (the current key)
    bool operator==(endpoint_key const&) const = default;
};

struct custom_header {
    std::string name;
    std::string value;
    bool operator==(custom_header const&) const = default;
};

/// A registered webhook. A plain value with a constructor, so that it may be written inside a `co_await` under gcc 12.
/// `validate` says whether an engine would take it.
struct endpoint {
    endpoint() = default;

    std::string id;                                 ///< 1 to 64 of [A-Za-z0-9_-]; chosen by the caller
    std::string tenant;                             ///< whose it is (the application); opaque to the engine
    std::string url;                                ///< byte for byte what goes on the wire
    std::vector<endpoint_key> signing_keys;         ///< at least one; at most 8
    std::chrono::milliseconds request_interval{0};  ///< least time between two POST starts of a sync; 0 to 24 h
    bool enabled = true;
    std::string disabled_reason;         ///< why the engine disabled it; empty when a person did
    std::vector<custom_header> headers;  ///< at most 16
    payload_format format = payload_format::members;
    delivery_policy policy;
    delivery_order order = delivery_order::none;
    bool coalesce = false;             ///< a newer state replaces an older one of the same key that still waits
    std::uint32_t max_in_flight = 16;  ///< attempts at once; 1 to 1000
    /// Counts the changes made to this endpoint. Given by the store.
    std::int64_t revision = 0;
    wall_time created{};
    wall_time changed{};
};

/// Checks every setting but the URL's address (the egress policy does that): the first rule broken, with the path of
/// the setting in the error's `field` (`signingKey`, `requestIntervalMs`, `headers[2].name`).
result<void> validate(endpoint const& candidate);

/// Why a webhook whose URL was given before its key does not send yet.
inline constexpr std::string_view awaits_key = "the signing key is not set yet";
bool is_incomplete(endpoint const& settings) noexcept;

/// Replaces the signing keys at once; a webhook that waited for its key is enabled.
void set_key(endpoint& settings, std::string secret);
/// Puts a new key first; the old ones sign until `until` (or sooner, as they were to).
void rotate_key(endpoint& settings, std::string secret, wall_time now, wall_time until);
/// Pauses or resumes. `invalid_argument` for one that has no signing key yet and is to be resumed.
result<void> set_enabled(endpoint& settings, bool enabled);

std::string_view to_string(payload_format format) noexcept;
std::optional<payload_format> parse_payload_format(std::string_view text) noexcept;
std::string_view to_string(delivery_order order) noexcept;
std::optional<delivery_order> parse_delivery_order(std::string_view text) noexcept;

}  // namespace cohook
