#include "documents.hpp"
#include "documents/delivery_json.hpp"
#include "documents/endpoint_settings.hpp"
#include "documents/page.hpp"

#include <chrono>
#include <optional>
#include <utility>

namespace cohook::capi {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using documents::settings_patch;
using shown = asio::awaitable<result<json::value>>;

struct settings_wish {
    settings_patch settings;
    std::optional<std::string> application_id;
    bool has_url = false;
};

result<settings_wish> read_settings(char const* text) {
    return read_object(text, [](documents::object_reader& from) {
        settings_wish wish;
        wish.application_id = from.text("applicationId");
        wish.has_url = from.has("url");
        wish.settings = settings_patch::read(from, settings_patch::removal::refused);
        return wish;
    });
}

/// Registers, or sets every setting anew.
asio::awaitable<result<endpoint>> put(engine& deliveries, std::string id, settings_wish wish) {
    endpoint fresh;
    fresh.id = id;
    fresh.tenant = wish.application_id.value_or("");
    wish.settings.apply(fresh);
    auto made = co_await deliveries.put(std::move(fresh), 0);
    if (made || made.error().kind() != errc::conflict) co_return made;
    endpoint_edit edit = [wish = std::move(wish)](endpoint& stored) -> result<void> {
        if (wish.application_id && *wish.application_id != stored.tenant)
            return error(errc::conflict, "the endpoint is another application's", "applicationId");
        wish.settings.replace(stored);
        return {};
    };
    auto changing = deliveries.change(std::move(id), std::move(edit));
    co_return co_await std::move(changing);
}

shown put_shown(engine& deliveries, std::string id, settings_wish wish) {
    auto putting = put(deliveries, std::move(id), std::move(wish));
    auto const made = co_await std::move(putting);
    if (!made) co_return made.error();
    co_return json::value(documents::show_endpoint(*made));
}

shown change_shown(engine& deliveries, std::string id, endpoint_edit edit) {
    auto const made = co_await deliveries.change(std::move(id), std::move(edit));
    if (!made) co_return made.error();
    co_return json::value(documents::show_endpoint(*made));
}

shown find_shown(engine& deliveries, std::string id) {
    auto const found = co_await deliveries.find(id);
    if (!found) co_return found.error();
    auto const status = co_await deliveries.status(std::move(id));
    if (!status) co_return status.error();
    co_return json::value(documents::show_endpoint(*found, *status));
}

shown list_shown(engine& deliveries, std::optional<std::string> application, std::string after, std::size_t limit) {
    auto found = co_await deliveries.endpoints(std::move(application), std::move(after), limit + 1);
    if (!found) co_return found.error();
    auto const next = documents::cut_to_page(*found, limit, [](auto const& last) { return json::string(last.id); });
    json::array data;
    for (auto const& one : *found) data.push_back(documents::show_endpoint(one));
    co_return json::value(documents::page(std::move(data), next));
}

asio::awaitable<result<void>> forget(asio::awaitable<result<endpoint>> task) {
    auto const done = co_await std::move(task);
    if (!done) co_return done.error();
    co_return result<void>();
}

}  // namespace
}  // namespace cohook::capi

using namespace cohook;
using namespace cohook::capi;

extern "C" {

cohook_status cohook_endpoint_put(cohook_engine* engine, char const* id, char const* settings, int64_t timeout_ms,
                                  cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id || !settings) return complaint(missing(id ? "settings" : "id"));
        auto wish = read_settings(settings);
        if (!wish) return complaint(wish.error());
        if (!wish->has_url)
            return complaint(
                cohook::error(errc::invalid_argument, "url is missing: give an absolute https URL", "url"));
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return put_shown(from.deliveries(), id, std::move(*wish)); });
    });
}

cohook_status cohook_endpoint_change(cohook_engine* engine, char const* id, char const* settings, int64_t timeout_ms,
                                     cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id || !settings) return complaint(missing(id ? "settings" : "id"));
        auto const wish = read_settings(settings);
        if (!wish) return complaint(wish.error());
        if (wish->application_id)
            return complaint(
                cohook::error(errc::invalid_argument, "whose an endpoint is cannot be changed", "applicationId"));
        endpoint_edit edit = [patch = wish->settings](endpoint& stored) -> result<void> {
            patch.apply(stored);
            return {};
        };
        return show(engine, timeout_ms, document,
                    [&](sender& from) { return change_shown(from.deliveries(), id, std::move(edit)); });
    });
}

cohook_status cohook_endpoint_remove(cohook_engine* engine, char const* id, int64_t timeout_ms, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id) return complaint(missing("id"));
        return perform(engine, timeout_ms, [&](sender& from) { return from.deliveries().remove(id); });
    });
}

cohook_status cohook_endpoint_find(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                   cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id || !document) return complaint(missing(id ? "shown" : "id"));
        return show(engine, timeout_ms, document, [&](sender& from) { return find_shown(from.deliveries(), id); });
    });
}

cohook_status cohook_endpoint_list(cohook_engine* engine, char const* application_id, char const* after, uint32_t limit,
                                   int64_t timeout_ms, cohook_document** document, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!document) return complaint(missing("page"));
        std::optional<std::string> application;
        if (application_id) application = application_id;
        return show(engine, timeout_ms, document, [&](sender& from) {
            return list_shown(from.deliveries(), std::move(application), std::string(text_of(after)), page_of(limit));
        });
    });
}

cohook_status cohook_endpoint_pause(cohook_engine* engine, char const* id, int64_t timeout_ms, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id) return complaint(missing("id"));
        return perform(engine, timeout_ms, [&](sender& from) { return forget(from.deliveries().pause(id)); });
    });
}

cohook_status cohook_endpoint_resume(cohook_engine* engine, char const* id, int64_t timeout_ms, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id) return complaint(missing("id"));
        return perform(engine, timeout_ms, [&](sender& from) { return forget(from.deliveries().resume(id)); });
    });
}

cohook_status cohook_endpoint_rotate_key(cohook_engine* engine, char const* id, char const* key, size_t key_size,
                                         int64_t overlap_ms, int64_t timeout_ms, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!id) return complaint(missing("id"));
        auto const secret = bytes_of(key, key_size, "signingKey");
        if (!secret) return complaint(secret.error());
        if (secret->empty())
            return complaint(cohook::error(errc::invalid_argument, "the signing key is empty", "signingKey"));
        auto const overlap = std::chrono::seconds(overlap_ms / 1000);
        return perform(engine, timeout_ms, [&](sender& from) {
            return forget(from.deliveries().rotate_key(id, std::string(*secret), overlap));
        });
    });
}
}
