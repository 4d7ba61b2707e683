// See backup.hpp.
#pragma once

#include "store/backup.hpp"

namespace cohook::store {

result<backup_report> back_up_sqlite(std::string const& from, std::string const& to);

}  // namespace cohook::store
