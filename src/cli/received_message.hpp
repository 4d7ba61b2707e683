// What a message says of itself, for the lines of `listen` and the counts of `demo`.
#pragma once

#include "cli/receiver.hpp"

#include <string_view>

namespace cohook::cli {

/// Fills in ids and attributes of an envelope, where the body is one; nothing of it is vouched for.
void read_message(std::string_view body, received& into);
/// The same of a body of Standard Webhooks or of CloudEvents: what its type says, and where `into` is genuine the
/// persons of its data.
void read_event(std::string_view body, received& into);
/// Fills in the content that was verified, and the persons in it.
void read_content(std::string_view content, received& into);

/// One line for a person, or as JSON (stable: n, at, messageId, change, personIDs, envelope, headers, status).
std::string describe(received const& one);
std::string to_json(received const& one);

}  // namespace cohook::cli
