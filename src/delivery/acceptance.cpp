#include "delivery/acceptance.hpp"

#include "delivery/attempt_record.hpp"
#include "delivery/engine_core.hpp"

namespace cohook::dispatch {

namespace {

constexpr std::size_t largest_content = 1 << 20;
/// A larger body goes to its lane over the store: the window's memory stays bounded.
constexpr std::size_t largest_direct_body = 64 << 10;

}  // namespace

struct acceptance::handed {
    entry_ptr to;
    cohook::delivery row;
    std::string body;
};

acceptance::acceptance(core& engine) : engine_(engine) {}

acceptance::~acceptance() {
    begin();
}

void acceptance::begin() {
    for (auto const& each : direct_) each.to->give_back_places(1);
    direct_.clear();
    waiting_.clear();
    count_ = 0;
}

result<send_receipt> acceptance::add(store::unit_of_work& unit, std::string_view endpoint_id, message const& what,
                                     delivery_kind kind) {
    if (!engine_.open()) return error(errc::unavailable, "The engine is not running; nothing was accepted. Try again.");
    if (what.content.size() > largest_content)
        return error(errc::too_large, "A message holds at most 1 MiB of content; this one holds more.", "content");
    auto const found = engine_.endpoints().obtain(unit.endpoints(), endpoint_id);
    if (!found) return found.error();
    auto const& endpoint = found->prepared;

    auto const now = engine_.store_time();
    cohook::delivery row;
    row.message_id = engine_.ids().next(2);
    row.id = row.message_id + 1;  // so that a message leads to its delivery
    auto const published_at = what.occurred_at == wall_time{} ? now : what.occurred_at;
    body_.clear();
    if (auto made = endpoint->compose_body(body_, what, id_text(row.message_id), published_at, now); !made)
        return made.error();

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
    insert(unit, *found, std::move(row), body_);
    return receipt;
}

result<record_id> acceptance::repeat(store::unit_of_work& unit, record_id delivery_id) {
    if (!engine_.open()) return error(errc::unavailable, "The engine is not running; nothing was accepted. Try again.");
    auto const name = "dlv_" + std::to_string(delivery_id);
    auto const before = unit.deliveries().find(delivery_id);
    if (!before) return error(errc::not_found, "There is no delivery " + name + ".", "delivery");
    auto const body = unit.deliveries().body(delivery_id);
    if (!body) return error(errc::not_found, "The body of " + name + " is no longer kept.", "delivery");
    auto const found = engine_.endpoints().obtain(unit.endpoints(), before->endpoint_id);
    if (!found) return found.error();

    auto const now = engine_.store_time();
    cohook::delivery row;
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
    if (auto const& life = found->prepared->settings().policy.life) row.expires_at = now + *life;
    auto const id = row.id;
    insert(unit, *found, std::move(row), *body);
    return id;
}

void acceptance::insert(store::unit_of_work& unit, endpoint_in_use const& to, cohook::delivery row,
                        std::string const& body) {
    auto const& settings = to.prepared->settings();
    // Where keys keep their order, the store decides what may go; all others may go to the window at once.
    bool const direct = settings.enabled && settings.order == delivery_order::none &&
                        body.size() <= largest_direct_body && to.entry->reserve_place();
    row.owner = direct ? engine_.owner() : 0;
    unit.deliveries().insert(row, body);
    ++count_;
    if (direct)
        direct_.push_back({to.entry, std::move(row), body});
    else
        waiting_.insert(to.entry);
}

void acceptance::hand_over() {
    for (auto& each : direct_) {
        lane_letter letter;
        letter.to = each.to;
        job work;
        work.row = std::move(each.row);
        work.body = std::move(each.body);
        work.holds_place = true;
        letter.work = std::move(work);
        engine_.shard_of(each.to->id()).send(std::move(letter));
    }
    for (auto const& entry : waiting_) {
        lane_letter letter;
        letter.to = entry;
        engine_.shard_of(entry->id()).send(std::move(letter));
    }
    if (count_ != 0) engine_.accepted(count_);
    direct_.clear();
    waiting_.clear();
    count_ = 0;
}

}  // namespace cohook::dispatch
