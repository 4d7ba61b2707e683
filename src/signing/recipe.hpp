// How each scheme builds and spells its signature: one table row a scheme. Adding one of the usual kind (HMAC or
// Ed25519 over a text made of id, time, URL and body, in a header) is adding a row; anything odder is a file.
#pragma once

#include <cohook/scheme.hpp>

#include "signing/hmac.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace cohook::signing {

/// How a configured secret becomes a key.
enum class key_form {
    plain_text,  ///< HMAC with the UTF-8 bytes as typed; not blanks alone, which is what an unset variable leaves
    standard_webhooks,  ///< `whsec_`, bare base64, `whsk_`, `whpk_`
    ed25519_hex,        ///< an Ed25519 key in hex: public to verify; seed, or seed and public half, to sign
    any_text,           ///< HMAC with the UTF-8 bytes of any text that is not empty, the rule of a Members signing key
    hmac_base64,        ///< HMAC with the bytes that strict base64 stands for
    ed25519_text,       ///< an Ed25519 key as base64 of its bytes or of DER, or as PEM
    ecdsa_text,         ///< an ECDSA P-256 key as base64 of DER (a public one also of its point), or as PEM
};

/// How the signature header is laid out.
enum class header_layout {
    single,          ///< one signature after a fixed prefix: `sha256=…`, `v0=…`, or none
    versioned_list,  ///< `v1,… v1a,…`: each entry names its algorithm
    tagged_list,     ///< `t=…,v1=…,v1=…`: time and signatures in one header
};

enum class text_form { base64, hex };

enum class time_source {
    none,         ///< nothing signed tells the time
    own_header,   ///< `recipe::headers.timestamp`
    tagged_list,  ///< the entry `recipe::time_tag` of the signature header
    body_member,  ///< the top-level member `recipe::time_tag` of the signed JSON body, in milliseconds
    parameter,    ///< a parameter of the signature
};

/// The headers in the scheme's own spelling; empty where it has none.
struct header_names {
    std::string_view id;
    std::string_view timestamp;
    std::string_view signature;
};

/// One scheme. The views are literals, or belong to whoever built the recipe (`scheme::generic_hmac`).
struct recipe {
    scheme name;
    std::string_view text;
    header_names headers;
    header_names alternative;  ///< used where none of `headers` is there
    header_layout layout;
    std::string_view tag;       ///< the prefix of a single signature, or the tag of a signature in a tagged list
    std::string_view time_tag;  ///< see `time_source`
    char separator;             ///< between the entries of a list
    text_form encoding;
    digest hash;
    key_form keys;
    time_source time;
    std::string_view signed_bytes;     ///< the template, see `byte_template`; empty: the scheme has code of its own
    std::chrono::seconds window{300};  ///< the tolerance where none is given
};

/// The row of a scheme.
recipe const& recipe_of(scheme name) noexcept;
/// The scheme of that name, or null.
recipe const* find_recipe(std::string_view text) noexcept;

/// The values that a template is filled with.
struct signed_fields {
    std::string_view id;
    std::string_view timestamp;
    std::string_view url;
    std::string_view body;
};

/// The bytes that are signed, in parts, none of them copied. Its room is left as it is: to clear it would cost as much as
/// to look through the headers.
class signed_parts {
public:
    static constexpr std::size_t most = 8;

    signed_parts() noexcept {}  // NOLINT(modernize-use-equals-default): that would clear it
    void add(std::string_view part) noexcept { std::construct_at(first() + count_++, part); }
    std::span<std::string_view const> all() const noexcept {
        return {reinterpret_cast<std::string_view const*>(room_.data()), count_};
    }

private:
    std::string_view* first() noexcept { return reinterpret_cast<std::string_view*>(room_.data()); }

    alignas(std::string_view) std::array<std::byte, most * sizeof(std::string_view)> room_;
    std::size_t count_ = 0;
};

/// A template such as `{id}.{ts}.{body}`, parsed once. Views into the text it was parsed from.
class byte_template {
public:
    /// Refused: an unknown placeholder, a brace on its own, a placeholder twice, no `{body}`, more than 8 parts.
    static result<byte_template> parse(std::string_view text);

    bool names_id() const noexcept { return names(source::id); }
    bool names_timestamp() const noexcept { return names(source::timestamp); }
    bool names_url() const noexcept { return names(source::url); }

    /// The parts are views of the fields.
    signed_parts fill(signed_fields const& fields) const noexcept;

private:
    enum class source : unsigned char { literal, id, timestamp, url, body };
    struct part {
        source from;
        std::string_view text;
    };
    bool names(source what) const noexcept { return (named_ & 1U << static_cast<unsigned>(what)) != 0; }
    bool add(source from, std::string_view text);
    static result<source> placeholder(std::string_view name);

    std::array<part, signed_parts::most> parts_{};
    std::size_t count_ = 0;
    unsigned named_ = 0;  // a bit a source
};

/// The parts as one string, for Ed25519, which cannot be fed piecewise.
std::string joined(std::span<std::string_view const> parts);

}  // namespace cohook::signing
