// Persons and organizations as the upstream register's API has them: Feathers queries in, pages out.
#include "documents/json_input.hpp"
#include "members/person.hpp"
#include "model/iso_time.hpp"
#include "service/operations.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace cohook::service::operations {

namespace json = boost::json;

namespace {

using members::person_query;

constexpr std::size_t most_ids = 500;

/// Reads the pairs of a Feathers query one by one; the first problem ends it.
class face_query {
public:
    outcome<person_query> read(std::vector<query_pair> const& pairs) {
        for (auto const& pair : pairs) {
            take(pair);
            if (!problems_.empty()) {
                auto message = problems_.front().path + ": " + problems_.front().message;
                return fault(400, std::move(message), std::move(problems_));
            }
        }
        return std::move(query_);
    }

private:
    void take(query_pair const& pair) {
        auto const& name = pair.name;
        if (name == "personID") return take_ids(pair, query_.ids, true);
        if (name == "churchID") return take_ids(pair, query_.church_ids, false);
        if (name == "lastChangedDate") return take_changed(pair);
        if (name == "$limit") return take_count(pair, query_.limit);
        if (name == "$skip") return take_count(pair, query_.skip);
        if (name == "$sort") return take_sort(pair);
        if (name == "$select") return take_select(pair);
        if (name.starts_with('$'))
            return complain(pair, "this operator is not known; $limit, $skip, $sort, $select are");
        complain(pair, "persons cannot be searched by this field; personID, churchID and lastChangedDate are for it");
    }

    void complain(query_pair const& pair, std::string message) {
        problems_.emplace_back(pair.written, std::move(message));
    }

    std::optional<std::int64_t> number(query_pair const& pair, std::string_view text) {
        auto const value = parse_integer(text);
        if (value && *value >= 0) return value;
        complain(pair, "a whole number is wanted here, not '" + std::string(text.substr(0, 40)) + "'");
        return std::nullopt;
    }

    static bool is_index(std::string const& key) {
        return std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
    }

    /// `personID=1`, `personID[]=1`, `personID[$in][]=1`, `personID[$in]=1,2`, `personID[$gt]=1`.
    void take_ids(query_pair const& pair, std::optional<std::vector<std::int64_t>>& into, bool ordered) {
        auto const& keys = pair.keys;
        bool const listed = keys.empty() || is_index(keys[0]) || keys[0] == "$in";
        bool const deep = keys.size() > 2 || (keys.size() == 2 && (keys[0] != "$in" || !is_index(keys[1])));
        if (deep || (!listed && !ordered)) return complain(pair, "this form is not known; use $in for several");
        if (!listed) return take_bound(pair);
        if (!into) into.emplace();
        std::string_view rest = pair.value;
        bool const many = !keys.empty() && keys[0] == "$in";
        while (true) {
            auto const comma = many ? rest.find(',') : std::string_view::npos;
            auto const value = number(pair, rest.substr(0, comma));
            if (!value) return;
            into->push_back(*value);
            if (into->size() > most_ids) return complain(pair, "at most 500 ids may be asked for at once");
            if (comma == std::string_view::npos) return;
            rest.remove_prefix(comma + 1);
        }
    }

    void take_bound(query_pair const& pair) {
        auto const value = number(pair, pair.value);
        if (!value) return;
        auto const& key = pair.keys[0];
        if (key == "$gt")
            query_.id_gt = value;
        else if (key == "$gte")
            query_.id_gte = value;
        else if (key == "$lt")
            query_.id_lt = value;
        else if (key == "$lte")
            query_.id_lte = value;
        else
            complain(pair, "this operator is not known; $in, $gt, $gte, $lt and $lte are");
    }

    void take_changed(query_pair const& pair) {
        auto const moment = parse_time(pair.value);
        if (!moment) return complain(pair, "a moment like 2021-02-26T19:13:55.749Z is wanted here");
        auto const key = pair.keys.size() == 1 ? pair.keys[0] : std::string();
        if (key == "$gt")
            query_.changed_gt = moment;
        else if (key == "$gte")
            query_.changed_gte = moment;
        else if (key == "$lt")
            query_.changed_lt = moment;
        else if (key == "$lte")
            query_.changed_lte = moment;
        else
            complain(pair, "lastChangedDate is searched by $gt, $gte, $lt and $lte");
    }

    void take_count(query_pair const& pair, std::uint64_t& into) {
        auto const value = pair.keys.empty() ? number(pair, pair.value) : std::nullopt;
        if (value)
            into = static_cast<std::uint64_t>(*value);
        else if (problems_.empty())
            complain(pair, "one whole number is wanted here");
    }

    void take_sort(query_pair const& pair) {
        if (pair.keys.size() != 1 || pair.keys[0].empty() || (pair.value != "1" && pair.value != "-1"))
            return complain(pair, "write $sort[field]=1 for rising or -1 for falling");
        person_query::sort_key key;
        key.field = pair.keys[0];
        key.descending = pair.value == "-1";
        query_.sort.push_back(std::move(key));
    }

    void take_select(query_pair const& pair) {
        if (pair.keys.size() > 1 || (pair.keys.size() == 1 && !is_index(pair.keys[0])))
            return complain(pair, "write $select[]=field");
        query_.select.push_back(pair.value);
    }

    person_query query_;
    std::vector<field_problem> problems_;
};

std::string page_text(members::person_page const& page) {
    std::string text = "{\"total\":" + std::to_string(page.total) + ",\"limit\":" + std::to_string(page.limit) +
                       ",\"skip\":" + std::to_string(page.skip) + ",\"data\":[";
    for (auto const& person : page.data) {
        if (text.back() != '[') text.push_back(',');
        text.append(person);
    }
    return text + "]}";
}

}  // namespace

reply face_person_list(call& asked) {
    auto query = face_query().read(asked.query);
    if (!query) co_return query.error();
    auto const page = co_await asked.room.members.find_persons(asked.who, std::move(*query));
    if (!page) {
        fault refused = page.error();
        // The query as a whole is what is wrong, whichever part of it the register names.
        if (refused.status() == 422) refused.as(400);
        co_return refused;
    }
    co_return json_text_answer(200, page_text(*page));
}

reply face_person_get(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const id = parse_integer(asked.path["person"]);
    if (!id || *id < 1) co_return error(errc::not_found, "there is no such person; a personID is a positive number");
    auto const found = co_await asked.room.members.find_person(asked.who, *id);
    if (!found) co_return found.error();
    co_return json_text_answer(200, found->json);
}

reply face_org_list(call& asked) {
    query_reader query(asked.query);
    auto const type = query.text("type");
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    constexpr std::size_t page_size = 1000;
    std::string text = "[";
    std::string after;
    while (true) {
        auto const page = co_await asked.room.members.list_organizations(asked.who, after, page_size, type);
        if (!page) co_return page.error();
        for (auto const& one : *page) {
            if (text.size() > 1) text.push_back(',');
            text.append(one.document);
        }
        if (page->size() < page_size) break;
        after = page->back().id;
    }
    co_return json_text_answer(200, text + "]");
}

}  // namespace cohook::service::operations
