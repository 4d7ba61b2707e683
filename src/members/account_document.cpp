#include "members/account_document.hpp"

#include "members/value_rules.hpp"
#include "model/text_rules.hpp"

#include <algorithm>
#include <array>

namespace cohook::members {
namespace {

constexpr std::size_t longest_login = 200;
constexpr std::size_t most_organizations = 100;
constexpr std::size_t applications_page = 200;

constexpr std::array<std::pair<std::string_view, account_role>, 2> role_names{
    {{"system-administrator", account_role::system_administrator},
     {"technical-administrator", account_role::technical_administrator}}};

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        auto const word = text.substr(0, text.find(' '));
        if (!word.empty()) words.emplace_back(word);
        text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
    return words;
}

std::string joined(std::vector<std::string> const& words) {
    std::string text;
    for (auto const& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

}  // namespace

std::string_view to_string(account_role role) noexcept {
    return std::ranges::find(role_names, role, &std::pair<std::string_view, account_role>::second)->first;
}

std::optional<account_role> parse_account_role(std::string_view text) noexcept {
    for (auto const& [name, role] : role_names)
        if (name == text) return role;
    return std::nullopt;
}

std::string canonical_login(std::string_view text) {
    std::string made(text);
    std::ranges::transform(made, made.begin(), to_lower);
    return made;
}

result<void> check_account(account const& value, store::register_tables const& rows) {
    bool const blank = value.login.find_first_of(" \t") != std::string::npos;
    if (value.login.empty() || value.login.size() > longest_login || blank || !text_problem(value.login).empty())
        return error(errc::invalid_argument,
                     "a name to sign in with has 1 to 200 bytes and no blanks; an e-mail address is a good one",
                     "login");
    if (value.person_id && *value.person_id < 1)
        return error(errc::invalid_argument, "'personID' must be a positive integer", "personID");
    if (value.organizations.size() > most_organizations)
        return error(errc::invalid_argument, "an account has 100 organizations at most", "organizations");
    for (auto const& id : value.organizations)
        if (id.find(' ') != std::string::npos || !rows.find_organization(id))
            return error(errc::invalid_argument, "there is no organization '" + id.substr(0, 60) + "'",
                         "organizations");
    return {};
}

account from_row(store::account_row const& row) {
    account value;
    value.id = row.id;
    value.login = row.login;
    value.role = parse_account_role(row.role).value_or(account_role::technical_administrator);
    value.organizations = words_of(row.organizations);
    value.person_id = row.person_id;
    value.created = row.created;
    value.last_sign_in_at = row.last_sign_in_at;
    value.disabled = row.disabled;
    return value;
}

void into_row(account const& value, store::account_row& row) {
    row.id = value.id;
    row.login = value.login;
    row.role = to_string(value.role);
    row.organizations = joined(value.organizations);
    row.person_id = value.person_id;
    row.created = value.created;
    row.disabled = value.disabled;
}

principal principal_of(account const& value, store::register_tables const& rows) {
    auto const actor = "account " + value.login;
    auto who = principal::administrator_called(actor);
    if (value.role == account_role::technical_administrator) {
        std::vector<std::string> applications;
        for (auto const& organization : value.organizations) {
            std::string after;
            for (std::size_t found = applications_page; found == applications_page;) {
                auto const page = rows.list_applications(std::string_view(organization), after, applications_page);
                found = page.size();
                for (auto const& row : page) applications.push_back(after = row.id);
            }
        }
        std::ranges::sort(applications);
        who = principal::of_organizations(actor, value.organizations, std::move(applications));
    }
    who.account_id = value.id;
    who.person_id = value.person_id;
    return who;
}

}  // namespace cohook::members
