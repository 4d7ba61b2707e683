#include "news.hpp"

#include "documents/delivery_json.hpp"

#include <boost/json/serialize.hpp>

namespace cohook::capi {

namespace json = boost::json;

void news_observer::tell(std::int32_t kind, json::object const& what) {
    auto event = std::make_unique<cohook_event>();
    event->kind = kind;
    event->document = std::make_unique<cohook_document>();
    event->document->text = json::serialize(what);
    events_.push_news(std::move(event));
}

void news_observer::attempted(delivery const& row, attempt const& made) {
    if (!events_.wants(COHOOK_EVENT_ATTEMPTED)) return;
    documents::attempt_parts parts;
    parts.operators = true;
    json::object const what{{"delivery", documents::show_delivery(row)},
                            {"attempt", documents::show_attempt(made, parts)}};
    tell(COHOOK_EVENT_ATTEMPTED, what);
}

void news_observer::endpoint_disabled(std::string const& endpoint_id, std::string const& reason) {
    if (!events_.wants(COHOOK_EVENT_ENDPOINT_DISABLED)) return;
    json::object const what{{"endpointId", endpoint_id}, {"reason", reason}};
    tell(COHOOK_EVENT_ENDPOINT_DISABLED, what);
}

void news_observer::breaker_changed(std::string const& endpoint_id, bool open) {
    if (!events_.wants(COHOOK_EVENT_BREAKER_CHANGED)) return;
    json::object const what{{"endpointId", endpoint_id}, {"open", open}};
    tell(COHOOK_EVENT_BREAKER_CHANGED, what);
}

void news_observer::sync_changed(sync_status const& status) {
    if (!events_.wants(COHOOK_EVENT_SYNC_CHANGED)) return;
    tell(COHOOK_EVENT_SYNC_CHANGED, documents::show_sync(status));
}

}  // namespace cohook::capi
