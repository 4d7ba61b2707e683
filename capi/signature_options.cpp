#include "signature_options.hpp"

#include <utility>

namespace cohook::capi {

result<secret> read_secret(cohook_secret const& given, std::string const& name) {
    auto const value = bytes_of(given.value, given.value_size, name.c_str());
    if (!value) return value.error();
    switch (given.dialect) {
        case COHOOK_SECRET_OF_SCHEME: return secret(*value, secret::dialect::of_scheme);
        case COHOOK_SECRET_RAW: return secret(*value, secret::dialect::raw);
        case COHOOK_SECRET_ENDPOINT: return secret(*value, secret::dialect::endpoint);
        default: return error(errc::invalid_argument, "one of COHOOK_SECRET_… is wanted as the dialect", name);
    }
}

result<std::vector<secret>> read_secrets(cohook_secret const* secrets, std::size_t count) {
    if (!secrets || count == 0) return error(errc::invalid_argument, "at least one secret is wanted", "secret");
    if (count > verifier::max_keys) return error(errc::invalid_argument, "at most 8 secrets are taken", "secrets");
    std::vector<secret> made;
    for (std::size_t at = 0; at < count; ++at) {
        auto one = read_secret(secrets[at], "secrets[" + std::to_string(at) + "]");
        if (!one) return one.error();
        made.push_back(*one);
    }
    return made;
}

result<std::vector<std::string>> read_texts(char const* const* texts, std::size_t count, std::string const& name) {
    if (!texts && count != 0) return missing(name);
    std::vector<std::string> made;
    for (std::size_t at = 0; at < count; ++at) {
        if (!texts[at]) return missing(name + "[" + std::to_string(at) + "]");
        made.emplace_back(texts[at]);
    }
    return made;
}

result<generic_hmac_layout> read_generic_layout(cohook_generic_layout const* given) {
    generic_hmac_layout made;
    if (!given) return made;
    auto const layout = read_struct(given, "generic");
    if (!layout) return layout.error();
    made.header = text_of(layout->header);
    made.prefix = text_of(layout->prefix);
    made.timestamp_header = text_of(layout->timestamp_header);
    made.id_header = text_of(layout->id_header);
    if (layout->encoding) made.encoding = layout->encoding;
    if (layout->hash) made.hash = layout->hash;
    if (layout->signed_bytes) made.signed_bytes = layout->signed_bytes;
    return made;
}

result<http_signature_demands> read_http_demands(cohook_http_demands const* given) {
    http_signature_demands made;
    if (!given) return made;
    auto const demands = read_struct(given, "httpMessage");
    if (!demands) return demands.error();
    made.algorithm = text_of(demands->algorithm);
    made.tag = text_of(demands->tag);
    auto components = read_texts(demands->components, demands->component_count, "httpMessage.components");
    if (!components) return components.error();
    if (demands->components) made.components = std::move(*components);
    return made;
}

result<http_signature_layout> read_http_layout(cohook_http_layout const* given) {
    http_signature_layout made;
    if (!given) return made;
    auto const layout = read_struct(given, "httpMessage");
    if (!layout) return layout.error();
    made.algorithm = text_of(layout->algorithm);
    made.tag = text_of(layout->tag);
    if (layout->digest) made.digest = layout->digest;
    if (layout->label) made.label = layout->label;
    made.lifetime = std::chrono::seconds(layout->lifetime_seconds);
    auto components = read_texts(layout->components, layout->component_count, "httpMessage.components");
    if (!components) return components.error();
    if (layout->components) made.components = std::move(*components);
    auto key_ids = read_texts(layout->key_ids, layout->key_id_count, "httpMessage.keyIds");
    if (!key_ids) return key_ids.error();
    made.key_ids = std::move(*key_ids);
    return made;
}

result<void> check_lines(cohook_header const* lines, std::size_t count, std::string const& name) {
    if (!lines && count != 0) return missing(name);
    for (std::size_t at = 0; at < count; ++at)
        if (lacks_text(lines[at])) return missing(name + "[" + std::to_string(at) + "]");
    return {};
}

}  // namespace cohook::capi
