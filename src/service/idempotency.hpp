// `Idempotency-Key`: a POST or PATCH that is sent again is done once, and its answer is given again (24 hours).
//
// The key is written before the operation and its answer after it. A process that dies between the two leaves a key
// without an answer: the next one with that key is told that the outcome is not known, never that nothing happened.
#pragma once

#include "members/principal.hpp"
#include "service/backroom.hpp"
#include "service/problem.hpp"
#include "service/request.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace cohook::service {

/// One request with a key. `tenant` keeps the keys of applications apart.
struct idempotent_request {
    idempotent_request() = default;
    std::string tenant, key, fingerprint;
};

/// Nothing: the request has no key. Errors: 400 for a key that is no 1 to 255 visible ASCII characters.
outcome<std::optional<idempotent_request>> read_idempotency(request const& message, members::principal const& who);

/// An answer: the stored one, to be given again. None: the key is ours now, go on and `finish`. Errors: 409 while the first is
/// in hand or where its outcome is not known; 422 for another request under the same key.
boost::asio::awaitable<outcome<std::optional<response>>> begin_once(backroom& room, idempotent_request const& once);

/// Keeps the answer; gives the key free where the operation may be tried again (5xx, 429). With `secret`, the body is not
/// kept: a repetition learns that it was done.
boost::asio::awaitable<void> finish_once(backroom& room, idempotent_request const& once, response const& answer,
                                         bool secret);

}  // namespace cohook::service
