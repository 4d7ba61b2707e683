// The store in one SQLite file.
#pragma once

#include "store/store.hpp"

#include <memory>
#include <string>

namespace cohook::store {

/// See `open_store`. `path` is the file; relative ones go from the current directory.
result<std::shared_ptr<store>> open_sqlite(std::string const& path, store_options const& options);

}  // namespace cohook::store
