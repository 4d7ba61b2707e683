#include "documents/application_json.hpp"

#include "documents/delivery_json.hpp"
#include "documents/endpoint_settings.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace cohook::documents {

namespace json = boost::json;

json::object show_application(members::application const& app) {
    json::array scopes;
    for (auto const name : app.approved.names()) scopes.emplace_back(show(name));
    boost::system::error_code failed;
    auto metadata = json::parse(app.metadata, failed);
    if (failed) metadata = json::object();
    return {{"id", app.id},
            {"organization", app.organization_id.empty() ? json::value() : json::value(app.organization_id)},
            {"name", app.name},
            {"scopes", std::move(scopes)},
            {"metadata", std::move(metadata)},
            {"createdAt", show_time(app.created)},
            {"changedAt", show_time(app.changed)}};
}

json::object show_application(members::application_with_webhook const& both) {
    auto made = show_application(both.app);
    made.emplace("webhook", show_webhook(both.webhook));
    return made;
}

std::string revision_of(members::application_with_webhook const& both) {
    return std::to_string(both.app.revision) + "." + std::to_string(both.webhook ? both.webhook->revision : 0);
}

std::optional<members::scope_set> read_scopes(object_reader& from, std::string_view name) {
    auto const names = from.texts(name);
    if (!names) return std::nullopt;
    auto const parsed = members::scope_set::parse(*names);
    if (parsed) return *parsed;
    auto const where = std::string(parsed.error().field());
    auto const bracket = where.find('[');
    from.complain(std::string(name) + (bracket == std::string::npos ? std::string() : where.substr(bracket)),
                  parsed.error().message());
    return std::nullopt;
}

members::application_patch read_application(object_reader& from) {
    members::application_patch patch;
    patch.name = from.text("name");
    if (from.is_null("name")) from.complain("name", "a text of 1 to 200 bytes is wanted here");
    patch.organization_id = from.text("organization");
    if (from.is_null("organization")) patch.organization_id = std::string();
    patch.approved = read_scopes(from, "scopes");
    if (auto const* const metadata = from.object("metadata")) patch.metadata = json::serialize(*metadata);
    return patch;
}

}  // namespace cohook::documents
