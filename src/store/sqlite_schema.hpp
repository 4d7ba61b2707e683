// The tables, and how older files become newer ones.
#pragma once

#include <cohook/error.hpp>

#include "store/sqlite_connection.hpp"

#include <cstddef>

namespace cohook::store::sqlite {

/// The `user_version` of a file that this build writes.
extern int const schema_version;

/// The version of the file, which is only read; 0: it is empty. Errors: `unsupported` for a file of a newer version, or of
/// another program.
result<std::size_t> version_of(connection& db);

/// Brings the file up to `schema_version`, each step in a transaction of its own, so that an interrupted one is gone on
/// with at the next opening. Errors: those of `version_of`.
result<void> migrate(connection& db);

}  // namespace cohook::store::sqlite
