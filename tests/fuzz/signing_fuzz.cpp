// What a signer signs verifies, in every scheme and with whatever id, time and body; and what is changed after that does
// not verify, unless all that is proved of it is still what was signed.
#include <cohook/envelope.hpp>

#include "../signing/every_scheme.hpp"
#include "input.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace cohook;
using samples::sample;

void require(bool holds, sample const& one, char const* what) {
    if (holds) return;
    std::fprintf(stderr, "%s: %s\n", std::string(to_string(one.name)).c_str(), what);
    std::abort();
}

/// The two sides of each scheme; loading keys is not what is looked for here.
struct pair {
    sample name;
    signer sends;
    verifier receives;
};

std::vector<pair> const& pairs() {
    static std::vector<pair> const all = [] {
        std::vector<pair> made;
        for (sample const& one : samples::signable()) {
            std::vector<secret> const secrets = {one.secret};
            made.push_back({one, signer::make(one.name, secrets, sending(one)).value(),
                            verifier::make(one.name, verifying_secret(one), receiving(one)).value()});
        }
        return made;
    }();
    return all;
}

/// A part of the input as a text, of at most 255 bytes.
std::string take(fuzz::bytes& in) {
    std::string made(in.one(), '\0');
    for (char& each : made) each = static_cast<char>(in.one());
    return made;
}

/// Changes one byte, cuts, or puts something in.
void change(std::string& text, fuzz::bytes& in) {
    std::size_t const at = text.empty() ? 0 : (in.one() << 8 | in.one()) % text.size();
    switch (in.one() % 4) {
        case 0: text.erase(at, 1); break;
        case 1: text.insert(at, 1, static_cast<char>(in.one())); break;
        case 2: text.insert(at, take(in)); break;
        default:
            if (!text.empty()) text[at] = static_cast<char>(in.one());
    }
}

/// Whether the proof vouches for nothing but what was signed.
void compare(verification const& proved, samples::request const& sent, std::string const& id, std::int64_t time,
             sample const& one) {
    if (proved.covers(coverage::body)) require(proved.payload() == sent.body, one, "another body was proved");
    if (proved.covers(coverage::id)) require(proved.id() == id, one, "another id was proved");
    if (proved.covers(coverage::timestamp) && one.name != scheme::linear)
        require(proved.timestamp() == time, one, "another time was proved");
}

/// The scheme whose signature is part of its body.
void try_envelope(fuzz::bytes& in) {
    static sample const one{scheme::members_envelope, "key"};
    static verifier const receives = verifier::make(one.name, one.secret).value();
    std::string const data = take(in), subscription = take(in), value = take(in);
    std::array<envelope_attribute, 1> const attributes = {{{"change", value}}};
    envelope_content content;
    content.data = data;
    content.message_id = "1";
    content.subscription = subscription;
    content.attributes = attributes;
    result<std::string> const body = compose_envelope(content, one.secret);
    if (!body) return;
    verification const proved = receives.verify({}, *body, 0);
    require(proved && proved.payload() == data, one, "what was composed does not verify");
    for (std::string altered = *body; !in.empty();) {
        change(altered, in);
        verification const still = receives.verify({}, altered, 0);
        require(!still || still.payload() == data, one, "other data was proved");
    }
}

void alter(samples::request& request, fuzz::bytes& in) {
    std::size_t const part = in.one() % (request.headers.size() + 4);
    if (part < request.headers.size())
        change(request.headers[part].value, in);
    else if (part == request.headers.size())
        change(request.body, in);
    else if (part == request.headers.size() + 1)
        change(request.url, in);
    else if (part == request.headers.size() + 2)
        change(request.method, in);
    else
        request.headers.push_back(request.headers[in.one() % request.headers.size()]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* input, std::size_t size);

int LLVMFuzzerTestOneInput(std::uint8_t const* input, std::size_t size) {
    fuzz::bytes in(input, size);
    std::size_t const which = in.one() % (pairs().size() + 1);
    if (which == pairs().size()) {
        try_envelope(in);
        return 0;
    }
    auto const& [one, sends, receives] = pairs()[which];
    std::string const id = take(in);
    std::int64_t const time = in.number();
    samples::request sent{{}, take(in), time};
    request_view unsigned_request({}, sent.body);
    unsigned_request.method = sent.method;
    signed_headers made = sends.sign(unsigned_request, id, time);
    if (made.kind != verdict::ok) return 0;
    sent.headers = std::move(made.lines);

    verification const proved = sent.verified_by(receives);
    // Linear's time is part of the body.
    require(proved || one.name == scheme::linear, one, "what was signed does not verify");
    if (proved) compare(proved, sent, id, time, one);

    samples::request altered = sent;
    while (!in.empty()) {
        alter(altered, in);
        if (verification const still = altered.verified_by(receives)) compare(still, sent, id, time, one);
    }
    return 0;
}
