#include "signing/vector_file.hpp"

#include "signing/encoding.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <array>
#include <charconv>

namespace cohook::signing {
namespace {

namespace json = boost::json;

constexpr std::size_t most_generated = 64U << 20U;

std::string_view view_of(json::string const& text) {
    return {text.data(), text.size()};
}

json::value const* member(json::object const& of, std::string_view name) {
    return of.if_contains(json::string_view(name.data(), name.size()));
}

std::optional<std::string> text_member(json::object const& of, std::string_view name) {
    json::value const* const found = member(of, name);
    if (found == nullptr || !found->is_string()) return std::nullopt;
    return std::string(view_of(found->get_string()));
}

std::vector<std::string> texts(json::value const* list) {
    std::vector<std::string> all;
    if (list == nullptr || !list->is_array()) return all;
    for (json::value const& one : list->get_array())
        if (one.is_string()) all.emplace_back(view_of(one.get_string()));
    return all;
}

std::optional<std::string> decode(std::string_view text) {
    std::optional<std::size_t> const size = base64_decoded_size(text);
    if (!size) return std::nullopt;
    std::string out(*size, '\0');
    if (!decode_base64(text, {reinterpret_cast<unsigned char*>(out.data()), out.size()})) return std::nullopt;
    return out;
}

std::optional<std::string> generate(json::object const& recipe) {
    std::string const repeat = text_member(recipe, "repeat").value_or("");
    json::value const* const count = member(recipe, "count");
    if (count == nullptr || !count->is_int64() || count->get_int64() < 0) return std::nullopt;
    auto const times = static_cast<std::size_t>(count->get_int64());
    if (!repeat.empty() && times > most_generated / repeat.size()) return std::nullopt;
    std::optional<std::string> body = decode(text_member(recipe, "prefix_base64").value_or(""));
    std::optional<std::string> const suffix = decode(text_member(recipe, "suffix_base64").value_or(""));
    if (!body || !suffix) return std::nullopt;
    body->reserve(body->size() + repeat.size() * times + suffix->size());
    for (std::size_t i = 0; i < times && !repeat.empty(); ++i) *body += repeat;
    *body += *suffix;
    return body;
}

// Reads a number of exactly `digits` digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    int value = 0;
    if (text.size() < digits) return std::nullopt;
    auto const number = text.substr(0, digits);
    auto const [end, fault] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (fault != std::errc{} || end != number.data() + number.size() || number[0] == '-') return std::nullopt;
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, char expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace

vector_case::vector_case(json::object const& fields) : fields_(fields) {
    if (result<scheme> const known = parse_scheme(text("scheme").value_or("")); known) scheme_ = *known;
    if (std::optional<std::string> raw = decoded_text("secret_base64")) {
        raw_secret_ = std::move(*raw);
        has_raw_secret_ = true;
    }
}

json::value const* vector_case::find(std::string_view name) const {
    return member(fields_, name);
}

std::optional<std::string> vector_case::text(std::string_view name) const {
    return text_member(fields_, name);
}

std::optional<std::int64_t> vector_case::integer(std::string_view name) const {
    json::value const* const found = find(name);
    if (found == nullptr || !found->is_int64()) return std::nullopt;
    return found->get_int64();
}

std::optional<std::string> vector_case::decoded_text(std::string_view name) const {
    std::optional<std::string> const encoded = text(name);
    return encoded ? decode(*encoded) : std::nullopt;
}

std::optional<std::string> vector_case::body() const {
    json::value const* const generator = find("body_generator");
    if (generator != nullptr) return generator->is_object() ? generate(generator->get_object()) : std::nullopt;
    return decoded_text("body_base64");
}

std::vector<secret> vector_case::secrets() const {
    std::vector<secret> all;
    json::value const* const typed = find("secret");
    if (has_raw_secret_)
        all.emplace_back(std::string_view(raw_secret_), secret::dialect::raw);
    else if (typed != nullptr && typed->is_string())
        all.emplace_back(view_of(typed->get_string()));
    json::object const* const in = input();
    for (json::value const* extra : {find("extra_secrets"), in == nullptr ? nullptr : member(*in, "extra_secrets")}) {
        if (extra == nullptr || !extra->is_array()) continue;
        for (json::value const& one : extra->get_array())
            if (one.is_string()) all.emplace_back(view_of(one.get_string()));
    }
    return all;
}

std::vector<header_view> vector_case::headers() const {
    std::vector<header_view> all;
    json::value const* const lines = find("headers");
    if (lines == nullptr || !lines->is_array()) return all;
    for (json::value const& line : lines->get_array()) {
        json::array const* const pair = line.if_array();
        if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string()) continue;
        all.push_back({view_of((*pair)[0].get_string()), view_of((*pair)[1].get_string())});
    }
    return all;
}

generic_hmac_layout vector_case::generic_layout() const {
    generic_hmac_layout layout;
    json::object const* const config = object("config");
    if (config == nullptr) return layout;
    json::object const& from = *config;
    layout.header = text_member(from, "header").value_or("");
    layout.prefix = text_member(from, "prefix").value_or("");
    layout.encoding = text_member(from, "encoding").value_or("hex");
    layout.hash = text_member(from, "hash").value_or("sha256");
    layout.signed_bytes = text_member(from, "template").value_or("{body}");
    layout.timestamp_header = text_member(from, "timestamp_header").value_or("");
    layout.id_header = text_member(from, "id_header").value_or("");
    return layout;
}

std::string vector_case::method() const {
    json::object const* const request = object("request");
    std::string direct = input_text("method").value_or(text("method").value_or("POST"));
    return request == nullptr ? direct : text_member(*request, "method").value_or(direct);
}

std::string vector_case::url() const {
    std::string direct = input_text("url").value_or(text("url").value_or(""));
    json::object const* const request = object("request");
    if (request == nullptr) return direct;
    for (std::string_view const name : {"target_uri", "url"})
        if (std::optional<std::string> whole = text_member(*request, name)) return *whole;
    std::optional<std::string> const authority = text_member(*request, "authority");
    if (!authority) return direct;
    return text_member(*request, "scheme").value_or("https") + "://" + *authority +
           text_member(*request, "path").value_or("") + text_member(*request, "query").value_or("");
}

http_signature_demands vector_case::http_demands() const {
    http_signature_demands demands;
    demands.algorithm = text("alg").value_or("hmac-sha256");
    demands.components = texts(find("required_components"));
    demands.tag = text("required_tag").value_or("");
    return demands;
}

http_signature_layout vector_case::http_layout() const {
    http_signature_layout layout;
    layout.algorithm = input_text("alg").value_or(text("alg").value_or("hmac-sha256"));
    json::object const* const config = object("config");
    if (config == nullptr) return layout;
    if (json::value const* const listed = member(*config, "components")) layout.components = texts(listed);
    layout.key_ids = texts(member(*config, "key_ids"));
    layout.label = text_member(*config, "label").value_or(layout.label);
    layout.digest = text_member(*config, "digest").value_or(layout.digest);
    layout.tag = text_member(*config, "tag").value_or("");
    json::value const* const lifetime = member(*config, "lifetime");
    if (lifetime != nullptr && lifetime->is_int64()) layout.lifetime = std::chrono::seconds(lifetime->get_int64());
    return layout;
}

std::vector<std::string> vector_case::also_acceptable() const {
    return texts(find("also_acceptable"));
}

json::object const* vector_case::object(std::string_view name) const {
    json::value const* const found = find(name);
    return found == nullptr ? nullptr : found->if_object();
}

json::object const* vector_case::input() const {
    return object("input");
}

std::optional<std::string> vector_case::input_text(std::string_view name) const {
    json::object const* const in = input();
    return in == nullptr ? std::nullopt : text_member(*in, name);
}

std::optional<std::int64_t> vector_case::input_timestamp() const {
    json::object const* const in = input();
    json::value const* const time = in == nullptr ? nullptr : member(*in, "timestamp");
    if (time == nullptr) return 0;
    if (!time->is_int64()) return std::nullopt;
    return time->get_int64();
}

std::optional<std::vector<header_line>> vector_case::expected_headers() const {
    std::vector<header_line> all;
    json::value const* const lines = find("expect_headers");
    if (lines == nullptr || !lines->is_array()) return std::nullopt;
    for (json::value const& line : lines->get_array()) {
        json::array const* const pair = line.if_array();
        if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string()) continue;
        all.push_back({std::string(view_of((*pair)[0].get_string())), std::string(view_of((*pair)[1].get_string()))});
    }
    return all;
}

bool vector_case::expected_fields_are_in(std::string_view json_body) const {
    json::value const* const wanted = find("expect_fields");
    if (wanted == nullptr) return true;
    if (!wanted->is_object()) return false;
    json::error_code fault;
    json::value const body = json::parse(json::string_view(json_body.data(), json_body.size()), fault);
    if (fault) return false;
    for (auto const& [pointer, value] : wanted->get_object()) {
        json::value const* const found = body.find_pointer(pointer, fault);
        if (found == nullptr || *found != value) return false;
    }
    return true;
}

std::optional<std::chrono::sys_time<std::chrono::milliseconds>> parse_publish_time(std::string_view text) {
    using namespace std::chrono;
    std::array<int, 6> parts{};
    constexpr std::array<std::size_t, 6> widths = {4, 2, 2, 2, 2, 2};
    constexpr std::string_view separators = "--T::";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i != 0 && !take(text, separators[i - 1])) return std::nullopt;
        std::optional<int> const number = take_number(text, widths[i]);
        if (!number) return std::nullopt;
        parts[i] = *number;
    }
    auto const [y, mo, d, h, mi, s] = parts;
    year_month_day const date{year(y), month(static_cast<unsigned>(mo)), day(static_cast<unsigned>(d))};
    if (!date.ok() || h > 23 || mi > 59 || s > 59) return std::nullopt;
    int thousandths = 0;
    if (take(text, '.')) {
        std::size_t digits = 0;
        for (int scale = 100; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits, scale /= 10)
            thousandths += (text[digits] - '0') * scale;
        if (digits == 0 || digits > 9) return std::nullopt;
        text.remove_prefix(digits);
    }
    if (text != "Z") return std::nullopt;
    return sys_days(date) + hours(h) + minutes(mi) + seconds(s) + milliseconds(thousandths);
}

}  // namespace cohook::signing
