// Runs a file of judged cases against this room: the conformance corpus in tests/conformance/egress.json, or another
// of its form. No name is resolved and no packet sent; every answer of DNS is in the file.
#pragma once

#include <cohook/error.hpp>

#include "egress/judge.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::egress {

/// What came of one case.
struct case_outcome {
    std::string id;
    std::string expect;
    judgement got = judgement::invalid;
    std::string why;  ///< the grounds of `got`
    bool ok = false;  ///< `got` is expected or acceptable, and so is what the second judging gave
    std::optional<judgement> then_got;
};

/// Reads a JSON array of cases and judges each: `url` with the addresses of `resolves_to`, http allowed unless
/// `config.https_only`, `config.allow_cidrs` opened and `config.nat64` ("decode") honoured; a verdict in `accept` is ok
/// as well. A case with `then` is judged a second time with the answer in there. An address that is none is judged as
/// blocked. Errors: `invalid_argument`, naming the case, where the text is not JSON of this form.
result<std::vector<case_outcome>> run_cases(std::string_view json);

/// The line that `cohook endpoint check --cases` prints: `{"id":…,"expect":…,"got":…,"ok":…}`, with `"then"` where the
/// case was judged twice. Without a line end.
std::string to_json(case_outcome const& outcome);

}  // namespace cohook::egress
