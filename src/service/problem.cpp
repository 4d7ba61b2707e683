#include "service/problem.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace cohook::service {
namespace {

namespace json = boost::json;

struct status_name {
    int status;
    std::string_view name;
    std::string_view title;
};

constexpr std::array<status_name, 24> names{{
    {400, "BadRequest", "The request cannot be understood"},
    {401, "NotAuthenticated", "A valid API key is needed"},
    {403, "Forbidden", "The API key does not permit this"},
    {404, "NotFound", "There is no such thing"},
    {405, "MethodNotAllowed", "The method is not for this address"},
    {408, "Timeout", "The request took too long"},
    {409, "Conflict", "Another state is in the way"},
    {411, "LengthRequired", "The length of the body is missing"},
    {412, "PreconditionFailed", "It has been changed meanwhile"},
    {413, "PayloadTooLarge", "The request is too large"},
    {414, "UriTooLong", "The address is too long"},
    {415, "UnsupportedMediaType", "The body's type is not understood"},
    {417, "ExpectationFailed", "The expectation is not understood"},
    {422, "Unprocessable", "A value breaks a rule"},
    {428, "PreconditionRequired", "A precondition is needed"},
    {429, "TooManyRequests", "Too many requests"},
    {431, "HeaderFieldsTooLarge", "The header fields are too large"},
    {500, "GeneralError", "The server failed"},
    {501, "NotImplemented", "This is not supported"},
    {502, "BadGateway", "A server behind this one failed"},
    {503, "Unavailable", "The server cannot serve now"},
    {504, "GatewayTimeout", "The outcome is not known"},
    {505, "HttpVersionNotSupported", "The version of HTTP is not supported"},
    {507, "InsufficientStorage", "There is no room to keep it"},
}};

status_name const& row_of(int status) noexcept {
    auto const* const found =
        std::find_if(names.begin(), names.end(), [&](auto const& row) { return row.status == status; });
    if (found != names.end()) return *found;
    return row_of(status < 500 ? 400 : 500);
}

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

std::string dashed(std::string_view kind) {
    std::string made(kind);
    std::replace(made.begin(), made.end(), '_', '-');
    return made;
}

}  // namespace

fault::fault(error what) : what_(std::move(what)), status_(status_of(what_)) {
    if (!what_.field().empty()) fields_.emplace_back(what_.field(), what_.message());
}

fault::fault(refusal what) : what_(what.what()), status_(what.fields().empty() ? 400 : 422), fields_(what.fields()) {}

fault::fault(int status, std::string message, std::vector<field_problem> fields)
    : what_(errc::invalid_argument, std::move(message)), status_(status), fields_(std::move(fields)) {}

fault& fault::with(std::string name, std::string value) {
    headers_.emplace_back(std::move(name), std::move(value));
    return *this;
}

fault& fault::under(std::string_view path) {
    for (auto& field : fields_)
        if (!field.path.starts_with(path)) field.path = std::string(path) + "." + field.path;
    return *this;
}

void throw_exception_from_error(fault const& what, boost::source_location const& /*at*/) {
    throw failure(what.what());
}

int status_of(error const& what) noexcept {
    switch (what.kind()) {
        case errc::invalid_argument: return what.field().empty() ? 400 : 422;
        case errc::blocked: return 422;
        case errc::not_found: return 404;
        case errc::conflict: return 409;
        case errc::too_large: return 413;
        case errc::unauthorized: return 401;
        case errc::forbidden: return 403;
        case errc::unavailable:
        case errc::storage_failed:
        case errc::cancelled: return 503;
        case errc::storage_full: return 507;
        case errc::unknown_outcome: return 504;
        case errc::unsupported: return 501;
        case errc::internal: return 500;
    }
    return 500;
}

std::string_view feathers_name(int status) noexcept {
    return row_of(status).name;
}

std::string feathers_class(int status) {
    std::string made;
    for (char const c : feathers_name(status)) {
        bool const upper = c >= 'A' && c <= 'Z';
        if (upper && !made.empty()) made.push_back('-');
        made.push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
    }
    return made;
}

response to_response(fault const& what, std::string_view path, std::string_view request_id) {
    auto const status = what.status();
    json::array errors;
    for (auto const& field : what.fields())
        errors.push_back(json::object{{"path", field.path}, {"message", field.message}});
    json::object const body{
        {"type", "/docs/errors#" + dashed(to_string(what.what().kind()))},
        {"title", view(row_of(status).title)},
        {"status", status},
        {"detail", what.what().message()},
        {"instance", view(path)},
        {"name", view(feathers_name(status))},
        {"message", what.what().message()},
        {"code", status},
        {"className", feathers_class(status)},
        {"errors", std::move(errors)},
        {"requestId", view(request_id)},
    };
    response made(status, "application/problem+json", json::serialize(body));
    made.set("Cache-Control", "no-store");
    if (status == 401) made.set("WWW-Authenticate", "Bearer realm=\"cohook\"");
    if (status == 429 || status == 503 || status == 507) made.set("Retry-After", "5");
    for (auto const& field : what.headers()) made.set(field.name, field.value);
    return made;
}

}  // namespace cohook::service
