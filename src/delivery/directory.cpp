#include "delivery/directory.hpp"

#include <algorithm>

namespace cohook::dispatch {

std::shared_ptr<prepared_endpoint const> directory_entry::prepared() const {
    std::lock_guard const lock(mutex_);
    return prepared_;
}

std::shared_ptr<prepared_endpoint const> directory_entry::prepared_at(std::int64_t revision) const {
    std::lock_guard const lock(mutex_);
    bool const current = prepared_ && installed_ >= changed_ && prepared_->settings().revision == revision;
    return current ? prepared_ : nullptr;
}

void directory_entry::install(std::shared_ptr<prepared_endpoint const> found, std::uint64_t as_of) {
    std::lock_guard const lock(mutex_);
    prepared_ = std::move(found);
    installed_ = as_of;
}

void directory_entry::offer(std::shared_ptr<prepared_endpoint const> held, std::uint64_t as_of) {
    std::lock_guard const lock(mutex_);
    // Of two that are equally old by what was told, one may hold a change of which nobody has told yet.
    if (as_of < changed_ || as_of <= installed_) return;
    prepared_ = std::move(held);
    installed_ = as_of;
}

void directory_entry::outdate(std::uint64_t change) {
    std::lock_guard const lock(mutex_);
    changed_ = std::max(changed_, change);
}

bool directory_entry::reserve_place() noexcept {
    if (backlog_.load(std::memory_order_relaxed)) return false;
    if (places_.fetch_sub(1, std::memory_order_relaxed) > 0) return true;
    places_.fetch_add(1, std::memory_order_relaxed);
    return false;
}

result<endpoint_in_use> directory::obtain(store::endpoint_tables const& tables, std::string_view id) {
    return obtain(tables, id, changes(), &directory_entry::install);
}

result<endpoint_in_use> directory::obtain(store::endpoint_tables const& tables, std::string_view id,
                                          std::uint64_t as_of) {
    return obtain(tables, id, as_of, &directory_entry::offer);
}

result<endpoint_in_use> directory::obtain(store::endpoint_tables const& tables, std::string_view id,
                                          std::uint64_t as_of, take_over how) {
    auto entry = find(id);
    auto const revision = tables.revision(id);
    if (!revision) {
        if (entry) ((*entry).*how)(nullptr, as_of);
        return error(errc::not_found, "There is no endpoint \"" + std::string(id) + "\".", "endpoint");
    }
    if (auto current = entry ? entry->prepared_at(*revision) : nullptr)
        return endpoint_in_use{std::move(entry), std::move(current)};
    auto settings = tables.find(id);
    if (!settings) return error(errc::not_found, "There is no endpoint \"" + std::string(id) + "\".", "endpoint");
    auto prepared = prepared_endpoint::make(std::move(*settings), rules_, user_agent_);
    if (!prepared) return prepared.error();
    if (!entry) entry = entry_of(id);
    ((*entry).*how)(*prepared, as_of);
    return endpoint_in_use{std::move(entry), std::move(*prepared)};
}

void directory::outdate(std::string_view id) {
    // Where there is no entry yet, a reader may be about to make one.
    auto const entry = entry_of(id);
    entry->outdate(++changes_);
}

entry_ptr directory::entry_of(std::string_view id) {
    std::lock_guard const lock(mutex_);
    auto const [place, added] = entries_.try_emplace(std::string(id));
    if (added) place->second = std::make_shared<directory_entry>(std::string(id), window_rows_);
    auto found = place->second;
    if (entries_.size() > drop_above_) drop_unused();
    return found;
}

entry_ptr directory::find(std::string_view id) const {
    std::lock_guard const lock(mutex_);
    auto const found = entries_.find(id);
    return found == entries_.end() ? nullptr : found->second;
}

void directory::drop_unused() {
    // Called with the lock held, so that no use can begin meanwhile: a count of one is the map's own.
    std::erase_if(entries_, [](auto const& each) { return each.second.use_count() == 1; });
    // Not again until it has doubled, so that many in use are not looked through for each that comes.
    drop_above_ = std::max(kept_unused, 2 * entries_.size());
}

}  // namespace cohook::dispatch
