#include "delivery/core.hpp"
#include "members/access.hpp"
#include "members/application_document.hpp"
#include "members/change_writer.hpp"
#include "members/joint_view.hpp"
#include "members/name_search.hpp"
#include "members/person_document.hpp"
#include "members/person_schema.hpp"
#include "members/person_search.hpp"
#include "members/reader.hpp"
#include "members/registry.hpp"

namespace cohook::members {

registry::task<person_shown> registry::find_person(principal const& who, std::int64_t id, std::string application_id) {
    if (!sees_jointly(who, application_id)) {
        auto view = view_of(who, std::move(application_id));
        if (!view) co_return view.error();
        co_return co_await read_person(std::move(*view), id);
    }
    if (auto allowed = require(who, right::read); !allowed) co_return allowed.error();
    person_shown shown;
    auto query = [&](store::snapshot const& now) -> result<void> {
        auto found = joint_view::of(now.members(), who.applications()).find(now.members(), id);
        if (!found) return found.error();
        shown = std::move(*found);
        return {};
    };
    auto done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    co_return shown;
}

registry::task<person_shown> registry::preview_person(principal const& who, std::string application_id,
                                                      std::int64_t id) {
    if (auto allowed = require_application(who, right::read, application_id); !allowed) co_return allowed.error();
    if (application_id.empty()) co_return no_application(application_id);
    co_return co_await read_person(std::move(application_id), id);
}

registry::task<person_preview> registry::explain_view(principal const& who, std::string application_id,
                                                      std::int64_t id) {
    if (auto allowed = require_application(who, right::read, application_id); !allowed) co_return allowed.error();
    person_preview made;
    auto query = [&](store::snapshot const& now) -> result<void> {
        made = person_preview();
        auto const row = now.members().find_application(application_id);
        if (!row) return no_application(application_id);
        auto const on_behalf = reader::of(now.members(), application_id);
        if (!on_behalf) return on_behalf.error();
        if (auto found = on_behalf->find(now.members(), id)) made.visible = std::move(*found);
        auto const consent = now.members().find_consent(id, application_id);
        auto const seen = made.visible && consent ? on_behalf->scopes(*consent) : scope_set();
        auto const approved = approved_scopes(*row);
        for (auto const& field : person_fields())
            if (field.shown_by != 0 && !seen.shows(field.shown_by))
                made.withheld.emplace_back(field.name, approved.shows(field.shown_by));
        return {};
    };
    auto done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    co_return made;
}

registry::task<person_shown> registry::read_person(std::string application_id, std::int64_t id) {
    person_shown shown;
    auto query = [&](store::snapshot const& now) -> result<void> {
        auto const on_behalf = reader::of(now.members(), application_id);
        if (!on_behalf) return on_behalf.error();
        auto found = on_behalf->find(now.members(), id);
        if (!found) return found.error();
        shown = std::move(*found);
        return {};
    };
    auto done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    co_return shown;
}

registry::task<std::vector<person_shown>> registry::list_persons(principal const& who, std::int64_t after,
                                                                 std::size_t limit, std::string application_id,
                                                                 std::optional<std::string> search) {
    auto const view =
        sees_jointly(who, application_id) ? result<std::string>(std::string()) : view_of(who, application_id);
    if (!view) co_return view.error();
    if (auto allowed = require(who, right::read); !allowed) co_return allowed.error();
    std::optional<name_search> named;
    if (search) {
        auto parsed = name_search::parse(*search);
        if (!parsed) co_return parsed.error();
        named = std::move(*parsed);
    }
    std::vector<person_shown> found;
    auto query = [&](store::snapshot const& now) -> result<void> {
        found.clear();
        if (sees_jointly(who, application_id)) {
            found = joint_view::of(now.members(), who.applications()).list(now.members(), after, limit, named);
            return {};
        }
        auto const on_behalf = reader::of(now.members(), *view);
        if (!on_behalf) return on_behalf.error();
        on_behalf->walk(now.members(), after, named, [&](auto const& person, auto const& consent) {
            found.push_back(on_behalf->show(person, consent));
            return found.size() < limit;
        });
        return {};
    };
    auto done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    co_return found;
}

registry::task<person_page> registry::find_persons(principal const& who, person_query query,
                                                   std::string application_id) {
    auto const view = view_of(who, std::move(application_id));
    if (!view) co_return view.error();
    person_page page;
    auto search = [&](store::snapshot const& now) -> result<void> {
        auto const on_behalf = reader::of(now.members(), *view);
        if (!on_behalf) return on_behalf.error();
        auto found = search_persons(now.members(), *on_behalf, query);
        if (!found) return found.error();
        page = std::move(*found);
        return {};
    };
    auto done = co_await dispatch::store_of(engine_).read(search);
    if (!done) co_return done.error();
    co_return page;
}

registry::task<write_report> registry::put_person(principal const& who, std::int64_t id, std::string json,
                                                  revision expected) {
    if (auto allowed = require_administrator(who, right::write); !allowed) co_return allowed.error();
    auto const document = parse_person(json, id);
    if (!document) co_return document.error();
    auto change = [&](change_writer& writer) -> result<write_report> {
        return writer.put_person(*document, {}, expected);
    };
    co_return co_await write_and_report(who, change);
}

registry::task<write_report> registry::patch_person(principal const& who, std::int64_t id, std::string merge_patch,
                                                    revision expected) {
    if (auto allowed = require_administrator(who, right::write); !allowed) co_return allowed.error();
    auto change = [&](change_writer& writer) -> result<write_report> {
        auto const stored = writer.unit().members().find_person(id);
        if (!stored || stored->deleted) return no_person(id);
        auto const document = members::patch_person(stored->document, merge_patch, id);
        if (!document) return document.error();
        return writer.put_person(*document, {}, expected);
    };
    co_return co_await write_and_report(who, change);
}

registry::task<write_report> registry::remove_person(principal const& who, std::int64_t id, revision expected) {
    if (auto allowed = require_administrator(who, right::write); !allowed) co_return allowed.error();
    auto change = [&](change_writer& writer) -> result<write_report> { return writer.remove_person(id, expected); };
    co_return co_await write_and_report(who, change);
}

registry::task<message> registry::test_message(principal const& who, std::string application_id,
                                               std::optional<std::int64_t> person_id) {
    if (auto allowed = require_application(who, right::write, application_id); !allowed) co_return allowed.error();
    if (!person_id) person_id = who.person_id;
    if (!person_id)
        co_return error(errc::invalid_argument,
                        "the key stands for no person; name one whom the application may see as 'personID'",
                        "personID");
    message what;
    auto const id = *person_id;
    if (application_id.empty()) co_return no_application(application_id);
    auto query = [&](store::snapshot const& now) -> result<void> {
        auto const on_behalf = reader::of(now.members(), application_id);
        if (!on_behalf) return on_behalf.error();
        auto const person = now.members().find_person(id);
        auto const consent = now.members().find_consent(id, application_id);
        if (!person || person->deleted || !consent)
            return error(errc::not_found,
                         "there is no person " + std::to_string(id) +
                             " whom the application may see; the person has to consent to the application first",
                         "personID");
        what = person_message(change_name::test, id, person->last_changed, on_behalf->fields(*person, *consent));
        return {};
    };
    auto done = co_await dispatch::store_of(engine_).read(query);
    if (!done) co_return done.error();
    co_return what;
}

}  // namespace cohook::members
