// The accounts of those who sign in: a system administrator's to make, to change and to end.
#include "documents/account_json.hpp"
#include "documents/page.hpp"
#include "service/operations.hpp"

#include <boost/json/array.hpp>

namespace cohook::service::operations {

namespace json = boost::json;

namespace {

/// The only answers that ever hold an invitation's text.
response invited(members::invited_account const& made, int status) {
    auto shown = show_account(made.owner);
    shown.emplace("invitation", made.invitation);
    return json_answer(status, shown);
}

}  // namespace

reply account_list(call& asked) {
    query_reader query(asked.query);
    auto wish = read_page(query);
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    auto page = co_await asked.room.accounts.list(asked.who, wish.after, wish.limit + 1);
    if (!page) co_return page.error();
    auto const next = cut_to_page(*page, wish.limit, [](auto const& last) { return last.id; });
    json::array data;
    for (auto const& one : *page) data.push_back(show_account(one));
    co_return page_answer(asked, std::move(data), next);
}

reply account_create(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    auto wanted = read_account(from);
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    auto const made = co_await asked.room.accounts.create(asked.who, std::move(wanted));
    if (!made) co_return made.error();
    co_return invited(*made, 201);
}

reply account_patch(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    auto patch = read_account_patch(from);
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    std::string id = asked.path["account"];
    auto const changed = co_await asked.room.accounts.change(asked.who, std::move(id), std::move(patch));
    if (!changed) co_return changed.error();
    co_return json_answer(200, show_account(*changed));
}

reply account_delete(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string id = asked.path["account"];
    auto const gone = co_await asked.room.accounts.remove(asked.who, std::move(id));
    if (!gone) co_return gone.error();
    co_return response(204);
}

reply account_invite(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string id = asked.path["account"];
    auto const made = co_await asked.room.accounts.invite(asked.who, std::move(id));
    if (!made) co_return made.error();
    co_return invited(*made, 201);
}

}  // namespace cohook::service::operations
