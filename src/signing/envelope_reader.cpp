#include "signing/bytes.hpp"
#include "signing/encoding.hpp"
#include "signing/envelope.hpp"
#include "signing/strict_json.hpp"
#include "signing/verifier_state.hpp"

#include <algorithm>
#include <array>

namespace cohook::signing {
namespace {

using kind = json_member::kind;

constexpr std::array<std::string_view, 3> hash_path = {"message", "attributes", "hash"};
constexpr std::array<std::string_view, 3> previous_path = {"message", "attributes", "previousHash"};
constexpr std::array<std::string_view, 2> data_path = {"message", "data"};
constexpr std::array<std::string_view, 2> id_path = {"message", "messageId"};
constexpr std::size_t hash_size = 32;

// An object or a text that must be there: is it, and is it of that kind?
verdict judge(json_member const& member, kind wanted) {
    if (member.found == kind::absent) return verdict::missing_field;
    return member.found == wanted ? verdict::ok : verdict::malformed_envelope;
}

bool decode_data(std::string_view text, std::string& out) {
    std::optional<std::size_t> const size = base64_decoded_size(text);
    if (!size || *size == 0) return false;
    out.resize(*size);
    return decode_base64(text, {reinterpret_cast<unsigned char*>(out.data()), out.size()});
}

}  // namespace

verdict read_envelope(std::string_view body, unverified_envelope& out) {
    std::span<std::string_view const> const path(hash_path);
    std::array<json_member, 6> members = {
        {{path.first(1)}, {path.first(2)}, {path}, {data_path}, {previous_path}, {id_path}}};
    auto const& [message, attributes, hash, data, previous, id] = members;
    if (!read_members(body, members)) return verdict::malformed_envelope;
    if (message.found == kind::absent) {
        // A top-level array or scalar has no members at all; an object without `message` merely lacks one.
        return body.find_first_not_of(" \t\r\n") == body.find('{') ? verdict::missing_field
                                                                   : verdict::malformed_envelope;
    }
    std::array<verdict, 4> const shape = {judge(message, kind::object), judge(data, kind::text),
                                          judge(attributes, kind::object), judge(hash, kind::text)};
    for (verdict const bad : {verdict::malformed_envelope, verdict::missing_field})
        if (std::find(shape.begin(), shape.end(), bad) != shape.end()) return bad;
    if (!decode_data(data.text, out.data)) return verdict::malformed_data;
    out.hashes.add(candidate::algorithm::hmac, hash_size, text_form::base64, hash.text);
    if (previous.found == kind::text)
        out.hashes.add(candidate::algorithm::hmac, hash_size, text_form::base64, previous.text);
    if (id.found == kind::text) out.message_id = id.text;
    return verdict::ok;
}

verification check_envelope(verifier::state const& by, request_view const& request, std::int64_t) {
    using access = verification_access;
    unverified_envelope envelope;
    if (verdict const bad = read_envelope(request.body, envelope); bad != verdict::ok) return verification(bad);
    std::array<std::string_view, 1> const parts = {envelope.data};
    std::size_t key_index = 0;
    if (verdict const bad = by.keys.match(envelope.hashes, parts, key_index); bad != verdict::ok)
        return verification(bad);
    verification outcome = access::proved(by, key_index);
    access::own(outcome, std::move(envelope.data), std::move(envelope.message_id));
    access::cover(outcome, coverage::envelope_data);
    return outcome;
}

}  // namespace cohook::signing
