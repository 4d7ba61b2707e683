// Applications and their webhook as the upstream register's API has them: `PATCH` merges to any depth.
#include "documents/application_json.hpp"
#include "documents/delivery_json.hpp"
#include "documents/endpoint_settings.hpp"
#include "members/application.hpp"
#include "service/operations.hpp"

#include <boost/json/array.hpp>

#include <array>
#include <span>

namespace cohook::service::operations {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::size_t walk = 1000;

/// `If-Match` of this face names the application's revision and its webhook's.
struct expected_state {
    expected_state() = default;
    members::registry::revision application;
    std::optional<std::int64_t> webhook;
};

outcome<expected_state> read_expected(call const& asked) {
    auto const tag = if_match(asked);
    if (!tag) return tag.error();
    expected_state made;
    if (!*tag) return made;
    auto const dot = (*tag)->find('.');
    if (dot != std::string::npos) {
        made.application = parse_integer(std::string_view(**tag).substr(0, dot));
        made.webhook = parse_integer(std::string_view(**tag).substr(dot + 1));
    }
    if (made.application && made.webhook) return made;
    return fault(412, error(errc::conflict, "If-Match names a state that this resource never had"));
}

/// Why this body of a webhook, on an application that has none or an unfinished one, would not do.
result<void> complete(settings_patch const& patch, endpoint& settings, std::string const& placeholder) {
    if (settings.url.empty() && !patch.removes() && !patch.empty())
        return error(errc::invalid_argument,
                     "the application has no webhook yet: give its url, alone or with these settings", "url");
    if (!settings.url.empty() && settings.signing_keys.empty()) {
        // The upstream examples set the URL and the key one by one: kept, and silent until the key is there.
        set_key(settings, placeholder);
        settings.enabled = false;
        settings.disabled_reason = std::string(awaits_key);
    }
    return {};
}

members::endpoint_change change_of(settings_patch patch, std::optional<std::int64_t> expected,
                                   std::string placeholder) {
    return [patch = std::move(patch), expected, placeholder](endpoint& settings, bool fresh) -> result<void> {
        auto const stored = fresh ? 0 : settings.revision;
        if (expected && *expected != stored)
            return error(errc::conflict,
                         "the webhook was changed in the meantime; read it again and repeat the change");
        bool const waiting = is_incomplete(settings);
        patch.apply(settings);
        if (waiting && !patch.key()) {
            settings.enabled = false;
            settings.disabled_reason = std::string(awaits_key);
        }
        return complete(patch, settings, placeholder);
    };
}

std::string random_text(cohook::chance& chance) {
    std::array<unsigned char, 32> bytes{};
    chance.fill(std::as_writable_bytes(std::span(bytes)));
    std::string made;
    for (auto const byte : bytes) made.push_back(static_cast<char>('a' + byte % 26));
    return made;
}

/// Problems of the webhook's settings are told by their path in this face.
fault at_webhook(fault what) {
    static constexpr std::array<std::string_view, 9> own{
        "url", "signingKey", "requestIntervalMs", "headers", "policy", "format", "ordering", "coalesce", "maxInFlight"};
    for (auto const& field : what.fields())
        for (auto const name : own)
            if (field.path.starts_with(name)) return what.under("webhook");
    return what;
}

}  // namespace

reply face_application_list(call& asked) {
    query_reader query(asked.query);
    auto const limit = query.integer("$limit", 0, 1'000'000'000).value_or(50);
    auto const skip = query.integer("$skip", 0, 1'000'000'000).value_or(0);
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    auto const most = std::min<std::int64_t>(limit, 1000);
    json::array data;
    std::int64_t total = 0;
    std::string after;
    while (true) {
        auto const page = co_await asked.room.members.list_applications(asked.who, after, walk);
        if (!page) co_return page.error();
        for (auto const& one : *page) {
            if (total >= skip && total < skip + most) data.push_back(show_application(one));
            ++total;
        }
        if (page->size() < walk) break;
        after = page->back().app.id;
    }
    json::object const body{{"total", total}, {"limit", most}, {"skip", skip}, {"data", std::move(data)}};
    co_return json_answer(200, body);
}

reply face_application_get(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string id = asked.path["application"];
    auto const found = co_await asked.room.members.find_application(asked.who, std::move(id));
    if (!found) co_return found.error();
    co_return json_answer(200, show_application(*found), revision_of(*found));
}

reply face_application_patch(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    auto const expected = read_expected(asked);
    if (!expected) co_return expected.error();
    object_reader from(*body);
    auto patch = read_application(from);
    members::endpoint_change change;
    if (from.is_null("webhook")) {
        change = [](endpoint& settings, bool) -> result<void> {
            settings.url.clear();
            return {};
        };
    } else if (auto const* const given = from.object("webhook")) {
        object_reader webhook(*given, "webhook");
        auto settings = settings_patch::read(webhook, settings_patch::removal::by_empty_url);
        from.join(webhook);
        change = change_of(std::move(settings), expected->webhook, random_text(asked.room.chance));
    } else if (expected->webhook) {
        change = change_of(settings_patch(), expected->webhook, std::string());
    }
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    std::string id = asked.path["application"];
    auto const changed = co_await asked.room.members.change_application(asked.who, std::move(id), std::move(patch),
                                                                        std::move(change), expected->application);
    if (!changed) co_return at_webhook(conditional(asked, changed.error()));
    co_return json_answer(200, show_application(*changed), revision_of(*changed));
}

reply face_test(call& asked) {
    return run_test(asked, std::string(members::default_endpoint));
}

reply face_sync_start(call& asked) {
    auto path = "/application/" + asked.path["application"] + "/webhook/sync/";
    return start_sync(asked, std::string(members::default_endpoint), std::move(path));
}

namespace {

/// The sync of the path, where it is one of this application's webhook.
asio::awaitable<outcome<sync_status>> own_sync(call& asked) {
    std::string id = asked.path["sync"];
    auto found = co_await sync_of(asked, std::move(id));
    if (!found) co_return found.error();
    if (found->tenant != asked.path["application"])
        co_return fault(error(errc::not_found, "the application has no sync with this id"));
    co_return std::move(*found);
}

}  // namespace

reply face_sync_get(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const found = co_await own_sync(asked);
    if (!found) co_return found.error();
    co_return json_answer(200, show_sync(*found));
}

reply face_sync_patch(call& asked) {
    auto const found = co_await own_sync(asked);
    if (!found) co_return found.error();
    co_return co_await change_sync(asked, found->id);
}

reply face_sync_cancel(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const found = co_await own_sync(asked);
    if (!found) co_return found.error();
    auto const ended = co_await asked.room.engine.cancel_sync(found->id);
    if (!ended) co_return ended.error();
    co_return json_answer(200, show_sync(*ended));
}

}  // namespace cohook::service::operations
