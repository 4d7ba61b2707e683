#include "members/application_document.hpp"

#include "members/canonical.hpp"
#include "members/json_scan.hpp"
#include "members/value_rules.hpp"
#include "model/text_rules.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace cohook::members {
namespace {

constexpr std::size_t longest_id = 40;
constexpr std::size_t longest_name = 200;
constexpr std::size_t largest_metadata = 16 * 1024;

std::string unquoted(std::string_view json_string) {
    auto const value = read_json(json_string, json_string.size(), "a stored name");
    if (!value || !value->is_string()) return {};
    return std::string(value->get_string().data(), value->get_string().size());
}

}  // namespace

store::application_row to_row(application const& value) {
    store::application_row row;
    row.id = value.id;
    row.organization_id = value.organization_id;
    row.revision = value.revision;
    row.created = value.created;
    row.changed = value.changed;
    row.document = "{\"name\":";
    write_json_string(value.name, row.document);
    row.document += ",\"scopes\":";
    write_json_string(value.approved.to_stored(), row.document);
    row.document += ",\"metadata\":" + value.metadata + "}";
    return row;
}

application from_row(store::application_row const& row) {
    application value;
    value.id = row.id;
    value.organization_id = row.organization_id;
    value.name = unquoted(member_of(row.document, "name"));
    value.approved = approved_scopes(row);
    if (auto const metadata = member_of(row.document, "metadata"); !metadata.empty()) value.metadata = metadata;
    value.revision = row.revision;
    value.created = row.created;
    value.changed = row.changed;
    return value;
}

scope_set approved_scopes(store::application_row const& row) {
    auto text = member_of(row.document, "scopes");
    if (text.size() < 2) return {};
    return scope_set::from_stored(text.substr(1, text.size() - 2));
}

result<void> check_application(application& candidate) {
    if (candidate.name.empty() || candidate.name.size() > longest_name)
        return error(errc::invalid_argument, "'name' must have 1 to 200 bytes", "name");
    if (auto const problem = text_problem(candidate.name); !problem.empty())
        return error(errc::invalid_argument, "'name' " + std::string(problem), "name");
    auto const metadata = read_json(candidate.metadata, largest_metadata, "metadata");
    if (!metadata) return error(metadata.error().kind(), metadata.error().message(), "metadata");
    if (!metadata->is_object()) return error(errc::invalid_argument, "'metadata' must be a JSON object", "metadata");
    candidate.metadata = boost::json::serialize(*metadata);
    return {};
}

result<void> check_id(std::string_view id, std::string_view field) {
    auto const good = [](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; };
    if (!id.empty() && id.size() <= longest_id && std::ranges::all_of(id, good)) return {};
    return error(errc::invalid_argument, "'" + std::string(field) + "' must have 1 to 40 characters of A-Z a-z 0-9 _ -",
                 std::string(field));
}

}  // namespace cohook::members
