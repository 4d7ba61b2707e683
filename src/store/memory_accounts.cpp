#include "store/memory_tables.hpp"

#include <algorithm>

namespace cohook::store::memory {
namespace {

template <class Rows, class Fits>
std::optional<account_row> first(Rows const& rows, Fits fits) {
    auto const found = std::find_if(rows.begin(), rows.end(), [&](auto const& each) { return fits(each.second); });
    if (found == rows.end()) return std::nullopt;
    return found->second;
}

}  // namespace

std::optional<account_row> accounts::find(std::string_view id) const {
    return accounts_.copy(id);
}

std::optional<account_row> accounts::find_by_login(std::string_view login) const {
    return first(accounts_.all(), [&](account_row const& row) { return row.login == login; });
}

std::optional<account_row> accounts::find_by_subject(std::string_view issuer, std::string_view subject) const {
    if (issuer.empty()) return std::nullopt;
    return first(accounts_.all(),
                 [&](account_row const& row) { return row.issuer == issuer && row.subject == subject; });
}

std::optional<account_row> accounts::find_by_invitation(std::string_view hash) const {
    if (hash.empty()) return std::nullopt;
    return first(accounts_.all(), [&](account_row const& row) { return row.invitation == hash; });
}

std::vector<account_row> accounts::list(std::string_view after, std::size_t limit) const {
    std::vector<account_row> found;
    auto const& rows = accounts_.all();
    for (auto at = rows.upper_bound(after); at != rows.end() && found.size() < limit; ++at) found.push_back(at->second);
    return found;
}

std::optional<session_row> accounts::find_session(std::string_view hash) const {
    return sessions_.copy(hash);
}

void accounts::put(account_row const& row) {
    accounts_.put(row.id, row);
}

bool accounts::erase(std::string_view id) {
    erase_sessions_of(id, {});
    return accounts_.erase(id);
}

void accounts::put_session(session_row const& row) {
    sessions_.put(row.hash, row);
}

bool accounts::erase_session(std::string_view hash) {
    return sessions_.erase(hash);
}

void accounts::erase_sessions_of(std::string_view account_id, std::string_view kept) {
    erase_sessions([&](session_row const& row) { return row.account_id == account_id && row.hash != kept; });
}

std::size_t accounts::purge_sessions(wall_time seen, std::size_t limit) {
    std::size_t found = 0;
    return erase_sessions([&](session_row const& row) {
        if (row.seen >= seen || found == limit) return false;
        ++found;
        return true;
    });
}

template <class Fits>
std::size_t accounts::erase_sessions(Fits fits) {
    std::vector<std::string> gone;
    for (auto const& [hash, row] : sessions_.all())
        if (fits(row)) gone.push_back(hash);
    for (auto const& hash : gone) sessions_.erase(hash);
    return gone.size();
}

}  // namespace cohook::store::memory
