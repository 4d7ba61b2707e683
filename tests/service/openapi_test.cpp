#include "service/documentation.hpp"
#include "service/router.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>

using namespace cohook::service;
namespace json = boost::json;

namespace {

json::value const& document() {
    auto const text = find_documentation("openapi.json")->content;
    static json::value const read = json::parse(json::string_view(text.data(), text.size()));
    return read;
}

std::string lower(std::string_view method) {
    std::string made(method);
    for (auto& c : made) c = static_cast<char>(c | 0x20);
    return made;
}

void each_reference(json::value const& value, std::set<std::string>& into) {
    if (auto const* const object = value.if_object()) {
        for (auto const& member : *object) {
            if (member.key() == "$ref")
                into.insert(member.value().as_string().c_str());
            else
                each_reference(member.value(), into);
        }
    } else if (auto const* const array = value.if_array()) {
        for (auto const& element : *array) each_reference(element, into);
    }
}

// By value: a reference to the argument would outlive one that is made for the call.
json::value resolved(json::value const& value) {
    auto const* const reference = value.as_object().if_contains("$ref");
    if (reference == nullptr) return value;
    return document().at_pointer(json::string_view(reference->as_string()).substr(1));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(openapi)

BOOST_AUTO_TEST_CASE(describes_every_route_under_its_operation_id) {
    auto const& paths = document().at("paths").as_object();
    for (auto const& one : all_routes()) {
        auto const* const path = paths.if_contains(json::string_view(one.path.data(), one.path.size()));
        BOOST_REQUIRE_MESSAGE(path != nullptr, one.path << " is not described");
        auto const* const described = path->as_object().if_contains(lower(one.method));
        BOOST_REQUIRE_MESSAGE(described != nullptr, one.method << " " << one.path << " is not described");
        BOOST_TEST(std::string(described->at("operationId").as_string().c_str()) == one.id);
        bool const open = described->as_object().contains("security");
        BOOST_TEST(open == (one.auth == route_auth::none), one.path);
        bool const body = described->as_object().contains("requestBody");
        BOOST_TEST(body == (one.body != route_body::none), one.method << " " << one.path);
    }
}

BOOST_AUTO_TEST_CASE(describes_no_route_that_is_not_there) {
    for (auto const& path : document().at("paths").as_object())
        for (auto const& method : path.value().as_object()) {
            auto const there = std::any_of(all_routes().begin(), all_routes().end(), [&](route const& one) {
                return lower(one.method) == std::string(method.key()) && one.path == std::string(path.key());
            });
            BOOST_TEST(there, path.key() << " " << method.key());
        }
}

BOOST_AUTO_TEST_CASE(names_the_parameters_of_every_path) {
    for (auto const& one : all_routes()) {
        std::set<std::string> wanted;
        for (auto at = one.path.find('{'); at != std::string_view::npos; at = one.path.find('{', at + 1))
            wanted.emplace(one.path.substr(at + 1, one.path.find('}', at) - at - 1));
        std::set<std::string> described;
        auto const& operation = document().at("paths").at(std::string(one.path)).at(lower(one.method)).as_object();
        if (auto const* const parameters = operation.if_contains("parameters"))
            for (auto const& parameter : parameters->as_array())
                if (auto const whole = resolved(parameter); whole.at("in").as_string() == "path")
                    described.emplace(whole.at("name").as_string().c_str());
        BOOST_TEST(wanted == described, one.method << " " << one.path);
    }
}

BOOST_AUTO_TEST_CASE(refers_to_nothing_that_is_missing) {
    std::set<std::string> references;
    each_reference(document(), references);
    BOOST_TEST(!references.empty());
    for (auto const& one : references) {
        boost::system::error_code failed;
        BOOST_TEST(document().find_pointer(one.substr(1), failed) != nullptr, one);
    }
}

BOOST_AUTO_TEST_CASE(gives_every_operation_an_id_of_its_own) {
    std::map<std::string_view, int> times;
    for (auto const& one : all_routes()) ++times[one.id];
    for (auto const& [id, count] : times) BOOST_TEST(count == 1, id);
}

BOOST_AUTO_TEST_CASE(is_openapi_3_1) {
    BOOST_TEST(document().at("openapi").as_string() == "3.1.0");
}

BOOST_AUTO_TEST_SUITE_END()
