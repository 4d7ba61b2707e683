#include "members/scopes.hpp"

#include "members/scope_table.hpp"

#include <algorithm>

namespace cohook::members {
namespace {

std::string known_names() {
    std::string list;
    for (auto const& scope : scope_table) {
        if (!list.empty()) list += ", ";
        list += scope.name;
    }
    return list;
}

std::optional<std::uint32_t> bit_of(std::string_view name) noexcept {
    for (std::size_t index = 0; index < scope_table.size(); ++index) {
        auto const& scope = scope_table[index];
        if (scope.name == name || (!scope.alias.empty() && scope.alias == name)) return std::uint32_t{1} << index;
    }
    return std::nullopt;
}

error unknown(std::string_view name, std::size_t position) {
    std::string shown(name.substr(0, 60));
    return error(errc::invalid_argument, "there is no scope '" + shown + "'; the scopes are " + known_names(),
                 "scopes[" + std::to_string(position) + "]");
}

/// Calls `take` with each word of space-separated text; stops when it says false.
template <class Take>
void each_word(std::string_view text, Take take) {
    while (true) {
        auto const begin = text.find_first_not_of(' ');
        if (begin == std::string_view::npos) return;
        text.remove_prefix(begin);
        auto const word = text.substr(0, text.find(' '));
        if (!take(word)) return;
        text.remove_prefix(word.size());
    }
}

}  // namespace

std::span<scope_info const> all_scopes() noexcept {
    return scope_table;
}

scope_set every_scope() noexcept {
    return scope_set::from_bits((std::uint32_t{1} << scope_table.size()) - 1);
}

result<scope_set> scope_set::parse(std::span<std::string const> names) {
    std::uint32_t bits = 0;
    for (std::size_t position = 0; position < names.size(); ++position) {
        auto const bit = bit_of(names[position]);
        if (!bit) return unknown(names[position], position);
        bits |= *bit;
    }
    return scope_set(bits);
}

result<scope_set> scope_set::parse_text(std::string_view text) {
    std::uint32_t bits = 0;
    std::size_t position = 0;
    std::optional<error> problem;
    each_word(text, [&](std::string_view word) {
        auto const bit = bit_of(word);
        if (!bit) {
            problem = unknown(word, position);
            return false;
        }
        bits |= *bit;
        ++position;
        return true;
    });
    if (problem) return *problem;
    return scope_set(bits);
}

scope_set scope_set::from_stored(std::string_view text) noexcept {
    std::uint32_t bits = 0;
    each_word(text, [&](std::string_view word) {
        bits |= bit_of(word).value_or(0);
        return true;
    });
    return scope_set(bits);
}

std::vector<std::string_view> scope_set::names() const {
    std::vector<std::string_view> list;
    for (std::size_t index = 0; index < scope_table.size(); ++index)
        if (bits_ >> index & 1) list.push_back(scope_table[index].name);
    return list;
}

std::string scope_set::to_stored() const {
    auto list = names();
    std::ranges::sort(list);
    std::string text;
    for (auto const name : list) {
        if (!text.empty()) text += ' ';
        text += name;
    }
    return text;
}

}  // namespace cohook::members
