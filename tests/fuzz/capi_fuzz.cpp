// Sequences of calls into the C ABI: each byte of the input picks a function, the next ones its arguments. Whatever the
// order and the arguments, every call returns, and closing finds nothing left over.
#include "capi/sequence.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace {

// The corpus names calls by their places in this order: what is new comes last.
std::vector<fuzz::call> const& calls() {
    static std::vector<fuzz::call> const all = [] {
        std::vector<fuzz::call> every;
        for (auto const group : {fuzz::first_signature_calls, fuzz::first_engine_calls,
                                 fuzz::endpoint_and_delivery_calls, fuzz::sync_calls, fuzz::register_calls,
                                 fuzz::closing_calls, fuzz::signature_calls, fuzz::engine_calls, fuzz::reading_calls}) {
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
    fuzz::bytes in(input, std::min<std::size_t>(size, 512));
    fuzz::state now;
    now.verification.size = sizeof now.verification;
    fuzz::open_engine(now);
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
