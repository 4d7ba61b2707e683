#include <cohook/error.hpp>

namespace cohook {

std::string_view to_string(errc kind) noexcept {
    switch (kind) {
        case errc::invalid_argument: return "invalid_argument";
        case errc::not_found: return "not_found";
        case errc::conflict: return "conflict";
        case errc::too_large: return "too_large";
        case errc::unauthorized: return "unauthorized";
        case errc::forbidden: return "forbidden";
        case errc::unavailable: return "unavailable";
        case errc::storage_full: return "storage_full";
        case errc::storage_failed: return "storage_failed";
        case errc::unknown_outcome: return "unknown_outcome";
        case errc::blocked: return "blocked";
        case errc::unsupported: return "unsupported";
        case errc::cancelled: return "cancelled";
        case errc::internal: return "internal";
    }
    return "internal";
}

}  // namespace cohook
