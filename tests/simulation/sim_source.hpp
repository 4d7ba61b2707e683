// Records for syncs: the numbers from 1 to a count, each with a content that a test may change meanwhile.
#pragma once

#include <cohook/sync.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>

namespace cohook::simulation {

/// What the sources of one world read from; outlives them.
struct sim_register {
    std::uint64_t count = 0;
    std::map<std::string, std::string> changed;  ///< content of a record that is not its first one any more
    std::set<std::string> hidden;                ///< no longer to be seen
    std::function<boost::asio::awaitable<void>()> read_takes;  ///< empty: no time
};

class sim_source final : public record_source {
public:
    explicit sim_source(sim_register& from) : from_(from) {}

    message frame() const override {
        message made;
        made.type = "person.sync";
        made.attributes = {{"entity", "person"}, {"change", "sync"}};
        return made;
    }
    boost::asio::awaitable<result<std::uint64_t>> count() override { co_return from_.count; }
    boost::asio::awaitable<result<std::vector<std::string>>> next(std::string cursor, std::size_t limit) override {
        std::vector<std::string> keys;
        auto number = cursor.empty() ? 0 : std::stoull(cursor);
        while (keys.size() < limit && number < from_.count) keys.push_back(std::to_string(++number));
        co_return keys;
    }
    boost::asio::awaitable<result<std::vector<sync_record>>> read(std::vector<std::string> keys) override {
        if (from_.read_takes) co_await from_.read_takes();
        std::vector<sync_record> records;
        for (auto& key : keys) {
            sync_record record;
            record.key = key;
            auto const other = from_.changed.find(key);
            if (!from_.hidden.contains(key))
                record.content = other == from_.changed.end() ? "{\"personID\":" + key + "}" : other->second;
            records.push_back(std::move(record));
        }
        co_return records;
    }

private:
    sim_register& from_;
};

}  // namespace cohook::simulation
