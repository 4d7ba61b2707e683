// The records that a sync left unacknowledged, as the source of another one.
#pragma once

#include <cohook/sync.hpp>

#include "store/store.hpp"

#include <memory>

namespace cohook::dispatch {

/// Walks the failures of `of`, a sync that has ended, and reads each as `all` gives it now: who is no longer to be seen is
/// left out, as in any sync. `truth` outlives it.
std::shared_ptr<record_source> failed_records(store::store& truth, record_id of, std::shared_ptr<record_source> all);

}  // namespace cohook::dispatch
