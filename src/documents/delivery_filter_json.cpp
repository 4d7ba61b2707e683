#include "documents/delivery_filter_json.hpp"

#include "documents/delivery_json.hpp"
#include "model/iso_time.hpp"

#include <string>

namespace cohook::documents {
namespace {

void read_moment(object_reader& from, std::string_view name, std::optional<wall_time>& into) {
    auto const text = from.text(name);
    if (!text) return;
    into = parse_iso(*text);
    if (!into) from.complain(name, "a moment like 2021-02-26T19:13:55.749Z is wanted here");
}

}  // namespace

delivery_filter read_replay_filter(object_reader& from) {
    delivery_filter filter;
    filter.tenant = from.text("application");
    filter.endpoint_id = from.text("endpoint");
    read_moment(from, "from", filter.from);
    read_moment(from, "to", filter.to);
    filter.key = from.text("key");
    if (auto const state = from.text("state")) {
        filter.state = parse_delivery_state(*state);
        if (!filter.state) from.complain("state", "one of " + std::string(delivery_states) + " is wanted here");
    }
    return filter;
}

delivery_filter read_list_filter(object_reader& from) {
    auto filter = read_replay_filter(from);
    if (auto const kind = from.text("kind")) {
        filter.kind = parse_delivery_kind(*kind);
        if (!filter.kind) from.complain("kind", "one of change, sync, test, replay is wanted here");
    }
    filter.failed_only = from.boolean("failed").value_or(false);
    if (auto const limit = from.integer("limit", 1, 250)) filter.limit = static_cast<std::size_t>(*limit);
    if (auto const before = from.text("before")) {
        auto const id = read_id("dlv_", *before);
        if (!id) from.complain("before", "the id of a delivery is wanted here");
        filter.before = id.value_or(0);
    }
    return filter;
}

}  // namespace cohook::documents
