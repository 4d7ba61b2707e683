// The directory: what is read of endpoints on several threads comes in any order, and the newest stays.
#include "delivery/directory.hpp"

#include "egress/policy.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

using namespace cohook;
using namespace cohook::dispatch;

namespace {

/// The endpoints as one snapshot has them.
class tables_of final : public store::endpoint_tables {
public:
    explicit tables_of(std::vector<endpoint> rows) {
        for (auto& each : rows) rows_.emplace(each.id, each);
    }

    std::optional<endpoint> find(std::string_view id) const override {
        auto const found = rows_.find(id);
        return found == rows_.end() ? std::nullopt : std::optional(found->second);
    }
    std::optional<std::int64_t> revision(std::string_view id) const override {
        auto const found = rows_.find(id);
        return found == rows_.end() ? std::nullopt : std::optional(found->second.revision);
    }
    std::vector<endpoint> list(std::optional<std::string_view>, std::string_view, std::size_t) const override {
        return {};
    }
    std::optional<store::endpoint_health> health(std::string_view) const override { return std::nullopt; }
    std::uint64_t count() const override { return rows_.size(); }
    std::int64_t put(endpoint const&) override { return 0; }
    bool erase(std::string_view) override { return false; }
    void put_health(store::endpoint_health const&) override {}

private:
    std::map<std::string, endpoint, std::less<>> rows_;
};

endpoint at_revision(std::int64_t revision, std::string url = "https://receiver.example.com/hooks") {
    endpoint made;
    made.id = "ep";
    made.url = std::move(url);
    made.revision = revision;
    endpoint_key key;
    key.secret = "correct horse battery staple";
    made.signing_keys.push_back(key);
    return made;
}

struct fixture {
    directory endpoints{egress::address_policy().urls(), "test/1", 64};
    tables_of const empty{{}};
    tables_of const first{{at_revision(1)}};
    tables_of const second{{at_revision(2)}};

    entry_ptr obtain(tables_of const& tables, std::uint64_t as_of) {
        auto found = endpoints.obtain(tables, "ep", as_of);
        BOOST_REQUIRE(found.has_value());
        BOOST_TEST(found->prepared->settings().revision == *tables.revision("ep"));
        return found->entry;
    }

    entry_ptr obtain_in_unit(tables_of const& tables) {
        auto found = endpoints.obtain(tables, "ep");
        BOOST_REQUIRE(found.has_value());
        BOOST_TEST(found->prepared->settings().revision == *tables.revision("ep"));
        return found->entry;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(directory_of_endpoints, fixture)

BOOST_AUTO_TEST_CASE(an_endpoint_is_prepared_once_a_revision) {
    auto const entry = obtain(first, endpoints.changes());
    auto const prepared = entry->prepared();
    BOOST_TEST(obtain(first, endpoints.changes())->prepared() == prepared);
    BOOST_TEST(obtain_in_unit(first)->prepared() == prepared);
    BOOST_TEST(obtain_in_unit(second) == entry);
    BOOST_TEST(entry->prepared()->settings().revision == 2);
}

// Removed, told of, and registered anew by a commit of which nobody has told yet.
BOOST_AUTO_TEST_CASE(a_snapshot_does_not_undo_what_a_unit_found_since) {
    obtain_in_unit(first);
    endpoints.outdate("ep");
    auto const as_of = endpoints.changes();
    auto const entry = obtain_in_unit(first);
    BOOST_TEST((endpoints.obtain(empty, "ep", as_of).error().kind() == errc::not_found));
    BOOST_TEST(entry->prepared() != nullptr);
}

BOOST_AUTO_TEST_CASE(a_read_that_began_before_a_change_does_not_bring_back_what_was) {
    auto const entry = obtain(first, endpoints.changes());
    auto const before = endpoints.changes();
    endpoints.outdate("ep");
    obtain(second, endpoints.changes());
    BOOST_TEST(obtain(first, before) == entry);
    BOOST_TEST(entry->prepared()->settings().revision == 2);
}

BOOST_AUTO_TEST_CASE(a_read_that_began_before_a_removal_does_not_bring_the_endpoint_back) {
    auto const entry = obtain(first, endpoints.changes());
    auto const before = endpoints.changes();
    endpoints.outdate("ep");
    BOOST_TEST((endpoints.obtain(empty, "ep", endpoints.changes()).error().kind() == errc::not_found));
    obtain(first, before);
    BOOST_TEST(entry->prepared() == nullptr);
}

BOOST_AUTO_TEST_CASE(nor_where_it_was_not_in_use_yet) {
    auto const before = endpoints.changes();
    endpoints.outdate("ep");
    BOOST_TEST((endpoints.obtain(empty, "ep", endpoints.changes()).error().kind() == errc::not_found));
    BOOST_TEST(obtain(first, before)->prepared() == nullptr);
}

// Removed and registered anew, it begins at revision 1 again.
BOOST_AUTO_TEST_CASE(a_change_is_read_even_where_the_revision_is_the_same) {
    auto const entry = obtain(first, endpoints.changes());
    endpoints.outdate("ep");
    BOOST_TEST(entry->prepared() != nullptr);  // what is not acknowledged yet need not be in force
    tables_of const anew{{at_revision(1, "https://receiver.example.com/anew")}};
    obtain(anew, endpoints.changes());
    BOOST_TEST(entry->prepared()->settings().url == "https://receiver.example.com/anew");
}

BOOST_AUTO_TEST_SUITE_END()
