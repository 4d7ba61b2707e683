// A copy of a store that can be put in its place.
#pragma once

#include <cohook/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace cohook::store {

struct backup_report {
    std::uint64_t bytes = 0;    ///< of the copy
    std::uint64_t version = 0;  ///< of its format
};

/// Copies the store at `url` (`sqlite:PATH`) to the new file `path`: the state of one moment, with everything that was
/// acknowledged before the call. A server may have the store open and goes on writing meanwhile. The copy is checked,
/// durable and readable by its owner alone before it has its name. Blocks; any thread.
/// Errors: `conflict` where `path` is there already; `invalid_argument` for a store that is no file; `unsupported` for one
/// of a newer version or of another program; `storage_full`, `storage_failed` with the reason. On error nothing is left.
result<backup_report> back_up(std::string_view url, std::string const& path);

}  // namespace cohook::store
