#include "store/memory_tables.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace cohook::store::memory {
namespace {

std::pair<std::string, std::string> key_of(std::string_view tenant, std::string_view key) {
    return {std::string(tenant), std::string(key)};
}

}  // namespace

std::optional<idempotency_row> requests::find_idempotency(std::string_view tenant, std::string_view key) const {
    return idempotency_.copy(key_of(tenant, key));
}

void requests::put_idempotency(idempotency_row const& row) {
    idempotency_.put(key_of(row.tenant, row.key), row);
}

void requests::erase_idempotency(std::string_view tenant, std::string_view key) {
    idempotency_.erase(key_of(tenant, key));
}

std::size_t requests::purge_idempotency(wall_time before, std::size_t limit) {
    std::vector<std::pair<wall_time, std::pair<std::string, std::string>>> old;
    for (auto const& [key, row] : idempotency_.all())
        if (row.created < before) old.emplace_back(row.created, key);
    std::sort(old.begin(), old.end());
    if (old.size() > limit) old.resize(limit);
    for (auto const& [created, key] : old) idempotency_.erase(key);
    return old.size();
}

void requests::append_audit(audit_row const& row) {
    audit_.put(row.id, row);
}

std::vector<audit_row> requests::list_audit(std::optional<std::string_view> tenant, record_id before,
                                            std::size_t limit) const {
    std::vector<audit_row> found;
    auto const below = before > 0 ? before : std::numeric_limits<record_id>::max();
    auto at = std::make_reverse_iterator(audit_.all().lower_bound(below));
    for (; at != audit_.all().rend() && found.size() < limit; ++at)
        if (!tenant || at->second.tenant == *tenant) found.push_back(at->second);
    return found;
}

}  // namespace cohook::store::memory
