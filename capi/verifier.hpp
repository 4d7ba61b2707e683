// A verifier behind the C ABI, and how a request is judged by it: for `cohook_verify` and for challenges.
#pragma once

#include <cohook/verifier.hpp>

#include "signature_options.hpp"

struct cohook_verifier {
    cohook::verifier inner;
};

namespace cohook::capi {

/// Judges the request; `headers` and `body` become its parts. Errors: arguments that cannot be judged.
result<verification> judge(cohook_verifier const* by, cohook_request const* given, header_views& headers,
                           std::string_view& body);

}  // namespace cohook::capi
