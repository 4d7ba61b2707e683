// The store that forgets: everything in memory, for tests and for messages that may be lost with the process.
#pragma once

#include "store/store.hpp"

#include <memory>

namespace cohook::store {

/// Units and queries run at once, on the thread of the caller, one at a time. Deterministic: the same calls give the same
/// rows in the same order.
std::shared_ptr<store> make_memory_store();

}  // namespace cohook::store
