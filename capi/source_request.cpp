#include "source_desk.hpp"

#include <utility>

namespace cohook::capi {
namespace {

/// Runs `make`, which gives the answer or what is wrong with it, for a question of this kind.
template <class Make>
cohook_status answer(cohook_source_request* request, std::int32_t kind, Make make) noexcept {
    return guarded(nullptr, [&]() -> checked<void> {
        if (!request) return complaint(missing("request"));
        if (request->asked->kind != kind)
            return complaint(COHOOK_INVALID_ARGUMENT, "this is not what the request asks for");
        auto made = make();
        if (!made) return complaint(made.error());
        auto const settled = request->asked->settle(std::move(made));
        if (settled != COHOOK_OK)
            return complaint(settled, "the request was answered, or nobody waits for it any more");
        return {};
    });
}

}  // namespace
}  // namespace cohook::capi

using namespace cohook::capi;
using cohook::result;

extern "C" {

int32_t cohook_source_request_kind(cohook_source_request const* request) {
    return request ? request->asked->kind : -1;
}

char const* cohook_source_request_endpoint(cohook_source_request const* request) {
    return request ? request->asked->endpoint_id.c_str() : "";
}

char const* cohook_source_request_application(cohook_source_request const* request) {
    return request ? request->asked->application_id.c_str() : "";
}

char const* cohook_source_request_cursor(cohook_source_request const* request) {
    return request ? request->asked->cursor.c_str() : "";
}

size_t cohook_source_request_limit(cohook_source_request const* request) {
    return request ? request->asked->limit : 0;
}

size_t cohook_source_request_key_count(cohook_source_request const* request) {
    return request ? request->asked->keys.size() : 0;
}

char const* cohook_source_request_key(cohook_source_request const* request, size_t index) {
    return request && index < request->asked->keys.size() ? request->asked->keys[index].c_str() : nullptr;
}

cohook_status cohook_source_request_answer_count(cohook_source_request* request, uint64_t count) {
    return answer(request, COHOOK_SOURCE_COUNT, [&]() -> result<source_answer> { return source_answer(count); });
}

cohook_status cohook_source_request_answer_keys(cohook_source_request* request, char const* const* keys, size_t count) {
    return answer(request, COHOOK_SOURCE_NEXT, [&]() -> result<source_answer> {
        if (!keys && count != 0) return missing("keys");
        std::vector<std::string> made;
        for (std::size_t at = 0; at < count; ++at) {
            if (!keys[at]) return missing("keys[" + std::to_string(at) + "]");
            made.emplace_back(keys[at]);
        }
        return source_answer(std::move(made));
    });
}

cohook_status cohook_source_request_answer_records(cohook_source_request* request, char const* const* contents,
                                                   size_t count) {
    return answer(request, COHOOK_SOURCE_READ, [&]() -> result<source_answer> {
        auto const& keys = request->asked->keys;
        if (count != keys.size() || !contents)
            return cohook::error(cohook::errc::invalid_argument, "one record for each key is wanted, in their order",
                                 "contents");
        std::vector<cohook::sync_record> made(count);
        for (std::size_t at = 0; at < count; ++at) {
            made[at].key = keys[at];
            if (contents[at]) made[at].content = contents[at];
        }
        return source_answer(std::move(made));
    });
}

cohook_status cohook_source_request_answer_failure(cohook_source_request* request, char const* message) {
    return guarded(nullptr, [&]() -> checked<void> {
        if (!request) return complaint(missing("request"));
        std::string const why(message ? message : "The source of records failed.");
        auto const settled = request->asked->settle(cohook::error(cohook::errc::unavailable, why));
        if (settled != COHOOK_OK)
            return complaint(settled, "the request was answered, or nobody waits for it any more");
        return {};
    });
}

void cohook_source_request_free(cohook_source_request* request) {
    if (!request || request->of_callback) return;
    request->asked->settle(cohook::error(cohook::errc::unavailable, "The source of records gave no answer."));
    delete request;
}
}
