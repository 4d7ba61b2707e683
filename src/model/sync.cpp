#include <cohook/sync.hpp>

#include "model/name_table.hpp"

namespace cohook {
namespace {

constexpr name_table<sync_state, 5> sync_states("running", "paused", "completed", "cancelled", "failed");

}  // namespace

std::string_view to_string(sync_state state) noexcept {
    return sync_states.name(state);
}
std::optional<sync_state> parse_sync_state(std::string_view text) noexcept {
    return sync_states.parse(text);
}

}  // namespace cohook
