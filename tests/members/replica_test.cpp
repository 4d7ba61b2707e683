// Whatever happens to the register: an application that applies the messages it gets knows exactly what it may see.
#include "house.hpp"
#include "members/importer.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace sample;
namespace json = boost::json;

constexpr std::int64_t persons = 6;
std::vector<std::string> const applications{"one", "two", "three"};

class random_life {
public:
    explicit random_life(std::uint32_t seed) : dice_(seed) {
        for (auto const& id : applications) house_.app(id, random_scopes());
        house_.news();
    }

    void step() {
        house_.pass(std::chrono::milliseconds(roll(3)));
        auto const id = std::int64_t{1} + roll(static_cast<int>(persons));
        auto const& app = applications[static_cast<std::size_t>(roll(3))];
        auto& members = house_.members();
        switch (roll(7)) {
            case 0: house_.run(members.put_person(house_.admin, id, random_person())); break;
            case 1: house_.run(members.patch_person(house_.admin, id, random_person())); break;
            case 2: house_.run(members.remove_person(house_.admin, id)); break;
            case 3: house_.run(members.put_consent(house_.admin, id, app, scopes(random_scopes()))); break;
            case 4: house_.run(members.withdraw_consent(house_.admin, id, app)); break;
            case 5: import(id, app); break;
            default: {
                application_patch patch;
                patch.approved = scopes(random_scopes());
                house_.run(members.change_application(house_.admin, app, patch));
            }
        }
        apply(house_.news());
        compare();
    }

private:
    int roll(int sides) { return static_cast<int>(dice_() % static_cast<std::uint32_t>(sides)); }

    std::string random_scopes() {
        std::string text;
        for (auto const& info : all_scopes())
            if (roll(3) == 0) text += std::string(info.name) + " ";
        return text;
    }

    std::string random_person() {
        std::string text = "{";
        auto const maybe = [&](std::string_view member) {
            if (roll(2) == 0)
                text += (text.size() > 1 ? "," : "") + std::string(member) + std::to_string(roll(3)) + "\"";
        };
        maybe(R"("firstName":"Åse )");
        maybe(R"("email":"a@b)");
        maybe(R"("gender":")");
        maybe(R"("cellPhone":{"prefix":"47"},"homePhone":{"prefix":"4"},"middleName":")");
        if (roll(2) == 0)
            text += std::string(text.size() > 1 ? "," : "") + R"("related":{"spouse":[{"personID":)" +
                    std::to_string(1 + roll(3)) + R"(,"displayName":"Kåre )" + std::to_string(roll(2)) + "\"}]}";
        return text + "}";
    }

    void import(std::int64_t id, std::string const& app) {
        auto person = json::parse(random_person());
        person.get_object()["personID"] = id;
        json::array names;
        for (auto const name : scopes(random_scopes()).names())
            names.emplace_back(json::string_view(name.data(), name.size()));
        json::object consent;
        consent["application"] = app;
        consent["scopes"] = names;
        json::object line;
        line["person"] = person;
        line["consents"] = json::array{consent};
        importer lines(house_.members(), house_.admin);
        auto const text = json::serialize(line);
        house_.must(lines.feed(text));
        BOOST_TEST(house_.must(lines.finish()).refused == 0U);
    }

    void apply(std::vector<told> const& messages) {
        for (auto const& one : messages) {
            auto const app = one.endpoint.substr(0, one.endpoint.find('-'));
            auto const id = std::stoll(one.key);
            auto record = json::parse(one.content).as_array().at(0).as_object();
            record.erase("lastChangedDate");
            auto& known = replicas_[app];
            auto const gone = one.change == "deleted" || one.change == "access-revoked";
            BOOST_TEST(known.contains(id) == (gone || one.change == "updated"), one);
            if (gone) {
                BOOST_TEST(record.size() == 1U, one);
                known.erase(id);
                continue;
            }
            if (one.change == "updated") BOOST_TEST((known[id] != record), one);
            known[id] = record;
        }
    }

    void compare() {
        for (auto const& app : applications)
            for (std::int64_t id = 1; id <= persons; ++id) {
                auto const shown = house_.seen(app, id);
                BOOST_TEST(replicas_[app].contains(id) == !shown.empty(), app << " " << id);
                if (shown.empty()) continue;
                auto record = json::parse(shown).as_object();
                record.erase("lastChangedDate");
                BOOST_TEST((replicas_[app][id] == record), app << " " << shown);
            }
    }

    std::mt19937 dice_;
    house house_;
    std::map<std::string, std::map<std::int64_t, json::object>> replicas_;
};

BOOST_AUTO_TEST_SUITE(replicas)

BOOST_AUTO_TEST_CASE(messages_alone_keep_an_application_up_to_date_and_none_of_them_is_idle) {
    for (std::uint32_t seed = 1; seed <= 12; ++seed) BOOST_TEST_CONTEXT("seed " << seed) {
            random_life life(seed);
            for (int step = 0; step < 120; ++step) life.step();
        }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
