// For programs that keep the members register themselves: who is in it, who may see what, and who consented.
//
//     cohook::members_register members(*sender);
//     co_await members.put_application("mail", R"({"name":"Mail","scopes":["email"]})");
//     co_await members.change_webhook("mail", R"({"url":"https://example.org/hook","signingKey":"…"})");
//     co_await members.put_person(54512, R"({"firstName":"Ada","email":"ada@example.org"})");
//     auto report = co_await members.put_consent(54512, "mail", "email");  // `"messages":1`: on its way to the webhook
#pragma once

#include <cohook/error.hpp>
#include <cohook/sender.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cohook {

/// The register in the store of a sender: a write and the messages it causes are durable together when it is done.
/// All is done in the right of an administrator. Documents go in and come out as JSON texts, in the shapes of the REST
/// API.
///
/// A plain value that refers to its sender, which outlives what is awaited. Thread-safe; every function may be awaited
/// on any executor.
///
/// Errors everywhere: `not_found`; `invalid_argument` with the path in `field`, also for JSON that is not understood and
/// for members that do not exist; and those of the store. After an error nothing was written and no message accepted.
class members_register {
public:
    template <class T>
    using task = boost::asio::awaitable<result<T>>;

    explicit members_register(sender& host) noexcept : host_(&host) {}

    // --- organizations. A page is `{"data":[…],"next":…}`: rows by id after `after`, `next` null on the last one.
    /// Creates or replaces. `organization`: `name` (required), `orgID`, `status`, `type`, `visitingAddress`, `website`.
    task<std::string> put_organization(std::string id, std::string_view organization) const;
    task<std::string> find_organization(std::string id) const;
    /// `limit`: 1 to 250.
    task<std::string> list_organizations(std::string after = {}, std::size_t limit = 50) const;
    /// `conflict` while it has applications.
    task<void> remove_organization(std::string id) const;

    // --- applications
    /// Creates where there is none of this id, changes it otherwise. `application`: `name`, `organization`, `scopes`
    /// (approved ones), `metadata`; what is missing stays.
    task<std::string> put_application(std::string id, std::string_view application) const;
    /// With its webhook.
    task<std::string> find_application(std::string id) const;
    /// `limit`: 1 to 250.
    task<std::string> list_applications(std::string after = {}, std::size_t limit = 50) const;
    /// With its endpoints (their deliveries end) and consents.
    task<void> remove_application(std::string id) const;
    /// Changes the settings of its webhook, the endpoint `<id>-default`, which is created where it is missing. An empty
    /// `url` removes it; the text is then `null`.
    task<std::string> change_webhook(std::string id, std::string_view settings) const;
    /// Run Test with a person that the application may see. `probe_signature_check`: also sends one with a wrong
    /// signature, which the receiver should refuse.
    task<std::string> test_application(std::string id, std::int64_t person_id,
                                       bool probe_signature_check = false) const;

    // --- persons. A write's report is `{"effect":"created"|"updated"|"unchanged","revision":…,"messages":…,…}`.
    /// Creates or replaces.
    task<std::string> put_person(std::int64_t id, std::string person) const;
    /// By a merge patch (RFC 7396).
    task<std::string> patch_person(std::int64_t id, std::string merge_patch) const;
    /// Ends the person's consents, too.
    task<std::string> remove_person(std::int64_t id) const;
    task<std::string> find_person(std::int64_t id) const;
    /// As this application sees the person; `not_found` where it may not.
    task<std::string> view_person(std::int64_t id, std::string application_id) const;
    /// `{"total":…,"limit":…,"skip":0,"data":[…]}`: those with ids above `after_id`, by id. `limit`: at most 1000. With
    /// `search`, of them those by whose names it is found: each word of it begins a word of the first, middle, last or
    /// display name, in any order. `invalid_argument` where there is no letter or digit in it.
    task<std::string> list_persons(std::int64_t after_id, std::uint64_t limit = 50,
                                   std::optional<std::string> search = {}) const;
    /// The same of those that this application sees, as it sees them.
    task<std::string> view_persons(std::string application_id, std::int64_t after_id, std::uint64_t limit = 50,
                                   std::optional<std::string> search = {}) const;
    /// Many persons as NDJSON, one a line, or `{"person":{…},"consents":[{"application":…,"scopes":[…]}]}`. The report
    /// counts lines, created, updated, unchanged and refused ones, and lists the first errors.
    task<std::string> import_persons(std::string lines) const;

    // --- consents
    /// Grants, or changes the scopes of, a consent. `scopes`: space-separated names; empty: to be seen by id alone.
    task<std::string> put_consent(std::int64_t person_id, std::string application_id, std::string_view scopes) const;
    task<std::string> withdraw_consent(std::int64_t person_id, std::string application_id) const;
    /// `{"data":[…]}`.
    task<std::string> consents_of(std::int64_t person_id) const;

    /// Every scope: `{"data":[{"name":…,"summary":…,"fields":[…],"deprecated":…}]}`.
    static std::string scopes();

private:
    sender* host_;
};

}  // namespace cohook
