// Records that nobody keeps: a register of any size that costs no memory, so that what a sync takes is the sync's.
#pragma once

#include <cohook/sync.hpp>

#include "delivery/register.hpp"

#include <algorithm>
#include <charconv>

namespace bench {

class generated_persons final : public cohook::record_source {
public:
    generated_persons(std::size_t count, std::size_t size) : count_(count), size_(size) {}

    cohook::message frame() const override {
        cohook::message made("person.sync", "");
        made.attributes = {{"entity", "person"}, {"change", "sync"}};
        return made;
    }
    boost::asio::awaitable<cohook::result<std::uint64_t>> count() override { co_return count_; }
    boost::asio::awaitable<cohook::result<std::vector<std::string>>> next(std::string cursor,
                                                                          std::size_t limit) override {
        std::size_t before = 0;
        std::from_chars(cursor.data(), cursor.data() + cursor.size(), before);
        std::vector<std::string> keys;
        for (std::size_t const end = std::min(count_, before + limit); before < end;)
            keys.push_back(std::to_string(++before));
        co_return keys;
    }
    boost::asio::awaitable<cohook::result<std::vector<cohook::sync_record>>> read(
        std::vector<std::string> keys) override {
        std::vector<cohook::sync_record> records(keys.size());
        for (std::size_t i = 0; i < keys.size(); ++i) {
            std::size_t id = 0;
            std::from_chars(keys[i].data(), keys[i].data() + keys[i].size(), id);
            records[i].content = make_person(size_, id);
            records[i].key = std::move(keys[i]);
        }
        co_return records;
    }

private:
    std::uint64_t count_;
    std::size_t size_;
};

}  // namespace bench
