#include <cohook/envelope.hpp>

#include "signature_options.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <vector>

namespace cohook::capi {
namespace {

result<std::vector<envelope_attribute>> read_attributes(cohook_envelope const& envelope) {
    auto const whole = check_lines(envelope.attributes, envelope.attribute_count, "attributes");
    if (!whole) return whole.error();
    std::vector<envelope_attribute> made;
    for (cohook_header const& line : std::span(envelope.attributes, envelope.attribute_count)) {
        envelope_attribute one;
        one.name = view_of(line).name;
        one.value = view_of(line).value;
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
    auto const key = read_secret(envelope->key, "key");
    if (!key) return key.error();
    std::optional<secret> previous;
    if (envelope->previous_key.value) {
        auto const before = read_secret(envelope->previous_key, "previousKey");
        if (!before) return before.error();
        previous = *before;
    }
    envelope_content content;
    content.data = *data;
    content.message_id = text_of(envelope->message_id);
    content.subscription = text_of(envelope->subscription);
    content.publish_time = decltype(content.publish_time)(std::chrono::milliseconds(envelope->publish_time_ms));
    content.attributes = *attributes;
    return compose_envelope(content, *key, previous);
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
