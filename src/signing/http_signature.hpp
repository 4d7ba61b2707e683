// RFC 9421: one signature of a request as it is claimed in `Signature-Input` and `Signature`, and the bytes it is over.
#pragma once

#include <cohook/scheme.hpp>

#include "signing/http_component.hpp"
#include "signing/structured_field.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cohook::signing {

/// What the parameters of a signature say; of a text that is absent nothing.
struct http_signature_parameters {
    std::optional<std::int64_t> created;
    std::optional<std::int64_t> expires;
    std::optional<std::string> nonce;
    std::optional<std::string> algorithm;
    std::optional<std::string> tag;
};

/// A claim that was read without fault; nothing of it is verified.
struct http_signature {
    std::vector<http_component> components;
    http_signature_parameters parameters;
    std::string signature_parameters;  ///< the value of `@signature-params`, in its canonical spelling
    std::string bytes;
};

/// Both fields, read as dictionaries; the lines of one field are read one by one.
struct http_signature_fields {
    sf_dictionary inputs;
    sf_dictionary signatures;
};

/// `missing_header`; `duplicate_header` where two lines name one label; `malformed_header` for the input,
/// `malformed_signature` for the signatures.
verdict read_signature_fields(std::span<header_view const> headers, http_signature_fields& out);

/// Reads the claim of one label. `malformed_header` for an unknown component, a component twice or no signature of this
/// label; `malformed_timestamp`; `malformed_signature`. Unknown parameters are signed like the others and say nothing.
verdict read_http_signature(sf_entry const& input, sf_dictionary const& signatures, http_signature& out);

/// Appends the signature base (RFC 9421, 2.5). Otherwise a verdict of `http_values::append`.
verdict append_signature_base(std::string& out, std::vector<http_component> const& components,
                              std::string_view signature_parameters, http_values const& values);

/// The covered components as they are spelled in `Signature-Input`: `("@method" "content-digest")`.
std::string spelled(std::vector<http_component> const& components);

}  // namespace cohook::signing
