#include "cli/first_key.hpp"

#include "cli/files.hpp"
#include "members/api_key.hpp"
#include "runtime/chance.hpp"
#include "runtime/clock.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace cohook::cli {
namespace {

bool usable(members::api_key const& key) {
    auto const now = system_clock().wall();
    return key.application_id.empty() && !key.revoked_at && (!key.expires_at || *key.expires_at > now);
}

/// What an earlier start left in the file and did not come to tell the store.
std::optional<std::string> left_behind(std::string const& file, std::vector<members::api_key> const& known) {
    auto text = read_private_file(file);
    if (!text) return std::nullopt;
    auto const parts = members::parse_key(*text);
    if (!parts) return std::nullopt;
    // One that was revoked stays so.
    auto const same = [&](members::api_key const& each) { return each.id == parts->id; };
    if (std::any_of(known.begin(), known.end(), same)) return std::nullopt;
    return text;
}

result<std::string> text_in(std::string const& file, std::vector<members::api_key> const& known) {
    if (auto left = left_behind(file, known)) return std::move(*left);
    members::key_text parts;
    std::string text = members::make_key(system_chance(), parts);
    auto const put = write_private_file(file, text + "\n");
    if (!put) return error(errc::invalid_argument, put.error().message(), "admin-key-file");
    return text;
}

}  // namespace

boost::asio::awaitable<result<std::optional<std::string>>> make_first_key(members::registry& people, std::string file) {
    auto const who = members::principal::operator_of_machine();
    auto const keys = co_await people.list_api_keys(who, std::nullopt);
    if (!keys) co_return keys.error();
    if (std::any_of(keys->begin(), keys->end(), usable)) co_return std::optional<std::string>();
    members::api_key_request wanted;
    wanted.label = "first administrator";
    if (!file.empty()) {
        auto text = text_in(file, *keys);
        if (!text) co_return text.error();
        wanted.text = std::move(*text);
    }
    auto made = co_await people.create_api_key(who, std::move(wanted));
    if (!made) co_return made.error();
    co_return std::optional<std::string>(std::move(made->text));
}

}  // namespace cohook::cli
