#include "store/memory_tables.hpp"

namespace cohook::store::memory {

std::optional<endpoint> endpoints::find(std::string_view id) const {
    return rows_.copy(id);
}

std::optional<std::int64_t> endpoints::revision(std::string_view id) const {
    auto const* row = rows_.find(id);
    if (!row) return std::nullopt;
    return row->revision;
}

std::vector<endpoint> endpoints::list(std::optional<std::string_view> tenant, std::string_view after,
                                      std::size_t limit) const {
    std::vector<endpoint> found;
    for (auto at = rows_.all().upper_bound(after); at != rows_.all().end() && found.size() < limit; ++at)
        if (!tenant || at->second.tenant == *tenant) found.push_back(at->second);
    return found;
}

std::optional<endpoint_health> endpoints::health(std::string_view id) const {
    return health_.copy(id);
}

std::uint64_t endpoints::count() const {
    return rows_.all().size();
}

std::int64_t endpoints::put(endpoint const& value) {
    auto stored = value;
    stored.revision = revision(value.id).value_or(0) + 1;
    auto const given = stored.revision;
    rows_.put(value.id, std::move(stored));
    return given;
}

bool endpoints::erase(std::string_view id) {
    health_.erase(id);
    return rows_.erase(id);
}

void endpoints::put_health(endpoint_health const& value) {
    health_.put(value.endpoint_id, value);
}

}  // namespace cohook::store::memory
