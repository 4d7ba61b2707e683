// Persons and consents. A write is a change: it reaches those who may see it.
#include "documents/application_json.hpp"
#include "documents/delivery_json.hpp"
#include "documents/page.hpp"
#include "documents/register_json.hpp"
#include "members/importer.hpp"
#include "members/person.hpp"
#include "model/iso_time.hpp"
#include "service/operations.hpp"

#include <boost/json/array.hpp>
#include <openssl/evp.h>

#include <array>

namespace cohook::service::operations {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

std::optional<std::int64_t> person_id(call const& asked) {
    auto const id = parse_integer(asked.path["person"]);
    if (!id || *id < 1) return std::nullopt;
    return id;
}

error no_person() {
    return error(errc::not_found, "there is no such person; a personID is a positive number");
}

/// An application must not learn from a tag that fields it does not see were written: its tag is over what it sees.
std::string tag_of(call const& asked, members::person_shown const& person) {
    if (asked.who.administrator()) return std::to_string(person.revision);
    std::array<unsigned char, 32> digest{};
    EVP_Digest(person.json.data(), person.json.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    std::string made = "v";
    for (std::size_t at = 0; at < 16; ++at) {
        made.push_back("0123456789abcdef"[digest[at] >> 4]);
        made.push_back("0123456789abcdef"[digest[at] & 15]);
    }
    return made;
}

response write_answer(members::write_report const& report, std::int64_t id) {
    auto body = show_write(report);
    body.emplace("personID", id);
    auto const status = report.effect == members::write_effect::created ? 201 : 200;
    auto answer = json_answer(status, body, std::to_string(report.revision));
    if (status == 201) answer.set("Location", "/v1/persons/" + std::to_string(id));
    return answer;
}

}  // namespace

reply person_list(call& asked) {
    query_reader query(asked.query);
    auto const wish = read_page(query);
    auto application = query.text("application").value_or("");
    auto search = query.text("search");
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    auto const after = parse_integer(wish.after).value_or(0);
    auto page = co_await asked.room.members.list_persons(asked.who, after, wish.limit + 1, std::move(application),
                                                         std::move(search));
    if (!page) co_return page.error();
    auto const next = cut_to_page(*page, wish.limit, [](auto const& last) { return std::to_string(last.id); });
    json::array data;
    for (auto const& one : *page) {
        auto person = read_json(one.json);
        if (!person) co_return person.error();
        data.push_back(std::move(*person));
    }
    co_return page_answer(asked, std::move(data), next);
}

reply person_get(call& asked) {
    query_reader query(asked.query);
    auto application = query.text("application").value_or("");
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    auto const id = person_id(asked);
    if (!id) co_return no_person();
    auto const found = co_await asked.room.members.find_person(asked.who, *id, std::move(application));
    if (!found) co_return found.error();
    auto answer = json_text_answer(200, found->json);
    answer.set("ETag", etag_of(tag_of(asked, *found)));
    answer.set("Cache-Control", "no-cache");
    co_return answer;
}

reply person_put(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const id = person_id(asked);
    if (!id) co_return no_person();
    if (auto const sound = json_body(asked); !sound) co_return sound.error();
    auto const expected = expected_revision(asked);
    if (!expected) co_return expected.error();
    auto const done = co_await asked.room.members.put_person(asked.who, *id, std::move(asked.message.body), *expected);
    if (!done) co_return conditional(asked, done.error());
    co_return write_answer(*done, *id);
}

reply person_patch(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const id = person_id(asked);
    if (!id) co_return no_person();
    if (auto const sound = json_body(asked); !sound) co_return sound.error();
    auto const expected = expected_revision(asked);
    if (!expected) co_return expected.error();
    auto const done =
        co_await asked.room.members.patch_person(asked.who, *id, std::move(asked.message.body), *expected);
    if (!done) co_return conditional(asked, done.error());
    co_return write_answer(*done, *id);
}

reply person_delete(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const id = person_id(asked);
    if (!id) co_return no_person();
    auto const expected = expected_revision(asked);
    if (!expected) co_return expected.error();
    auto const done = co_await asked.room.members.remove_person(asked.who, *id, *expected);
    if (!done) co_return conditional(asked, done.error());
    co_return response(204);
}

namespace {

/// What stopped an import, and how far it came: the same file may be sent again from there, or whole.
fault stopped(error const& why, members::import_report const& report) {
    error const told(why.kind(), why.message() + "; every line up to " + std::to_string(report.durable_lines) +
                                     " is in, send the rest (or all) again");
    return fault(told);
}

}  // namespace

/// Lines go in as they arrive; one that cannot be taken is reported by its number and the others go in all the same.
reply person_import(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    members::importer importer(asked.room.members, asked.who);
    while (true) {
        auto const piece = co_await asked.message.reader->next();
        if (!piece) co_return stopped(piece.error(), importer.report());
        if (piece->empty()) break;
        auto const fed = co_await importer.feed(*piece);
        if (!fed) co_return stopped(fed.error(), importer.report());
    }
    auto const report = co_await importer.finish();
    if (!report) co_return stopped(report.error(), importer.report());
    co_return json_answer(200, show_import(*report));
}

reply consent_list(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const id = person_id(asked);
    if (!id) co_return no_person();
    auto const found = co_await asked.room.members.consents_of(asked.who, *id);
    if (!found) co_return found.error();
    json::array data;
    for (auto const& one : *found) data.push_back(show_consent(one));
    co_return page_answer(asked, std::move(data), std::nullopt);
}

reply consent_get(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const id = person_id(asked);
    if (!id) co_return no_person();
    auto const found = co_await asked.room.members.consents_of(asked.who, *id);
    if (!found) co_return found.error();
    for (auto const& one : *found)
        if (one.application_id == asked.path["application"]) co_return json_answer(200, show_consent(one));
    co_return error(errc::not_found, "the person has given this application no consent");
}

reply consent_put(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const id = person_id(asked);
    if (!id) co_return no_person();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    from.require("scopes", "give the list of scopes that are consented to, [] for to be seen by id alone");
    auto const scopes = read_scopes(from, "scopes");
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    std::string application = asked.path["application"];
    auto const done = co_await asked.room.members.put_consent(asked.who, *id, std::move(application), *scopes);
    if (!done) co_return done.error();
    co_return json_answer(done->effect == members::write_effect::created ? 201 : 200, show_write(*done));
}

reply consent_delete(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const id = person_id(asked);
    if (!id) co_return no_person();
    std::string application = asked.path["application"];
    auto const done = co_await asked.room.members.withdraw_consent(asked.who, *id, std::move(application));
    if (!done) co_return done.error();
    co_return json_answer(200, show_write(*done));
}

}  // namespace cohook::service::operations
