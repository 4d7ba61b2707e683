// What went wrong, as an answer: one body that a reader of RFC 9457 and a Feathers client both understand. The only
// place that turns kinds of error into statuses.
#pragma once

#include <cohook/error.hpp>

#include "documents/json_input.hpp"
#include "service/request.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cohook::service {

// The service speaks in the documents' words throughout.
using namespace documents;

/// An error on its way to becoming an answer. Made from any `error` by itself; a status is given only where the kind alone
/// does not say it.
class fault {
public:
    fault() = default;
    fault(error what);    // NOLINT(google-explicit-constructor): rooms below know errors alone
    fault(refusal what);  // NOLINT(google-explicit-constructor): so do the documents, in their own words
    fault(int status, error what) : what_(std::move(what)), status_(status) {}
    fault(int status, std::string message, std::vector<field_problem> fields);

    int status() const noexcept { return status_; }
    error const& what() const noexcept { return what_; }
    std::vector<field_problem> const& fields() const noexcept { return fields_; }
    std::vector<header_field> const& headers() const noexcept { return headers_; }

    fault& with(std::string name, std::string value);  ///< a header of the answer (`Location`, `Allow`)
    fault& as(int status) {
        status_ = status;
        return *this;
    }
    fault& under(std::string_view path);  ///< puts `path.` before every field

private:
    error what_;
    int status_ = 500;
    std::vector<field_problem> fields_;
    std::vector<header_field> headers_;
};

[[noreturn]] void throw_exception_from_error(fault const& what, boost::source_location const& at);

/// What a handler gives: an answer, or why there is none.
template <class T>
using outcome = boost::system::result<T, fault>;

/// 422 for a value that breaks a rule (it has a field), 400 for what cannot be read at all, and so on.
int status_of(error const& what) noexcept;

/// The `application/problem+json` body with everything that belongs to it: `Retry-After`, `WWW-Authenticate`, `Allow`.
response to_response(fault const& what, std::string_view path, std::string_view request_id);

/// The name Feathers gives a status (`NotFound`) and its class (`not-found`).
std::string_view feathers_name(int status) noexcept;
std::string feathers_class(int status);

}  // namespace cohook::service
