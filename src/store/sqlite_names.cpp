#include "store/sqlite_names.hpp"

namespace cohook::store::sqlite {
namespace {

constexpr std::size_t most_remembered = 100'000;

}  // namespace

std::int64_t names::number(std::string_view text) const {
    if (auto const found = numbers_.find(text); found != numbers_.end()) return found->second;
    query asked(query::ahead(), db_, "SELECT no FROM names WHERE text = ?", text);
    if (!asked.next()) return 0;
    auto const number = asked.integer();
    remember(text, number);
    return number;
}

std::int64_t names::intern(std::string_view text) {
    if (auto const known = number(text)) return known;
    query(query::ahead(), db_, "INSERT INTO names (text) VALUES (?)", text).run();
    if (db_.trouble()) return 0;
    auto const number = db_.last_rowid();
    remember(text, number);
    return number;
}

std::string const& names::text(std::int64_t number) const {
    static std::string const nothing;
    if (auto const found = texts_.find(number); found != texts_.end()) return found->second;
    query asked(query::ahead(), db_, "SELECT text FROM names WHERE no = ?", number);
    if (!asked.next()) return nothing;
    remember(asked.text(), number);
    return texts_.find(number)->second;
}

void names::remember(std::string_view text, std::int64_t number) const {
    if (numbers_.size() >= most_remembered) forget();
    numbers_.insert_or_assign(std::string(text), number);
    texts_.insert_or_assign(number, std::string(text));
}

bool names::pair_is_new(std::int64_t first, std::int64_t second) const {
    if (pairs_.contains({first, second})) return false;
    if (pairs_.size() >= most_remembered) pairs_.clear();
    pairs_.emplace(first, second);
    return true;
}

void names::forget() const {
    pairs_.clear();
    numbers_.clear();
    texts_.clear();
}

}  // namespace cohook::store::sqlite
