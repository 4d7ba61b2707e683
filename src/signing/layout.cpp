#include "signing/layout.hpp"

namespace cohook::signing {
namespace {

error bad_option(std::string_view why, std::string_view field) {
    return error(errc::invalid_argument, std::string(why), std::string(field));
}

std::optional<key_form> form_of(std::string_view http_algorithm) {
    if (http_algorithm == "hmac-sha256") return key_form::hmac_base64;
    if (http_algorithm == "ed25519") return key_form::ed25519_text;
    if (http_algorithm == "ecdsa-p256-sha256") return key_form::ecdsa_text;
    return std::nullopt;
}

}  // namespace

result<void> ready_layout::adopt(generic_hmac_layout const& generic) {
    generic_ = generic;
    std::optional<digest> const hash = parse_digest(generic_.hash);
    if (generic_.header.empty()) return bad_option("name the header that holds the signature", "generic.header");
    if (!hash) return bad_option("the hash is none of sha1, sha256, sha384 and sha512", "generic.hash");
    bool const hex = generic_.encoding == "hex";
    if (!hex && generic_.encoding != "base64" && generic_.encoding != "b64")
        return bad_option("the encoding is neither hex nor base64 (b64 for short)", "generic.encoding");
    how_.headers = header_names{generic_.id_header, generic_.timestamp_header, generic_.header};
    how_.tag = generic_.prefix;
    how_.hash = *hash;
    how_.encoding = hex ? text_form::hex : text_form::base64;
    how_.time = generic_.timestamp_header.empty() ? time_source::none : time_source::own_header;
    how_.signed_bytes = generic_.signed_bytes;
    return {};
}

result<void> ready_layout::prepare(scheme name, layout_options const& chosen) {
    how_ = recipe_of(name);
    url_ = chosen.url;
    if (name == scheme::generic_hmac)
        if (result<void> adopted = adopt(chosen.generic); !adopted) return adopted;
    if (name == scheme::rfc9421) {
        std::optional<key_form> const keys = form_of(chosen.http_algorithm);
        if (!keys)
            return bad_option("name the algorithm of the keys: hmac-sha256, ed25519 or ecdsa-p256-sha256",
                              "http_message.algorithm");
        how_.keys = *keys;
    }
    if (recipe_of(name).signed_bytes.empty()) return {};
    result<byte_template> const parsed = byte_template::parse(how_.signed_bytes);
    if (!parsed) return parsed.error();
    signed_bytes_ = *parsed;
    if (signed_bytes_.names_url() && url_.empty())
        return bad_option("the scheme signs the URL: give the one that is registered, byte for byte", "url");
    if (signed_bytes_.names_id() && how_.headers.id.empty())
        return bad_option("the signed bytes hold {id}: name the header it comes in", "generic.id_header");
    bool const time_is_known = how_.time == time_source::own_header || how_.time == time_source::tagged_list;
    if (signed_bytes_.names_timestamp() != time_is_known)
        return bad_option(
            "a timestamp header and {ts} in the signed bytes go together: an unsigned time proves nothing",
            "generic.timestamp_header");
    return {};
}

error at_place(error const& what, std::size_t place, std::size_t of_how_many) {
    if (of_how_many < 2 || what.field() != "secret") return what;
    return error(what.kind(), what.message(), "secrets[" + std::to_string(place) + "]");
}

}  // namespace cohook::signing
