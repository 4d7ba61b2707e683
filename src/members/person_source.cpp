#include "members/person_source.hpp"

#include "members/change_writer.hpp"
#include "members/reader.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <utility>

namespace cohook::members {
namespace {

std::optional<std::int64_t> id_of(std::string_view key) {
    std::int64_t id = 0;
    auto const end = std::from_chars(key.data(), key.data() + key.size(), id);
    if (end.ec != std::errc() || end.ptr != key.data() + key.size() || id < 0) return std::nullopt;
    return id;
}

error no_key(std::string const& key) {
    return error(errc::invalid_argument, "'" + key.substr(0, 40) + "' is not a person's id");
}

class person_source final : public record_source {
public:
    person_source(std::shared_ptr<store::store> truth, std::string application_id)
        : store_(std::move(truth)), application_id_(std::move(application_id)) {}

    message frame() const override {
        message what("person.sync", {});
        what.attributes.emplace_back("entity", "person");
        what.attributes.emplace_back("change", std::string(change_name::sync));
        return what;
    }

    boost::asio::awaitable<result<std::uint64_t>> count() override {
        std::uint64_t number = 0;
        auto query = [&](store::snapshot const& now) -> result<void> {
            auto const on_behalf = reader::of(now.members(), application_id_);
            if (!on_behalf) return on_behalf.error();
            number = now.members().count_persons(application_id_);
            return {};
        };
        auto done = co_await store_->read(query);
        if (!done) co_return done.error();
        co_return number;
    }

    boost::asio::awaitable<result<std::vector<std::string>>> next(std::string cursor, std::size_t limit) override {
        auto const from = cursor.empty() ? std::optional<std::int64_t>(0) : id_of(cursor);
        if (!from) co_return no_key(cursor);
        std::vector<std::string> keys;
        auto query = [&](store::snapshot const& now) -> result<void> {
            keys.clear();
            auto const on_behalf = reader::of(now.members(), application_id_);
            if (!on_behalf) return on_behalf.error();
            store::person_walk walk;
            walk.application_id = application_id_;
            walk.after_id = *from;
            if (limit == 0) return {};
            now.members().walk_persons(walk, [&](store::person_row const& person, store::consent_row const&) {
                keys.push_back(std::to_string(person.id));
                return keys.size() < limit;
            });
            return {};
        };
        auto done = co_await store_->read(query);
        if (!done) co_return done.error();
        co_return keys;
    }

    boost::asio::awaitable<result<std::vector<sync_record>>> read(std::vector<std::string> keys) override {
        std::vector<sync_record> records(keys.size());
        std::unordered_map<std::int64_t, std::size_t> places;
        store::person_walk walk;
        walk.application_id = application_id_;
        for (std::size_t place = 0; place < keys.size(); ++place) {
            auto const id = id_of(keys[place]);
            if (!id) co_return no_key(keys[place]);
            records[place].key = keys[place];
            places.emplace(*id, place);
            walk.ids.push_back(*id);
        }
        if (keys.empty()) co_return records;
        std::ranges::sort(walk.ids);
        auto query = [&](store::snapshot const& now) -> result<void> {
            for (auto& record : records) record.content.reset();
            auto const on_behalf = reader::of(now.members(), application_id_);
            if (!on_behalf) return on_behalf.error();
            now.members().walk_persons(walk, [&](store::person_row const& person, store::consent_row const& consent) {
                records[places.at(person.id)].content = on_behalf->show(person, consent).json;
                return true;
            });
            return {};
        };
        auto done = co_await store_->read(query);
        if (!done) co_return done.error();
        co_return records;
    }

private:
    std::shared_ptr<store::store> store_;
    std::string application_id_;
};

}  // namespace

source_factory person_sources(std::shared_ptr<store::store> truth) {
    return [truth = std::move(truth)](sync_status const& job) -> std::shared_ptr<record_source> {
        if (job.tenant.empty()) return nullptr;
        return std::make_shared<person_source>(truth, job.tenant);
    };
}

}  // namespace cohook::members
