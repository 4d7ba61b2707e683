// What one sequence of calls goes by: its state, and the calls in groups, each group in a file by what it is about.
#pragma once

#include "../input.hpp"

#include <atomic>
#include <cohook.h>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace fuzz {

/// Milliseconds that a call may wait.
constexpr std::int64_t patience = 2000;

/// Looks at each byte, so that a sanitizer sees what lies there.
inline void read_all(char const* bytes, std::size_t count) {
    static std::atomic<char> last;
    for (std::size_t at = 0; at < count; ++at) last.store(bytes[at], std::memory_order_relaxed);
}

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

    /// Where a document goes; the one before is read to its end.
    cohook_document** shown() {
        read_all(document ? cohook_document_text(document) : "", cohook_document_size(document));
        cohook_document_free(document);
        document = nullptr;
        return &document;
    }
    /// Where an error goes; the one before is read.
    cohook_error** told() {
        cohook_error_kind(error);
        cohook_error_is_retriable(error);
        std::string read = cohook_error_message(error);
        read += cohook_error_field(error);
        cohook_error_free(error);
        error = nullptr;
        return &error;
    }
};

using call = std::function<void(state&, bytes&)>;

void open_engine(state& now);
cohook_message message_of(bytes& in);

std::vector<call> first_signature_calls();
std::vector<call> first_engine_calls();
std::vector<call> endpoint_and_delivery_calls();
std::vector<call> sync_calls();
std::vector<call> register_calls();
std::vector<call> closing_calls();
std::vector<call> signature_calls();
std::vector<call> engine_calls();
std::vector<call> reading_calls();

}  // namespace fuzz
