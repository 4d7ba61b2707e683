#include "cli/received_message.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cstdio>

namespace cohook::cli {
namespace json = boost::json;
namespace {

json::value const* member(json::value const* of, std::string_view name) {
    json::object const* const members = of == nullptr ? nullptr : of->if_object();
    return members == nullptr ? nullptr : members->if_contains(name);
}

std::string text_of(json::value const* value) {
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

void read_persons(json::value const* list, received& into) {
    if (list == nullptr || !list->is_array()) return;
    for (json::value const& each : list->get_array()) {
        json::value const* const id = member(&each, "personID");
        if (id != nullptr && id->is_int64()) into.person_ids.push_back(id->get_int64());
    }
}

std::string verdict_text(std::optional<verdict> const& kind) {
    return kind ? std::string(to_string(*kind)) : std::string("not checked");
}

std::string clock_text(wall_time at) {
    auto const day = std::chrono::floor<std::chrono::days>(at);
    std::chrono::hh_mm_ss const time(at - day);
    char text[32];
    std::snprintf(text, sizeof text, "%02d:%02d:%02d.%03d", static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                  static_cast<int>(time.subseconds().count()));
    return text;
}

std::string who(received const& one) {
    if (one.person_ids.empty()) return {};
    std::string text = one.person_ids.size() == 1 ? " person " : " persons ";
    for (std::size_t at = 0; at < one.person_ids.size() && at < 3; ++at) {
        if (at > 0) text += ", ";
        text += std::to_string(one.person_ids[at]);
    }
    if (one.person_ids.size() > 3) text += " and " + std::to_string(one.person_ids.size() - 3) + " more";
    return text;
}

}  // namespace

void read_message(std::string_view body, received& into) {
    boost::system::error_code fault;
    json::value const whole = json::parse(body, fault);
    if (fault) return;
    json::value const* const message = member(&whole, "message");
    json::value const* const attributes = member(message, "attributes");
    into.message_id = text_of(member(message, "messageId"));
    into.entity = text_of(member(attributes, "entity"));
    into.change = text_of(member(attributes, "change"));
    into.sync_id = text_of(member(attributes, "syncId"));
}

void read_content(std::string_view content, received& into) {
    into.content = std::string(content);
    boost::system::error_code fault;
    json::value const list = json::parse(content, fault);
    if (!fault) read_persons(&list, into);
}

void read_event(std::string_view body, received& into) {
    boost::system::error_code fault;
    json::value const whole = json::parse(body, fault);
    if (fault) return;
    std::string const type = text_of(member(&whole, "type"));
    auto const dot = type.find('.');
    into.entity = type.substr(0, dot);
    if (dot != std::string::npos) into.change = type.substr(dot + 1);
    if (into.genuine()) read_persons(member(&whole, "data"), into);
}

std::string describe(received const& one) {
    std::string line = clock_text(one.at) + "  #" + std::to_string(one.number) + "  " +
                       (one.change.empty() ? std::string("request") : one.change) + who(one);
    if (!one.message_id.empty()) line += "  message " + one.message_id;
    if (one.envelope) line += "  hash " + verdict_text(one.envelope) + ", signature " + verdict_text(one.headers);
    if (!one.envelope) line += one.headers ? "  signature " + verdict_text(one.headers) : "  not verified (no key)";
    return line + "  -> " + std::to_string(one.answered);
}

std::string to_json(received const& one) {
    json::object line;
    line["n"] = one.number;
    line["at"] = one.at.time_since_epoch().count();
    line["target"] = one.target;
    line["messageId"] = one.message_id;
    line["entity"] = one.entity;
    line["change"] = one.change;
    line["syncId"] = one.sync_id;
    line["personIDs"] = json::array(one.person_ids.begin(), one.person_ids.end());
    line["envelope"] = verdict_text(one.envelope);
    line["headers"] = verdict_text(one.headers);
    line["status"] = one.answered;
    return json::serialize(line);
}

}  // namespace cohook::cli
