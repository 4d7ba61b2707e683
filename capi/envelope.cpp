#include "signing/envelope.hpp"

#include "signature_options.hpp"
#include "signing/hmac.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace cohook::capi {
namespace {

/// The envelope's own key is the text as typed, or raw bytes: it knows no `whsec_`.
result<signing::hmac_key> read_key(cohook_secret const& given, std::string const& name) {
    auto const key = read_secret(given, name);
    if (!key) return key.error();
    if (key->value().empty()) return error(errc::invalid_argument, "the key is empty", name);
    auto made = signing::hmac_key::make(key->value());
    if (!made) return error(made.error().kind(), made.error().message(), name);
    return made;
}

result<std::vector<signing::envelope_attribute>> read_attributes(cohook_envelope const& envelope) {
    header_views lines;
    if (auto const read = lines.read(envelope.attributes, envelope.attribute_count); !read) return read.error();
    std::vector<signing::envelope_attribute> made;
    for (auto const& line : lines.all()) {
        signing::envelope_attribute one;
        one.name = line.name;
        one.value = line.value;
        made.push_back(one);
    }
    return made;
}

result<std::string> write(cohook_envelope const* given) {
    auto const envelope = read_struct(given, "envelope");
    if (!envelope) return envelope.error();
    auto const data = bytes_of(envelope->data, envelope->data_size, "data");
    if (!data) return data.error();
    auto const attributes = read_attributes(*envelope);
    if (!attributes) return attributes.error();
    auto const key = read_key(envelope->key, "key");
    if (!key) return key.error();
    std::optional<signing::hmac_key> previous;
    if (envelope->previous_key.value) {
        auto before = read_key(envelope->previous_key, "previousKey");
        if (!before) return before.error();
        previous = std::move(*before);
    }
    signing::envelope_content content;
    content.data = *data;
    content.message_id = text_of(envelope->message_id);
    content.subscription = text_of(envelope->subscription);
    content.publish_time = decltype(content.publish_time)(std::chrono::milliseconds(envelope->publish_time_ms));
    content.attributes = *attributes;
    return signing::compose(content, *key, previous ? &*previous : nullptr);
}

}  // namespace
}  // namespace cohook::capi

extern "C" cohook_status cohook_envelope_compose(cohook_envelope const* envelope, cohook_document** body,
                                                 cohook_error** error) {
    return cohook::capi::guarded(error, [&]() -> cohook::result<void> {
        if (!body) return cohook::capi::missing("body");
        auto made = cohook::capi::write(envelope);
        if (!made) return made.error();
        *body = new cohook_document{std::move(*made)};
        return {};
    });
}
