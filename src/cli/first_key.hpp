// The first administrator's key: made where the store holds none, and never lost between the store and its file.
#pragma once

#include <cohook/error.hpp>

#include "members/registry.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace cohook::cli {

/// The text of the key made; none where an administrator's key exists that still holds. With a `file`, the text is in it, durable, before
/// the store learns of the key: who is killed between the two finds the key there at the next start, and takes that very
/// one. Errors: the store's; of field `admin-key-file` where it cannot be written, and then no key is made.
boost::asio::awaitable<result<std::optional<std::string>>> make_first_key(members::registry& people, std::string file);

}  // namespace cohook::cli
