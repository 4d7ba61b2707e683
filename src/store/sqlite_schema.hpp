// The tables, and how older files become newer ones.
#pragma once

#include <cohook/error.hpp>

#include "store/sqlite_connection.hpp"

namespace cohook::store::sqlite {

/// The `user_version` of a file that this build writes.
extern int const schema_version;

/// Brings the file up to `schema_version`, each step in a transaction of its own, so that an interrupted one is gone on
/// with at the next opening. Errors: `unsupported` for a file of a newer version, or of another program.
result<void> migrate(connection& db);

}  // namespace cohook::store::sqlite
