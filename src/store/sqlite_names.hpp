// Texts that repeat in many rows (endpoint and tenant ids) are kept once and referred to by number.
#pragma once

#include "store/sqlite_connection.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace cohook::store::sqlite {

/// Looks texts up without a copy.
struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
};

/// The pairs once written never change, so that what a connection has read it need not read again. Belongs to the
/// connection's thread.
class names {
public:
    explicit names(connection& db) : db_(db) {}

    /// 0: the text has no number, so no row refers to it.
    std::int64_t number(std::string_view text) const;
    /// The number of the text, which is given one if it has none.
    std::int64_t intern(std::string_view text);
    /// Valid until the next call.
    std::string const& text(std::int64_t number) const;
    /// Whether these two are met together for the first time since `forget`.
    bool pair_is_new(std::int64_t first, std::int64_t second) const;
    /// After a rollback: what was given in it may be given to another text.
    void forget() const;

private:
    void remember(std::string_view text, std::int64_t number) const;

    connection& db_;
    mutable std::unordered_map<std::string, std::int64_t, text_hash, std::equal_to<>> numbers_;
    mutable std::unordered_map<std::int64_t, std::string> texts_;
    mutable std::set<std::pair<std::int64_t, std::int64_t>> pairs_;
};

}  // namespace cohook::store::sqlite
