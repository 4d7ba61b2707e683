// Verifiers, signers, guards, challenges, the envelope.
#include "sequence.hpp"

#include <algorithm>
#include <array>

namespace fuzz {
namespace {

cohook_secret secret_of(bytes& in) {
    cohook_secret made{};
    made.value = in.text();
    made.value_size = length(made.value);
    made.dialect = in.one() % 5;
    return made;
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

/// Has the last signed headers judged.
class received {
public:
    received(state& now, bytes& in) {
        request.size = sizeof request;
        request.headers = lines_.data();
        request.header_count = std::min(lines_.size(), cohook_headers_count(now.headers));
        for (std::size_t at = 0; at < request.header_count; ++at) lines_[at] = cohook_headers_at(now.headers, at);
        request.body = in.text();
        request.body_size = length(static_cast<char const*>(request.body));
        request.now = in.number();
        cohook_verification_release(&now.verification);
        now.verification.size = in.one() == 0 ? 1 : sizeof now.verification;
    }
    cohook_request request{};

private:
    std::array<cohook_header, 8> lines_{};
};

void verify(state& now, bytes& in) {
    received const message(now, in);
    cohook_verify(now.verifier, &message.request, &now.verification);
    cohook_replay_guard_admit(now.guard, in.text(), &now.verification, message.request.now);
    cohook_verification_release(&now.verification);
}

void read_answer(cohook_answer* answer) {
    cohook_headers const* const headers = cohook_answer_headers(answer);
    for (std::size_t at = 0; at <= cohook_headers_count(headers); ++at) cohook_headers_at(headers, at);
    read_all(cohook_answer_body(answer), cohook_answer_body_size(answer));
    cohook_answer_status(answer);
    cohook_answer_free(answer);
}

/// Receives, and tells the guard this and that of it, in any order.
void receive(state& now, bytes& in) {
    received const message(now, in);
    cohook_answer* answer = nullptr;
    cohook_receive(in.one() == 0 ? nullptr : now.verifier, &message.request, &now.verification, &answer);
    read_answer(answer);
    char const* const scope = in.text();
    for (auto steps = in.one() % 8; steps != 0; --steps) {
        switch (in.one() % 4) {
            case 0: cohook_replay_guard_reserve(now.guard, scope, &now.verification, in.number()); break;
            case 1: cohook_replay_guard_commit(now.guard, scope, &now.verification); break;
            case 2: cohook_replay_guard_release(now.guard, scope, &now.verification); break;
            default: cohook_verification_release(&now.verification);
        }
    }
    cohook_verification_release(&now.verification);
}

void answer_handshakes(state&, bytes& in) {
    cohook_answer* answer = nullptr;
    std::array<char const*, 2> const allowed = {in.text(), "a.example"};
    cohook_header origin{};
    origin.name = "WebHook-Request-Origin";
    origin.name_size = length(origin.name);
    origin.value = in.text();
    origin.value_size = length(origin.value);
    cohook_answer_origin(in.text(), &origin, 1, allowed.data(), in.one() % 3, in.one(), &answer);
    read_answer(answer);
    answer = nullptr;
    cohook_answer_intent(in.text(), in.text(), in.text(), &answer);
    read_answer(answer);
}

void compose(state& now, bytes& in) {
    cohook_envelope envelope{};
    envelope.size = sizeof envelope;
    char const* const data = in.text();
    envelope.data = data;
    envelope.data_size = length(data);
    envelope.message_id = in.text();
    envelope.subscription = in.text();
    envelope.publish_time_ms = in.number();
    cohook_header attribute{};
    attribute.name = in.text();
    attribute.name_size = length(attribute.name);
    envelope.attributes = &attribute;
    envelope.attribute_count = in.one() % 2;
    envelope.key = secret_of(in);
    envelope.previous_key = secret_of(in);
    cohook_envelope_compose(&envelope, now.shown(), now.told());
}

void name_things(state&, bytes& in) {
    cohook_scheme_name(static_cast<std::size_t>(in.number()));
    cohook_verdict_name(in.one() - 8);
    cohook_status_name(-in.one());
    cohook_version();
    cohook_abi_version();
    cohook_now();
}

}  // namespace

std::vector<call> first_signature_calls() {
    return {make_verifier, make_signer, sign, verify};
}

std::vector<call> signature_calls() {
    return {receive, answer_handshakes, compose, name_things};
}

}  // namespace fuzz
