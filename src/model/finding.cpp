#include "model/finding.hpp"

namespace cohook {

std::string_view to_string(standing how) noexcept {
    switch (how) {
        case standing::fine: return "ok";
        case standing::doubtful: return "warning";
        case standing::wrong: return "failed";
        case standing::skipped: return "skipped";
    }
    return "failed";
}

}  // namespace cohook
