// Runs vector files: published and derived cases of signing and verifying, each with the outcome it must have.
#pragma once

#include <cohook/error.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace cohook::signing {

/// One case. `got` is a verdict, or `unsupported` for a scheme, operation or option that we do not have, or
/// `output-mismatch` where the kind was right but the signature, the fields or the decoded bytes were not.
struct vector_outcome {
    std::string name;
    std::string expect;
    std::string got;
    bool ok;  ///< `got` is `expect`, or one of the vector's `also_acceptable`
};

/// Runs every vector of a file of the format `webhook-test-vectors/1`, in its order. `invalid_argument` where the text
/// is not such a file; a single vector that makes no sense yields `got` = `invalid-vector`, and `ok` = false.
result<std::vector<vector_outcome>> run_vectors(std::string_view json_text);

/// The line that the command line prints for a case: `{"name":…,"expect":…,"got":…,"ok":…}`, without a line end.
std::string to_json(vector_outcome const& outcome);

}  // namespace cohook::signing
