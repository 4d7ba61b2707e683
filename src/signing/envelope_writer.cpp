#include "model/text_rules.hpp"
#include "signing/bytes.hpp"
#include "signing/encoding.hpp"
#include "signing/envelope.hpp"
#include "signing/json_text.hpp"

#include <algorithm>
#include <array>

namespace cohook::signing {
namespace {

using moment = std::chrono::sys_time<std::chrono::milliseconds>;

error blame(std::string_view field, std::string_view why) {
    return error(errc::invalid_argument, std::string(why), std::string(field));
}

// RFC 3339 in UTC with milliseconds.
constexpr std::string_view time_pattern = "YYYY-MM-DDThh:mm:ss.sssZ";
using time_text = std::array<char, time_pattern.size()>;

time_text text_of_time(moment when) {
    auto const day = std::chrono::floor<std::chrono::days>(when);
    std::chrono::year_month_day const date(day);
    std::chrono::hh_mm_ss const time(when - day);
    time_text out;
    std::ranges::copy(time_pattern, out.begin());
    auto const put = [&out](std::size_t at, std::size_t width, auto number) {
        auto value = static_cast<unsigned>(number);
        for (std::size_t digit = at + width; digit-- > at; value /= 10)
            out[digit] = static_cast<char>('0' + value % 10);
    };
    put(0, 4, static_cast<int>(date.year()));
    put(5, 2, static_cast<unsigned>(date.month()));
    put(8, 2, static_cast<unsigned>(date.day()));
    put(11, 2, time.hours().count());
    put(14, 2, time.minutes().count());
    put(17, 2, time.seconds().count());
    put(20, 3, time.subseconds().count());
    return out;
}

bool has_four_digit_year(moment when) {
    using namespace std::chrono;
    return when >= sys_days(year(0) / January / 1) && when < sys_days(year(10000) / January / 1);
}

result<void> check(std::span<envelope_attribute const> attributes) {
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        envelope_attribute const& one = attributes[i];
        if (!is_utf8(one.name) || one.name.empty())
            return blame("attributes", "the name of an attribute is empty or not UTF-8");
        std::string const field = "attributes." + std::string(one.name);
        if (!is_utf8(one.value)) return blame(field, "the value is not UTF-8");
        if (one.name == "hash" || one.name == "previousHash")
            return blame(field, "this name is for the signature; choose another");
        auto const same = [&](envelope_attribute const& other) { return other.name == one.name; };
        if (std::ranges::any_of(attributes.first(i), same)) return blame(field, "the attribute is there twice");
    }
    return {};
}

result<void> check(envelope_content const& content) {
    if (content.data.empty()) return blame("data", "there is no data; an empty array is `[]`");
    if (content.message_id.empty() || !std::all_of(content.message_id.begin(), content.message_id.end(), is_digit))
        return blame("messageId", "the id of a message is a decimal number");
    if (!is_utf8(content.subscription)) return blame("subscription", "the id of the subscription is not UTF-8");
    if (!has_four_digit_year(content.publish_time))
        return blame("publishTime", "the time cannot be written with four digits for the year");
    return check(content.attributes);
}

bool append_hash(std::string& out, hmac_key const& key, std::string_view data) {
    mac_value hash;
    if (!key.compute({data}, hash)) return false;
    append_base64(out, text_of(hash.bytes()));
    return true;
}

}  // namespace

result<std::string> compose(envelope_content const& content, hmac_key const& key, hmac_key const* previous) {
    std::string body;
    if (result<void> const composed = compose(body, content, key, previous); !composed) return composed.error();
    return body;
}

result<void> compose(std::string& body, envelope_content const& content, hmac_key const& key,
                     hmac_key const* previous) {
    if (result<void> const fit = check(content); !fit) return fit.error();
    std::size_t room = base64_size(content.data.size()) + 384 + content.subscription.size();
    for (envelope_attribute const& one : content.attributes) room += one.name.size() + one.value.size() + 8;
    body.reserve(body.size() + room);

    body += R"({"message":{"attributes":{"hash":")";
    bool hashed = append_hash(body, key, content.data);
    if (previous != nullptr) {
        body += R"(","previousHash":")";
        hashed = append_hash(body, *previous, content.data) && hashed;
    }
    if (!hashed) return error(errc::internal, "OpenSSL could not compute the hash of the envelope");
    body += '"';
    for (envelope_attribute const& one : content.attributes) {
        body += ',';
        append_json_string(body, one.name);
        body += ':';
        append_json_string(body, one.value);
    }
    body += R"(},"data":")";
    append_base64(body, content.data);
    time_text const time = text_of_time(content.publish_time);
    for (std::string_view const name : {R"(","messageId":")", R"(","message_id":")"}) {
        body += name;
        body += content.message_id;
    }
    for (std::string_view const name : {R"(","publishTime":")", R"(","publish_time":")"}) {
        body += name;
        body.append(time.data(), time.size());
    }
    body += R"("},"subscription":)";
    append_json_string(body, content.subscription);
    body += '}';
    return {};
}

}  // namespace cohook::signing

namespace cohook {

namespace {

result<signing::hmac_key> load_key(secret const& given, char const* field) {
    result<signing::hmac_key> made = signing::hmac_key::make(given.value());
    if (!made) return error(made.error().kind(), made.error().message(), field);
    return made;
}

}  // namespace

result<std::string> compose_envelope(envelope_content const& content, secret key, std::optional<secret> previous) {
    result<signing::hmac_key> const newest = load_key(key, "key");
    if (!newest) return newest.error();
    if (!previous) return signing::compose(content, *newest);
    result<signing::hmac_key> const before = load_key(*previous, "previousKey");
    if (!before) return before.error();
    return signing::compose(content, *newest, &*before);
}

}  // namespace cohook
