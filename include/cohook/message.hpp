// The message: what an application is told, before it takes the shape an endpoint wants.
#pragma once

#include <cohook/time.hpp>

#include <string>
#include <utility>
#include <vector>

namespace cohook {

/// One thing to tell. `content` is JSON text in UTF-8, signed and sent as exactly these bytes (base64 inside the
/// members envelope). At most 1 MiB. Has constructors, so that it may be written inside a `co_await` under gcc 12.
struct message {
    message() = default;
    message(std::string type_, std::string content_) : type(std::move(type_)), content(std::move(content_)) {}

    /// What happened, dot-separated (`person.updated`): the `type` of Standard Webhooks and CloudEvents.
    std::string type;
    std::string content;
    /// Further string attributes of the members envelope, in order (`entity`, `change`, `syncId`, …).
    std::vector<std::pair<std::string, std::string>> attributes;
    /// What coalescing and ordering go by (the person's id); empty: neither applies.
    std::string key;
    /// When it happened; unset (epoch): the moment of acceptance.
    wall_time occurred_at{};
};

}  // namespace cohook
