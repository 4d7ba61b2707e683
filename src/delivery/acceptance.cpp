#include "delivery/acceptance.hpp"

#include "delivery/attempt_record.hpp"
#include "delivery/engine_core.hpp"

namespace cohook::dispatch {

namespace {

constexpr std::size_t largest_content = 1 << 20;
/// A larger body goes to its lane over the store: the window's memory stays bounded.
constexpr std::size_t largest_direct_body = 64 << 10;

}  // namespace

struct acceptance::pending {
    entry_ptr entry;
    cohook::delivery row;
    store::body_ptr body;
    bool direct = false;
};

acceptance::acceptance(core& engine) : engine_(engine) {}

acceptance::~acceptance() {
    begin();
}

void acceptance::begin() {
    for (auto const& each : pending_)
        if (each->direct) each->entry->give_back_places(1);
    pending_.clear();
}

result<send_receipt> acceptance::add(store::unit_of_work& unit, std::string_view endpoint_id, message const& what,
                                     delivery_kind kind) {
    if (!engine_.open()) return error(errc::unavailable, "The engine is not running; nothing was accepted. Try again.");
    if (what.content.size() > largest_content)
        return error(errc::too_large, "A message holds at most 1 MiB of content; this one holds more.", "content");
    auto const entry = engine_.endpoints().obtain(unit.endpoints(), endpoint_id);
    if (!entry) return entry.error();
    auto const endpoint = (*entry)->prepared();
    if (!endpoint) return error(errc::not_found, "The endpoint was removed meanwhile.", "endpoint");

    auto const now = engine_.store_time();
    auto added = std::make_unique<pending>();
    added->entry = *entry;
    auto& row = added->row;
    row.message_id = engine_.ids().next();
    row.id = engine_.ids().next();
    auto const id_text = message_id_text(row.message_id);
    body_parts parts;
    parts.type = what.type;
    parts.content = what.content;
    parts.attributes = what.attributes;
    parts.message_id = id_text;
    parts.published_at = what.occurred_at == wall_time{} ? now : what.occurred_at;
    parts.source = endpoint_id;
    auto body = endpoint->compose_body(parts, now);
    if (!body) return body.error();
    added->body = std::make_shared<std::string const>(std::move(*body));

    auto const& settings = endpoint->settings();
    row.endpoint_id = settings.id;
    row.tenant = settings.tenant;
    row.kind = kind;
    row.type = what.type;
    row.key = what.key;
    row.accepted_at = now;
    if (settings.policy.life) row.expires_at = now + *settings.policy.life;
    row.due_at = now;
    if (settings.coalesce && !what.key.empty())
        row.coalesced = unit.deliveries().replace_waiting(settings.id, what.key, now);
    send_receipt receipt;
    receipt.message_id = row.message_id;
    receipt.delivery_id = row.id;
    insert(unit, std::move(added));
    return receipt;
}

result<record_id> acceptance::repeat(store::unit_of_work& unit, record_id delivery_id) {
    if (!engine_.open()) return error(errc::unavailable, "The engine is not running; nothing was accepted. Try again.");
    auto const name = "dlv_" + std::to_string(delivery_id);
    auto const before = unit.deliveries().find(delivery_id);
    if (!before) return error(errc::not_found, "There is no delivery " + name + ".", "delivery");
    auto const body = unit.deliveries().body(delivery_id);
    if (!body) return error(errc::not_found, "The body of " + name + " is no longer kept.", "delivery");
    auto const entry = engine_.endpoints().obtain(unit.endpoints(), before->endpoint_id);
    if (!entry) return entry.error();
    auto const endpoint = (*entry)->prepared();
    if (!endpoint) return error(errc::not_found, "The endpoint was removed meanwhile.", "endpoint");

    auto const now = engine_.store_time();
    auto added = std::make_unique<pending>();
    added->entry = *entry;
    added->body = body;
    auto& row = added->row;
    row.id = engine_.ids().next();
    row.message_id = before->message_id;
    row.endpoint_id = before->endpoint_id;
    row.tenant = before->tenant;
    row.kind = delivery_kind::replay;
    row.type = before->type;
    row.key = before->key;
    row.accepted_at = now;
    row.due_at = now;
    row.replay_of = delivery_id;
    if (auto const& life = endpoint->settings().policy.life) row.expires_at = now + *life;
    auto const id = row.id;
    insert(unit, std::move(added));
    return id;
}

void acceptance::insert(store::unit_of_work& unit, std::unique_ptr<pending> added) {
    auto const& settings = added->entry->prepared()->settings();
    // Where keys keep their order, the store decides what may go; all others may go to the window at once.
    added->direct = settings.enabled && settings.order == delivery_order::none &&
                    added->body->size() <= largest_direct_body && added->entry->reserve_place();
    added->row.owner = added->direct ? engine_.owner() : 0;
    unit.deliveries().insert(added->row, *added->body);
    pending_.push_back(std::move(added));
}

void acceptance::hand_over() {
    for (auto& each : pending_) {
        engine_.count_accepted();
        engine_.observer().accepted(each->row);
        auto& home = engine_.shard_of(each->entry->id());
        lane_letter letter;
        letter.to = each->entry;
        if (each->direct) {
            job work;
            work.row = std::move(each->row);
            work.body = std::move(each->body);
            work.holds_place = true;
            letter.work = std::move(work);
        }
        home.send(std::move(letter));
    }
    pending_.clear();
}

}  // namespace cohook::dispatch
