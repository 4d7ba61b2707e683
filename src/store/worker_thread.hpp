// The store's own threads: named, and deaf to signals, which belong to the program.
#pragma once

#include <functional>
#include <thread>

namespace cohook::store {

/// `name` has at most 15 bytes. `body` must not throw.
std::thread start_worker(char const* name, std::function<void()> body);

}  // namespace cohook::store
