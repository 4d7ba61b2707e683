// Messages: sent durably, tested, posted without waiting.
#include "documents.hpp"
#include "documents/delivery_json.hpp"
#include "signature_options.hpp"

#include <boost/json/object.hpp>

#include <chrono>
#include <span>
#include <utility>
#include <vector>

namespace cohook::capi {
namespace {

namespace json = boost::json;

result<addressed_message> read_message(cohook_message const* given) {
    auto const message = read_struct(given, "message");
    if (!message) return message.error();
    if (!message->endpoint) return missing("endpoint");
    if (!message->type) return missing("type");
    auto const content = bytes_of(message->content, message->content_size, "content");
    if (!content) return content.error();
    auto const whole = check_lines(message->attributes, message->attribute_count, "attributes");
    if (!whole) return whole.error();
    addressed_message made(message->endpoint, cohook::message(message->type, std::string(*content)));
    made.what.key = text_of(message->key);
    made.what.occurred_at = wall_time(std::chrono::milliseconds(message->occurred_at_ms));
    for (cohook_header const& each : std::span(message->attributes, message->attribute_count))
        made.what.attributes.emplace_back(view_of(each).name, view_of(each).value);
    return made;
}

cohook_receipt receipt_of(send_receipt const& given) noexcept {
    cohook_receipt made{};
    made.message_id = given.message_id;
    made.delivery_id = given.delivery_id;
    return made;
}

boost::asio::awaitable<result<json::value>> test_shown(engine& deliveries, addressed_message message, bool probe) {
    test_options options;
    options.probe_signature_check = probe;
    auto const report = co_await deliveries.test(std::move(message.endpoint_id), std::move(message.what), options);
    if (!report) co_return report.error();
    co_return json::value(documents::show_test(*report, true));
}

event_ptr call_event(std::int32_t kind, std::uint64_t tag) {
    auto event = std::make_unique<cohook_event>();
    event->kind = kind;
    event->tag = tag;
    // Room for what may go wrong is made while there is still somebody to tell.
    event->error = std::make_unique<cohook_error>();
    return event;
}

template <class T>
void conclude(cohook_engine& engine, event_ptr event, result<T> const& done) noexcept {
    if (done) {
        event->error.reset();
    } else {
        auto const failed = done.error();
        event->error->kind = status_of(failed.kind());
        event->error->message = failed.message();
        event->error->field = failed.field();
    }
    engine.events.push_reserved(std::move(event));
}

checked<void> reserve_event(cohook_engine* engine) {
    if (auto const usable = check_usable(engine); !usable) return usable.error();
    if (engine->events.reserve()) return {};
    return complaint(COHOOK_UNAVAILABLE, "too many events wait to be taken; take them, then try again");
}

}  // namespace
}  // namespace cohook::capi

using namespace cohook;
using namespace cohook::capi;

extern "C" {

cohook_status cohook_engine_send(cohook_engine* engine, cohook_message const* message, int64_t timeout_ms,
                                 cohook_receipt* receipt, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        auto made = read_message(message);
        if (!made) return complaint(made.error());
        auto const sent = perform(engine, timeout_ms, [&](sender& from) {
            return from.deliveries().send(std::move(made->endpoint_id), std::move(made->what));
        });
        if (!sent) return sent.error();
        if (receipt) *receipt = receipt_of(*sent);
        return {};
    });
}

cohook_status cohook_engine_send_many(cohook_engine* engine, cohook_message const* const* messages, size_t count,
                                      int64_t timeout_ms, cohook_receipt* receipts, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        if (!messages && count != 0) return complaint(missing("messages"));
        std::vector<addressed_message> all;
        for (std::size_t at = 0; at < count; ++at) {
            auto made = read_message(messages[at]);
            if (!made)
                return complaint(cohook::error(made.error().kind(), made.error().message(),
                                               "messages[" + std::to_string(at) + "]." + made.error().field()));
            all.push_back(std::move(*made));
        }
        auto const sent =
            perform(engine, timeout_ms, [&](sender& from) { return from.deliveries().send_many(std::move(all)); });
        if (!sent) return sent.error();
        for (std::size_t at = 0; receipts && at < sent->size(); ++at) receipts[at] = receipt_of((*sent)[at]);
        return {};
    });
}

cohook_status cohook_engine_post(cohook_engine* engine, cohook_message const* message, uint64_t tag,
                                 cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        auto made = read_message(message);
        if (!made) return complaint(made.error());
        auto const event = std::make_shared<event_ptr>(call_event(COHOOK_EVENT_SENT, tag));
        if (auto const reserved = reserve_event(engine); !reserved) return reserved.error();
        auto task = engine->sending->deliveries().send(std::move(made->endpoint_id), std::move(made->what));
        launch<send_receipt>(*engine, std::move(task), [engine, event](result<send_receipt> sent) {
            if (sent) (*event)->receipt = receipt_of(*sent);
            conclude(*engine, std::move(*event), sent);
        });
        return {};
    });
}

cohook_status cohook_engine_test(cohook_engine* engine, cohook_message const* message, int32_t probe_signature_check,
                                 int64_t timeout_ms, cohook_document** report, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        auto made = read_message(message);
        if (!made) return complaint(made.error());
        return show(engine, timeout_ms, report, [&](sender& from) {
            return test_shown(from.deliveries(), std::move(*made), probe_signature_check != 0);
        });
    });
}

cohook_status cohook_engine_post_test(cohook_engine* engine, cohook_message const* message,
                                      int32_t probe_signature_check, uint64_t tag, cohook_error** error) {
    return guarded(error, [&]() -> checked<void> {
        auto made = read_message(message);
        if (!made) return complaint(made.error());
        auto const event = std::make_shared<event_ptr>(call_event(COHOOK_EVENT_TESTED, tag));
        (*event)->document = std::make_unique<cohook_document>();
        if (auto const reserved = reserve_event(engine); !reserved) return reserved.error();
        auto task = test_shown(engine->sending->deliveries(), std::move(*made), probe_signature_check != 0);
        launch<json::value>(*engine, std::move(task), [engine, event](result<json::value> report) {
            if (report)
                (*event)->document->text = json::serialize(*report);
            else
                (*event)->document.reset();
            conclude(*engine, std::move(*event), report);
        });
        return {};
    });
}
}
