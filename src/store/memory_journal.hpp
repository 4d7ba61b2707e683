// How the store in memory takes a failed unit back: every change leaves behind how to undo it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace cohook::store::memory {

/// Of the unit at work. The backlog, where speed matters, keeps a log of its own.
class journal {
public:
    void on_undo(std::function<void()> undo) { entries_.push_back(std::move(undo)); }
    void keep() noexcept { entries_.clear(); }
    void undo() {
        while (!entries_.empty()) {
            auto const last = std::move(entries_.back());
            entries_.pop_back();
            last();
        }
    }

private:
    std::vector<std::function<void()>> entries_;
};

/// An ordered table whose changes the journal can take back.
template <class Key, class Row>
class table {
public:
    using rows = std::map<Key, Row, std::less<>>;

    explicit table(journal& log) : journal_(log) {}

    rows const& all() const noexcept { return rows_; }
    template <class Sought>
    Row const* find(Sought const& key) const {
        auto const found = rows_.find(key);
        return found == rows_.end() ? nullptr : &found->second;
    }
    template <class Sought>
    std::optional<Row> copy(Sought const& key) const {
        auto const* row = find(key);
        if (!row) return std::nullopt;
        return *row;
    }

    void put(Key key, Row row) {
        auto const found = rows_.find(key);
        if (found == rows_.end()) {
            journal_.on_undo([this, key] { rows_.erase(key); });
            rows_.emplace(std::move(key), std::move(row));
        } else {
            journal_.on_undo([this, key, old = std::exchange(found->second, std::move(row))] { rows_[key] = old; });
        }
    }

    template <class Sought>
    bool erase(Sought const& key) {
        auto const found = rows_.find(key);
        if (found == rows_.end()) return false;
        journal_.on_undo([this, old = *found] { rows_.insert(old); });
        rows_.erase(found);
        return true;
    }

private:
    journal& journal_;
    rows rows_;
};

}  // namespace cohook::store::memory
