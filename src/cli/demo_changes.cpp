// Acts four to six: Run Test, an edit, an outage.
#include "cli/api.hpp"
#include "cli/demo_sample.hpp"
#include "cli/demo_steps.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstdio>

namespace cohook::cli {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

constexpr std::uint64_t failures = 3;

std::string person_target(std::int64_t id) {
    return "/v1/persons/" + std::to_string(id);
}

std::string one_field(std::string_view name, json::value value) {
    json::object change;
    change[name] = std::move(value);
    return json::serialize(change);
}

std::string field_names(json::value const& person) {
    std::string names;
    if (!person.is_object()) return names;
    for (auto const& [name, value] : person.as_object()) {
        if (!names.empty()) names += ", ";
        names.append(name.data(), name.size());
    }
    return names;
}

json::value first_person(received const& one) {
    boost::system::error_code fault;
    json::value const list = json::parse(one.content, fault);
    if (fault || !list.is_array() || list.as_array().empty()) return nullptr;
    return list.as_array().front();
}

std::string timing_text(json::value const& attempt) {
    std::string text;
    json::object const* const timings = attempt.at("timingsMs").if_object();
    if (timings == nullptr) return text;
    for (auto const& [phase, value] : *timings) {
        if (!value.is_number()) continue;
        char figure[32];
        std::snprintf(figure, sizeof figure, " %.1f ms", value.to_number<double>());
        text += (text.empty() ? "" : ", ") + std::string(phase) + figure;
    }
    return text;
}

bool is_true(json::value const& of, std::string_view member) {
    json::object const* const members = of.if_object();
    json::value const* const found = members == nullptr ? nullptr : members->if_contains(member);
    return found != nullptr && found->is_bool() && found->as_bool();
}

std::size_t updates(demo_stage const& stage) {
    return stage.log.of("updated").size();
}

/// Changes one field; how many messages that caused. None: it failed.
asio::awaitable<std::optional<std::int64_t>> edit(demo_stage& stage, std::int64_t id, std::string change) {
    auto const report = co_await stage.ask("PATCH", person_target(id), std::move(change));
    if (!report) co_return std::nullopt;
    co_return number_at(*report, "messages");
}

}  // namespace

asio::awaitable<bool> show_run_test(demo_stage& stage) {
    stage.step("Run Test: one person, now, with what came back");
    std::int64_t const who = figures_of_sample(demo_application).shown;
    json::object wanted;
    wanted["personID"] = who;
    wanted["probeSignatureCheck"] = true;
    std::string target = "/application/" + std::string(demo_application) + "/webhook/test";
    auto const report = co_await stage.ask("POST", std::move(target), json::serialize(wanted));
    if (!report) co_return false;
    stage.tell("verdict   " + text_at(*report, "verdict"));
    stage.tell("timings   " + timing_text(report->at("attempt")));
    stage.tell("TLS       " + text_at(report->at("attempt"), "tlsVersion"));
    stage.check(is_true(*report, "acknowledged"), "the receiver acknowledged the test");
    bool const refused = is_true(*report, "checksSignatures") && stage.log.forged() == 1;
    co_return stage.check(refused,
                          "a second POST with a wrong signature was refused: this receiver looks at signatures");
}

asio::awaitable<bool> show_edit(demo_stage& stage) {
    stage.step("An edit: what the application may see goes out, what it may not see does not");
    std::int64_t const who = figures_of_sample(demo_application).shown;
    auto const whole = co_await stage.ask("GET", person_target(who));
    if (!whole) co_return false;
    std::size_t const before = updates(stage);
    json::object phone;
    phone["number"] = "55500123";
    std::string new_phone = one_field("homePhone", std::move(phone));
    auto const hidden = co_await edit(stage, who, std::move(new_phone));
    if (!hidden) co_return false;
    stage.check(*hidden == 0, "a new phone number: no message, for `phone` is not approved for this application");
    std::string new_email = one_field("email", "changed.by.demo@example.org");
    auto const seen = co_await edit(stage, who, std::move(new_email));
    if (!seen) co_return false;
    stage.check(*seen == 1, "a new e-mail address: one message, durable together with the change itself");
    auto const here = [&] { return updates(stage) > before; };
    bool const arrived = co_await stage.log.until(here, demo_patience);
    if (!arrived) co_return stage.check(false, "the message arrives");
    received const& message = stage.log.of("updated").back();
    json::value const person = first_person(message);
    stage.tell("person " + std::to_string(who) + " has      " + field_names(*whole));
    stage.tell("the application gets " + field_names(person));
    bool const only_once = updates(stage) == before + 1;
    bool const fresh = text_at(person, "email") == "changed.by.demo@example.org";
    json::object const* const members = person.if_object();
    bool const filtered = members != nullptr && !members->contains("homePhone") && !members->contains("cellPhone") &&
                          !members->contains("currentAddress") && !members->contains("birthDate");
    stage.check(only_once && fresh, "exactly that change arrived");
    co_return stage.check(filtered, "no phone, no address, no birth date in it");
}

asio::awaitable<bool> show_outage(demo_stage& stage) {
    stage.step("A receiver that fails for a while");
    std::int64_t const who = figures_of_sample(demo_application).shown;
    answer_plan failing;
    failing.fail_first = failures;
    stage.hook->answer_by(failing);
    stage.tell("the receiver answers 503 to the next " + std::to_string(failures) + " requests");
    std::size_t const before = updates(stage);
    std::string new_name = one_field("lastName", json::string("Etternavn-" + std::to_string(who)));
    auto const sent = co_await edit(stage, who, std::move(new_name));
    if (!sent) co_return false;
    auto const all_here = [&] { return updates(stage) >= before + failures + 1; };
    bool const arrived = co_await stage.log.until(all_here, demo_patience);
    if (!arrived) co_return stage.check(false, "the message is sent again until it is acknowledged");
    auto const& all = stage.log.of("updated");
    bool same = true;
    std::string answers;
    for (std::size_t at = before; at < all.size(); ++at) {
        same = same && all[at].message_id == all[before].message_id && all[at].content == all[before].content;
        answers += (answers.empty() ? "" : ", ") + std::to_string(all[at].answered);
    }
    stage.tell("answers: " + answers);
    stage.check(all.back().answered == 200, "it was sent again, by itself, until it was acknowledged");
    co_return stage.check(same, "every attempt carried the same messageId and the same bytes");
}

}  // namespace cohook::cli
