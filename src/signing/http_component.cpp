#include "signing/http_component.hpp"

#include "signing/encoding.hpp"
#include "signing/header_lines.hpp"
#include "signing/json_text.hpp"

#include <algorithm>
#include <array>

namespace cohook::signing {
namespace {

constexpr std::array<std::string_view, 8> derived_names = {
    "@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query", "@query-param"};

// The fields that are known to be structured, as far as webhooks have them; `;sf` of another cannot be computed.
enum class field_type { dictionary, list, item };
struct structured_name {
    std::string_view name;
    field_type type;
};
constexpr std::array<structured_name, 12> structured_names = {{
    {"accept-ch", field_type::list},
    {"accept-signature", field_type::dictionary},
    {"cache-status", field_type::list},
    {"client-cert", field_type::item},
    {"client-cert-chain", field_type::list},
    {"content-digest", field_type::dictionary},
    {"priority", field_type::dictionary},
    {"proxy-status", field_type::list},
    {"repr-digest", field_type::dictionary},
    {"signature", field_type::dictionary},
    {"signature-input", field_type::dictionary},
    {"want-content-digest", field_type::dictionary},
}};

structured_name const* find_type(std::string_view name) {
    auto const found = std::find_if(structured_names.begin(), structured_names.end(),
                                    [&](structured_name const& one) { return one.name == name; });
    return found == structured_names.end() ? nullptr : found;
}

bool is_field_name(std::string_view text) {
    auto const fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    };
    return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

bool fits(std::string_view name, sf_parameter const& form) {
    if (name == "@query-param") return form.key == "name" && form.value.is_text();
    if (name.starts_with('@')) return false;
    if (form.key == "key") return form.value.is_text() && is_sf_key(form.value.text);
    if (form.key == "sf") return form.value.is_flag() && find_type(name) != nullptr;
    return form.key == "bs" && form.value.is_flag();
}

// One line without its folding; none where a control character is left.
std::optional<std::string> unfolded(std::string_view line) {
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        std::size_t const end = line[i] == '\r' && i + 1 < line.size() && line[i + 1] == '\n' ? i + 1 : i;
        bool const folds =
            line[end] == '\n' && end + 1 < line.size() && (line[end + 1] == ' ' || line[end + 1] == '\t');
        if (folds) {
            out.resize(stripped(out).empty() ? 0 : out.find_last_not_of(" \t") + 1);
            out += ' ';
            i = std::min(line.find_first_not_of(" \t", end + 1), line.size()) - 1;
            continue;
        }
        bool const control = (line[i] >= 0 && line[i] < ' ' && line[i] != '\t') || line[i] == '\x7f';
        if (control) return std::nullopt;
        out += line[i];
    }
    return std::string(stripped(out));
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

verdict append_structured(std::string& out, field_type type, std::string const& value) {
    auto const append = [&](auto const& parsed) {
        if (parsed) append_sf(out, *parsed);
        return parsed ? verdict::ok : verdict::malformed_header;
    };
    switch (type) {
        case field_type::dictionary: return append(parse_sf_dictionary(value));
        case field_type::list: return append(parse_sf_list(value));
        case field_type::item: return append(parse_sf_item(value));
    }
    return verdict::malformed_header;
}

verdict append_entry(std::string& out, std::string const& value, std::string_view key) {
    std::optional<sf_dictionary> const parsed = parse_sf_dictionary(value);
    if (!parsed) return verdict::malformed_header;
    sf_member const* const found = find_entry(*parsed, key);
    if (found == nullptr) return verdict::missing_header;
    append_sf(out, *found);
    return verdict::ok;
}

// Each line by itself, its bytes in base64: what stands in it cannot be taken for the mark between two lines.
verdict append_bytes(std::string& out, std::string_view name, std::span<header_view const> headers) {
    bool first = true;
    for (header_view const& line : headers) {
        if (!same_name(line.name, name)) continue;
        std::optional<std::string> const value = unfolded(line.value);
        if (!value) return verdict::malformed_header;
        out += first ? ":" : ", :";
        first = false;
        append_base64(out, *value);
        out += ':';
    }
    return verdict::ok;
}

void append_authority(std::string& out, target_url const& url) {
    for (char const c : url.host) out += lower(c);
    if (url.port && !url.port->empty() && *url.port != url.default_port()) out.append(":").append(*url.port);
}

}  // namespace

std::optional<http_component> read_component(sf_item const& identifier) {
    http_component made;
    if (!identifier.value.is_text() || identifier.parameters.size() > 1) return std::nullopt;
    made.name = identifier.value.text;
    bool const known = made.is_derived()
                           ? std::find(derived_names.begin(), derived_names.end(), made.name) != derived_names.end()
                           : is_field_name(made.name);
    if (!known) return std::nullopt;
    if (!identifier.parameters.empty()) made.form = identifier.parameters.front();
    if (made.form ? !fits(made.name, *made.form) : made.name == "@query-param") return std::nullopt;
    append_sf(made.identifier, identifier);
    return made;
}

std::optional<http_component> parse_component(std::string_view spelled) {
    if (!spelled.starts_with('"')) return read_component({sf_bare{sf_bare::kind::text, 0, std::string(spelled)}});
    std::optional<sf_item> const item = parse_sf_item(spelled);
    return item ? read_component(*item) : std::nullopt;
}

std::optional<std::string> combined_field(std::string_view name, std::span<header_view const> headers) {
    std::string out;
    bool first = true;
    for (header_view const& line : headers) {
        if (!same_name(line.name, name)) continue;
        std::optional<std::string> const value = unfolded(line.value);
        if (!value) return std::nullopt;
        if (!first) out += ", ";
        first = false;
        out += *value;
    }
    return out;
}

verdict http_values::append(std::string& out, http_component const& component) const {
    return component.is_derived() ? append_derived(out, component) : append_field(out, component);
}

verdict http_values::append_field(std::string& out, http_component const& component) const {
    if (look_up(component.name, request_.headers).count == 0) return verdict::missing_header;
    if (component.form && component.form->key == "bs") return append_bytes(out, component.name, request_.headers);
    std::optional<std::string> const value = combined_field(component.name, request_.headers);
    if (!value || !is_ascii(*value)) return verdict::malformed_header;
    if (!component.form) {
        out += *value;
        return verdict::ok;
    }
    if (component.form->key == "key") return append_entry(out, *value, component.form->value.text);
    return append_structured(out, find_type(component.name)->type, *value);
}

verdict http_values::append_derived(std::string& out, http_component const& component) const {
    std::string_view const name = component.name;
    if (name == "@method") {
        bool const usable = is_ascii(request_.method) && std::all_of(request_.method.begin(), request_.method.end(),
                                                                     [](char c) { return c > ' ' && c != '\x7f'; });
        if (request_.method.empty() || !usable) return verdict::missing_field;
        out += request_.method;
        return verdict::ok;
    }
    if (!url_) return verdict::missing_field;
    std::string_view const path = url_->path.empty() ? "/" : url_->path;
    if (name == "@query-param") return append_query_parameter(out, component.form->value.text);
    if (name == "@target-uri") out += url_->whole;
    if (name == "@authority") append_authority(out, *url_);
    if (name == "@scheme") out += url_->is_https() ? "https" : "http";
    if (name == "@path" || name == "@request-target") out += path;
    if (name == "@query") out.append("?").append(url_->query.value_or(""));
    if (name == "@request-target" && url_->query) out.append("?").append(*url_->query);
    return verdict::ok;
}

verdict http_values::append_query_parameter(std::string& out, std::string_view name) const {
    std::size_t count = 0;
    for (form_parameter const& one : parse_form(url_->query.value_or(""))) {
        if (encode_query_text(one.name) != name) continue;
        if (!is_utf8(one.value)) return verdict::signature_mismatch;
        out += encode_query_text(one.value);
        ++count;
    }
    return count == 1 ? verdict::ok : verdict::signature_mismatch;
}

}  // namespace cohook::signing
