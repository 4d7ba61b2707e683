// JSON as somebody sent it, read strictly: every problem is named by its path, and nothing unknown is passed over.
#pragma once

#include <cohook/error.hpp>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cohook::documents {

inline constexpr std::size_t deepest_json = 64;

/// One input that is to blame, by its path (`webhook.url`, `$limit`).
struct field_problem {
    field_problem() = default;
    field_problem(std::string path_, std::string message_) : path(std::move(path_)), message(std::move(message_)) {}
    std::string path, message;
};

/// Why an input is not taken.
class refusal {
public:
    refusal() = default;  // reading<T>::error() asks for it
    /// What cannot be read at all, or what a room below refused.
    refusal(error what) : what_(std::move(what)) {}  // NOLINT(google-explicit-constructor)
    /// What was read and breaks rules: at least one.
    explicit refusal(std::vector<field_problem> fields);

    /// With the path of the first problem as its field.
    error const& what() const noexcept { return what_; }
    std::vector<field_problem> const& fields() const noexcept { return fields_; }

private:
    error what_;
    std::vector<field_problem> fields_;
};

[[noreturn]] void throw_exception_from_error(refusal const& what, boost::source_location const& at);

template <class T>
using reading = boost::system::result<T, refusal>;

/// One JSON text: UTF-8, at most 64 levels deep, no name twice in an object, nothing after it. Refused without a field,
/// saying at which byte.
reading<boost::json::value> read_json(std::string_view text);

/// Reads the members of one object. A member asked for is known; `finish` refuses all others, together with every
/// wrong kind found before. Lives no longer than the value it reads.
class object_reader {
public:
    /// `path` of the object itself, empty for the whole body. A value that is no object is a problem of its own.
    explicit object_reader(boost::json::value const& value, std::string path = {});

    bool has(std::string_view name);  ///< there, be it null
    bool is_null(std::string_view name);
    /// Nothing where the member is missing, null or of the wrong kind (which is remembered).
    std::optional<std::string> text(std::string_view name);
    std::optional<bool> boolean(std::string_view name);
    /// A whole number in [least, most]; `unit` says of what in the sentence of a refusal ("milliseconds").
    std::optional<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most,
                                        std::string_view unit = {});
    std::optional<double> number(std::string_view name, double least, double most);
    std::optional<std::vector<std::string>> texts(std::string_view name);
    std::optional<std::chrono::milliseconds> span(std::string_view name, std::int64_t least, std::int64_t most);
    /// The member as it is, whatever its kind; null where it is missing.
    boost::json::value const* any(std::string_view name);
    boost::json::value const* object(std::string_view name);  ///< none: missing, null or of the wrong kind
    boost::json::value const* array(std::string_view name);

    void require(std::string_view name, std::string_view what_would_be_right);
    void complain(std::string_view name, std::string message);
    /// Takes over what a reader of an inner object found.
    void join(object_reader& inner);
    std::string path_of(std::string_view name) const;

    /// Refuses with every problem found and every unknown member.
    reading<void> finish();
    std::vector<field_problem> take_problems();

private:
    boost::json::value const* present(std::string_view name);

    boost::json::object const* object_ = nullptr;
    std::string path_;
    std::vector<std::string> known_;
    std::vector<field_problem> problems_;
};

/// Reads the text of a JSON object by `read`, which takes the reader; everything unknown is refused.
template <class Read>
auto read_object(std::string_view text, Read read) -> result<decltype(read(std::declval<object_reader&>()))> {
    auto const value = read_json(text);
    if (!value) return value.error().what();
    object_reader from(*value);
    auto made = read(from);
    if (auto const sound = from.finish(); !sound) return sound.error().what();
    return made;
}

}  // namespace cohook::documents
