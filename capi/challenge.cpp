#include <cohook/challenge.hpp>

#include "header_lines.hpp"
#include "verifier.hpp"

#include <memory>
#include <optional>
#include <utility>

struct cohook_answer {
    std::int32_t status;
    cohook_headers headers;
    std::string body;
};

namespace cohook::capi {
namespace {

/// NULL where there is nothing to answer.
cohook_answer* give(std::optional<challenge_answer> answer) {
    if (!answer) return nullptr;
    return new cohook_answer{answer->status, cohook_headers{std::move(answer->headers)}, std::move(answer->body)};
}

/// The answer to a question of the scheme.
std::optional<challenge_answer> reply_to(verification const& question, verifier const& by) {
    auto reply = answer_zoom_validation(by, question);
    if (!reply) reply = answer_discord_ping(question);
    return reply;
}

}  // namespace
}  // namespace cohook::capi

using namespace cohook::capi;

extern "C" {

int32_t cohook_answer_status(cohook_answer const* answer) {
    return answer ? answer->status : 0;
}

cohook_headers const* cohook_answer_headers(cohook_answer const* answer) {
    return answer ? &answer->headers : nullptr;
}

char const* cohook_answer_body(cohook_answer const* answer) {
    return answer ? answer->body.c_str() : "";
}

size_t cohook_answer_body_size(cohook_answer const* answer) {
    return answer ? answer->body.size() : 0;
}

void cohook_answer_free(cohook_answer* answer) {
    delete answer;
}

int32_t cohook_receive(cohook_verifier const* verifier, cohook_request const* request, cohook_verification* out,
                       cohook_answer** answer) {
    if (!answer) return COHOOK_INVALID_ARGUMENT;
    *answer = nullptr;
    std::unique_ptr<cohook_answer> reply;
    auto const came_to = judge(verifier, request, out, [&](cohook::verification const& proved) {
        reply.reset(give(reply_to(proved, verifier->inner)));
    });
    if (came_to == COHOOK_VERDICT_OK) *answer = reply.release();
    return came_to;
}

cohook_status cohook_answer_origin(char const* method, cohook_header const* headers, size_t header_count,
                                   char const* const* allowed, size_t allowed_count, uint32_t most_per_minute,
                                   cohook_answer** answer) {
    return guarded(nullptr, [&]() -> cohook::result<void> {
        if (!answer) return missing("answer");
        header_views lines;
        if (!lines.read(headers, header_count)) return check_lines(headers, header_count, "headers");
        auto names = read_texts(allowed, allowed_count, "allowed");
        if (!names) return names.error();
        cohook::webhook_origins origins;
        origins.allowed = std::move(*names);
        if (most_per_minute != 0) origins.most_per_minute = most_per_minute;
        *answer = give(cohook::answer_webhook_origin(text_of(method), lines.all(), origins));
        return {};
    });
}

cohook_status cohook_answer_intent(char const* query, char const* mode, char const* topic, cohook_answer** answer) {
    return guarded(nullptr, [&]() -> cohook::result<void> {
        if (!answer) return missing("answer");
        if (!query || !topic) return missing(query ? "topic" : "query");
        using cohook::websub_intent;
        bool const joins = text_of(mode) == "subscribe";
        if (!joins && text_of(mode) != "unsubscribe")
            return cohook::error(cohook::errc::invalid_argument, "subscribe or unsubscribe is wanted", "mode");
        websub_intent const expected(joins ? websub_intent::mode::subscribe : websub_intent::mode::unsubscribe, topic);
        *answer = give(cohook::answer_websub_intent(query, expected));
        return {};
    });
}
}
