#include "signing/http_signature.hpp"

#include "model/text_rules.hpp"
#include "signing/header_lines.hpp"

#include <algorithm>

namespace cohook::signing {
namespace {

verdict read_lines(std::string_view name, std::span<header_view const> headers, verdict fault, sf_dictionary& out) {
    for (header_view const& line : headers) {
        if (!equal_ignoring_case(line.name, name)) continue;
        std::array<header_view, 1> const alone = {line};
        std::optional<std::string> const value = combined_field(name, alone);
        std::optional<sf_dictionary> read = value ? parse_sf_dictionary(*value) : std::nullopt;
        if (!read) return fault;
        for (sf_entry& entry : *read) {
            if (find_entry(out, entry.key) != nullptr) return verdict::duplicate_header;
            out.push_back(std::move(entry));
        }
    }
    return verdict::ok;
}

verdict read_time(sf_bare const& value, std::optional<std::int64_t>& out) {
    if (!value.is_integer() || value.integer < 0) return verdict::malformed_timestamp;
    out = value.integer;
    return verdict::ok;
}

verdict read_text(sf_bare const& value, std::optional<std::string>& out) {
    if (!value.is_text()) return verdict::malformed_header;
    out = value.text;
    return verdict::ok;
}

verdict read_parameter(sf_parameter const& one, http_signature_parameters& out) {
    std::optional<std::string> key_id;  // names a key, which proves nothing: every key is tried
    if (one.key == "created") return read_time(one.value, out.created);
    if (one.key == "expires") return read_time(one.value, out.expires);
    if (one.key == "nonce") return read_text(one.value, out.nonce);
    if (one.key == "alg") return read_text(one.value, out.algorithm);
    if (one.key == "tag") return read_text(one.value, out.tag);
    if (one.key == "keyid") return read_text(one.value, key_id);
    return verdict::ok;  // RFC 9421, 2.3: there may be others; they are signed as they stand and say nothing to us
}

bool has(std::vector<http_component> const& components, std::string_view identifier) {
    return std::any_of(components.begin(), components.end(),
                       [&](http_component const& one) { return one.identifier == identifier; });
}

}  // namespace

verdict read_signature_fields(std::span<header_view const> headers, http_signature_fields& out) {
    bool const there =
        !look_up("signature-input", headers).value.empty() && !look_up("signature", headers).value.empty();
    if (!there) return verdict::missing_header;
    if (verdict const bad = read_lines("signature-input", headers, verdict::malformed_header, out.inputs);
        bad != verdict::ok)
        return bad;
    return read_lines("signature", headers, verdict::malformed_signature, out.signatures);
}

verdict read_http_signature(sf_entry const& input, sf_dictionary const& signatures, http_signature& out) {
    if (!input.member.is_list) return verdict::malformed_header;
    for (sf_item const& item : input.member.items) {
        std::optional<http_component> component = read_component(item);
        if (!component || has(out.components, component->identifier)) return verdict::malformed_header;
        out.components.push_back(std::move(*component));
    }
    for (sf_parameter const& one : input.member.parameters)
        if (verdict const bad = read_parameter(one, out.parameters); bad != verdict::ok) return bad;
    sf_member const* const signature = find_entry(signatures, input.key);
    if (signature == nullptr) return verdict::malformed_header;
    if (signature->is_list || !signature->value.is_bytes()) return verdict::malformed_signature;
    out.bytes = signature->value.text;
    append_sf(out.signature_parameters, input.member);
    return verdict::ok;
}

verdict append_signature_base(std::string& out, std::vector<http_component> const& components,
                              std::string_view signature_parameters, http_values const& values) {
    for (http_component const& one : components) {
        out.append(one.identifier).append(": ");
        if (verdict const bad = values.append(out, one); bad != verdict::ok) return bad;
        out += '\n';
    }
    out.append("\"@signature-params\": ").append(signature_parameters);
    return verdict::ok;
}

std::string spelled(std::vector<http_component> const& components) {
    std::string out = "(";
    for (http_component const& one : components) {
        if (out.size() > 1) out += ' ';
        out += one.identifier;
    }
    return out + ")";
}

}  // namespace cohook::signing
