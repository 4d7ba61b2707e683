// One vector of a vector file, read leniently: what is absent or of another type is "not there".
#pragma once

#include <cohook/signer.hpp>
#include <cohook/verifier.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::signing {

/// A view of a vector's JSON object, which must outlive it and the secrets and headers it hands out.
class vector_case {
public:
    explicit vector_case(boost::json::object const& fields);

    boost::json::value const* find(std::string_view name) const;
    std::optional<std::string> text(std::string_view name) const;
    std::optional<std::int64_t> integer(std::string_view name) const;
    /// A base64 member, decoded.
    std::optional<std::string> decoded_text(std::string_view name) const;

    bool scheme_is_known() const noexcept { return scheme_.has_value(); }
    /// Only where it is known.
    scheme name_of_scheme() const noexcept { return *scheme_; }

    /// `body_base64`, or what `body_generator` describes, up to 64 MiB.
    std::optional<std::string> body() const;
    /// The secret, then the extra ones; `secret_base64` stands for the raw key.
    std::vector<secret> secrets() const;
    std::vector<header_view> headers() const;
    generic_hmac_layout generic_layout() const;
    /// `method` and `url` of the request: those of its `input`, those of the vector, or what its `request` describes (https where it names no
    /// scheme); empty where there is nothing of it.
    std::string method() const;
    std::string url() const;
    http_signature_demands http_demands() const;
    http_signature_layout http_layout() const;
    std::vector<std::string> also_acceptable() const;

    std::optional<std::string> input_text(std::string_view name) const;
    /// `input.timestamp`, or 0 where there is none; none where it is no whole number.
    std::optional<std::int64_t> input_timestamp() const;
    /// None where the vector does not say.
    std::optional<std::vector<header_line>> expected_headers() const;
    bool expected_fields_are_in(std::string_view json_body) const;

private:
    boost::json::object const* input() const;
    boost::json::object const* object(std::string_view name) const;

    boost::json::object const& fields_;
    std::optional<scheme> scheme_;
    std::string raw_secret_;
    bool has_raw_secret_ = false;
};

/// RFC 3339 in UTC with up to nine digits of a fraction, of which three are kept.
std::optional<std::chrono::sys_time<std::chrono::milliseconds>> parse_publish_time(std::string_view text);

}  // namespace cohook::signing
