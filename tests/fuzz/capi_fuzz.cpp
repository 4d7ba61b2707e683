// Sequences of calls into the C ABI: each byte of the input picks a function, the next ones its arguments. Whatever the
// order and the arguments, every call returns, and closing finds nothing left over.
#include <algorithm>
#include <array>
#include <cohook.h>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace {

constexpr std::int64_t patience = 2000;

/// The input, taken piece by piece; empty, it gives zeros.
class bytes {
public:
    bytes(std::uint8_t const* from, std::size_t size) : from_(from), left_(size) {}
    bool empty() const { return left_ == 0; }
    std::uint8_t one() {
        if (left_ == 0) return 0;
        --left_;
        return *from_++;
    }
    /// One of a list of likely texts, NULL, or text of the input's own.
    char const* text() {
        static constexpr std::array likely = {"a",
                                              "b",
                                              "a-default",
                                              "",
                                              "{}",
                                              "[]",
                                              "null",
                                              "person.updated",
                                              "email",
                                              "members.read_name email",
                                              R"({"url":"http://127.0.0.1:1/","signingKey":"key"})",
                                              R"({"url":"","signingKey":"whsec_!"})",
                                              R"({"enabled":false,"policy":{"name":"standard","lifeMs":1}})",
                                              R"({"state":"delivered","dryRun":true})",
                                              R"({"name":"A","scopes":["email"]})",
                                              R"({"personID":1,"email":"a@b.example"})",
                                              R"({"syncBatch":2})",
                                              R"({"email":null})",
                                              R"({"from":"2021-02-26T19:13:55.749Z"})",
                                              "standard-webhooks",
                                              "members-envelope",
                                              "rfc9421",
                                              "twilio",
                                              "zoom",
                                              "generic-hmac",
                                              "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=",
                                              "127.0.0.0/8"};
        auto const pick = one();
        if (pick == 255) return nullptr;
        if (pick < 200) return likely[pick % likely.size()];
        auto& own = texts_.emplace_back();
        for (auto size = one() % 32; size != 0; --size) own.push_back(static_cast<char>(one()));
        return own.c_str();
    }
    std::int64_t number() {
        switch (one() % 4) {
            case 0: return one();
            case 1: return -one();
            case 2: return INT64_MAX;
            default: return one() << 8 | one();
        }
    }

private:
    std::uint8_t const* from_;
    std::size_t left_;
    std::deque<std::string> texts_;  // whose elements stay where they are
};

/// What the calls of one sequence share and leave behind.
struct state {
    cohook_engine* engine = nullptr;
    cohook_verifier* verifier = nullptr;
    cohook_signer* signer = nullptr;
    cohook_replay_guard* guard = nullptr;
    cohook_headers* headers = nullptr;
    cohook_document* document = nullptr;
    cohook_error* error = nullptr;
    cohook_verification verification{};
    std::int64_t last_delivery = 0;

    cohook_document** shown() {
        cohook_document_free(document);
        document = nullptr;
        return &document;
    }
    cohook_error** told() {
        cohook_error_free(error);
        error = nullptr;
        return &error;
    }
};

std::size_t length(char const* text) {
    return text ? std::char_traits<char>::length(text) : 0;
}

cohook_secret secret_of(bytes& in) {
    cohook_secret made{};
    made.value = in.text();
    made.value_size = length(made.value);
    made.dialect = in.one() % 5;
    return made;
}

cohook_message message_of(bytes& in) {
    cohook_message made{};
    made.size = in.one() == 0 ? in.one() : sizeof made;
    made.endpoint = in.text();
    made.type = in.text();
    made.content = in.text();
    made.content_size = length(made.content);
    made.key = in.text();
    return made;
}

/// A callback that answers everything at once, rightly or not.
void answer(void*, cohook_source_request* request) {
    static constexpr std::array<char const*, 2> keys = {"k1", "k2"};
    cohook_source_request_answer_count(request, 2);
    bool const start = *cohook_source_request_cursor(request) == '\0';
    cohook_source_request_answer_keys(request, keys.data(), start ? keys.size() : 0);
    std::vector<char const*> contents(cohook_source_request_key_count(request), "{}");
    cohook_source_request_answer_records(request, contents.data(), contents.size());
}

void open_engine(state& now) {
    static constexpr std::array<char const*, 1> allowed = {"127.0.0.0/8"};
    cohook_engine_options options{};
    options.size = sizeof options;
    options.store = "memory:";
    options.allow_http = 1;
    options.allow_addresses = allowed.data();
    options.allow_address_count = allowed.size();
    options.shards = 1;
    options.event_kinds = ~0u;
    options.event_limit = 8;
    options.source = answer;
    cohook_engine_open(&options, &now.engine, now.told());
}

void make_verifier(state& now, bytes& in) {
    std::array<cohook_secret, 2> const secrets = {secret_of(in), secret_of(in)};
    cohook_verifier_options options{};
    options.size = sizeof options;
    options.scheme = in.text();
    options.secrets = secrets.data();
    options.secret_count = in.one() % 3;
    options.window = in.one() % 4;
    options.url = in.text();
    cohook_verifier_free(now.verifier);
    now.verifier = nullptr;
    cohook_verifier_new(&options, &now.verifier, now.told());
}

void make_signer(state& now, bytes& in) {
    auto const secret = secret_of(in);
    cohook_signer_options options{};
    options.size = sizeof options;
    options.scheme = in.text();
    options.secrets = &secret;
    options.secret_count = 1;
    cohook_signer_free(now.signer);
    now.signer = nullptr;
    cohook_signer_new(&options, &now.signer, now.told());
}

void sign(state& now, bytes& in) {
    cohook_unsigned request{};
    request.size = sizeof request;
    request.id = in.text();
    request.id_size = length(request.id);
    request.timestamp = in.number();
    request.body = in.text();
    request.body_size = length(static_cast<char const*>(request.body));
    cohook_headers_free(now.headers);
    now.headers = nullptr;
    cohook_sign(now.signer, &request, &now.headers, now.told());
}

void verify(state& now, bytes& in) {
    std::array<cohook_header, 8> lines{};
    cohook_request request{};
    request.size = sizeof request;
    request.headers = lines.data();
    request.header_count = std::min(lines.size(), cohook_headers_count(now.headers));
    for (std::size_t at = 0; at < request.header_count; ++at) lines[at] = cohook_headers_at(now.headers, at);
    request.body = in.text();
    request.body_size = length(static_cast<char const*>(request.body));
    request.now = in.number();
    cohook_verification_release(&now.verification);
    now.verification.size = in.one() == 0 ? 1 : sizeof now.verification;
    cohook_verify(now.verifier, &request, &now.verification);
    cohook_replay_guard_admit(now.guard, in.text(), &now.verification, request.now);
    cohook_verification_release(&now.verification);
}

void send(state& now, bytes& in) {
    auto const message = message_of(in);
    cohook_receipt receipt{};
    if (cohook_engine_send(now.engine, &message, patience, &receipt, now.told()) == COHOOK_OK)
        now.last_delivery = receipt.delivery_id;
}

void take_event(state& now, bytes&) {
    cohook_event* event = nullptr;
    cohook_engine_next_event(now.engine, 0, &event);
    cohook_document_text(cohook_event_document(event));
    cohook_source_request_free(cohook_event_source_request(event));
    cohook_event_free(event);
}

using call = std::function<void(state&, bytes&)>;

std::vector<call> signature_and_queue_calls() {
    return {
        make_verifier, make_signer, sign, verify, send, take_event,
    };
}

std::vector<call> endpoint_and_delivery_calls() {
    return {
        [](state& s, bytes& in) { cohook_endpoint_put(s.engine, in.text(), in.text(), patience, s.shown(), s.told()); },
        [](state& s, bytes& in) {
            cohook_endpoint_change(s.engine, in.text(), in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_endpoint_remove(s.engine, in.text(), patience, s.told()); },
        [](state& s, bytes& in) { cohook_endpoint_find(s.engine, in.text(), patience, s.shown(), s.told()); },
        [](state& s, bytes& in) {
            cohook_endpoint_list(s.engine, in.text(), in.text(), in.one(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_endpoint_pause(s.engine, in.text(), patience, s.told()); },
        [](state& s, bytes& in) { cohook_endpoint_resume(s.engine, in.text(), patience, s.told()); },
        [](state& s, bytes& in) {
            char const* const key = in.text();
            cohook_endpoint_rotate_key(s.engine, in.text(), key, length(key), in.number(), patience, s.told());
        },
        [](state& s, bytes& in) {
            auto const message = message_of(in);
            std::array<cohook_message const*, 2> const both = {&message, &message};
            cohook_engine_send_many(s.engine, both.data(), in.one() % 3, patience, nullptr, s.told());
        },
        [](state& s, bytes& in) {
            auto const message = message_of(in);
            cohook_engine_post(s.engine, &message, in.one(), s.told());
        },
        [](state& s, bytes& in) {
            auto const message = message_of(in);
            cohook_engine_test(s.engine, &message, in.one() % 2, patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_delivery_list(s.engine, in.text(), patience, s.shown(), s.told()); },
        [](state& s, bytes& in) {
            cohook_delivery_find(s.engine, s.last_delivery + in.number() % 2, in.one(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_delivery_attempts(s.engine, s.last_delivery, in.one(), patience, s.shown(), s.told());
        },
        [](state& s, bytes&) {
            cohook_delivery_redeliver(s.engine, s.last_delivery, patience, &s.last_delivery, s.told());
        },
        [](state& s, bytes&) { cohook_delivery_cancel(s.engine, s.last_delivery, patience, s.told()); },
        [](state& s, bytes& in) {
            cohook_attempt_find(s.engine, s.last_delivery + in.one() % 4, 3, patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_engine_replay(s.engine, in.text(), patience, s.shown(), s.told()); },
    };
}

std::vector<call> sync_calls() {
    return {
        [](state& s, bytes& in) { cohook_sync_start(s.engine, in.text(), in.text(), patience, s.shown(), s.told()); },
        [](state& s, bytes& in) {
            cohook_sync_list(s.engine, in.text(), in.number(), in.one(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            auto const id = s.last_delivery + in.one() % 8;
            cohook_sync_pause(s.engine, id, patience, s.shown(), s.told());
            cohook_sync_resume(s.engine, id, patience, s.shown(), s.told());
            cohook_sync_failures(s.engine, id, in.text(), in.one(), patience, s.shown(), s.told());
            cohook_sync_cancel(s.engine, id, patience, s.shown(), s.told());
        },
        [](state& s, bytes&) { cohook_engine_stats(s.engine, patience, s.shown(), s.told()); },
    };
}

std::vector<call> register_calls() {
    return {
        [](state& s, bytes& in) {
            cohook_person_put(s.engine, in.one() % 3, in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_person_patch(s.engine, in.one() % 3, in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_person_find(s.engine, in.one() % 3, in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_person_list(s.engine, in.text(), in.number(), in.one(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_person_remove(s.engine, in.one() % 3, patience, s.shown(), s.told()); },
        [](state& s, bytes& in) {
            char const* const lines = in.text();
            cohook_person_import(s.engine, lines, length(lines), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_application_put(s.engine, in.text(), in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_application_change_webhook(s.engine, in.text(), in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_application_find(s.engine, in.text(), patience, s.shown(), s.told()); },
        [](state& s, bytes& in) { cohook_application_remove(s.engine, in.text(), patience, s.told()); },
        [](state& s, bytes& in) {
            cohook_application_test(s.engine, in.text(), in.one() % 3, 0, patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_consent_put(s.engine, in.one() % 3, in.text(), in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_consent_withdraw(s.engine, in.one() % 3, in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_consent_list(s.engine, in.one() % 3, patience, s.shown(), s.told()); },
        [](state& s, bytes& in) {
            cohook_organization_put(s.engine, in.text(), in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_organization_remove(s.engine, in.text(), patience, s.told()); },
    };
}

std::vector<call> closing_calls() {
    return {
        [](state& s, bytes& in) { cohook_engine_drain(s.engine, in.one(), s.told()); },
        [](state& s, bytes&) {
            cohook_engine_close(s.engine);
            s.engine = nullptr;
        },
        [](state& s, bytes&) {
            if (!s.engine) open_engine(s);
        },
    };
}

// The corpus names calls by their places in this order.
std::vector<call> const& calls() {
    static std::vector<call> const all = [] {
        std::vector<call> every;
        for (auto const group :
             {signature_and_queue_calls, endpoint_and_delivery_calls, sync_calls, register_calls, closing_calls}) {
            auto const part = group();
            every.insert(every.end(), part.begin(), part.end());
        }
        return every;
    }();
    return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* input, std::size_t size);

int LLVMFuzzerTestOneInput(std::uint8_t const* input, std::size_t size) {
    bytes in(input, std::min<std::size_t>(size, 512));
    state now;
    now.verification.size = sizeof now.verification;
    open_engine(now);
    cohook_replay_guard_new(0, 4, &now.guard, now.told());
    while (!in.empty()) calls()[in.one() % calls().size()](now, in);
    cohook_engine_close(now.engine);
    cohook_verifier_free(now.verifier);
    cohook_signer_free(now.signer);
    cohook_replay_guard_free(now.guard);
    cohook_headers_free(now.headers);
    now.shown();
    now.told();
    return 0;
}
