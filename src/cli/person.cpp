// `person`: the register's people, over the API.
#include "cli/api.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace cohook::cli {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

asio::awaitable<exit_code> exchange_person(service::client& to, invocation& call, std::string method,
                                           std::string body) {
    std::string target = "/v1/persons/" + encoded(call.operand(0));
    auto const person = co_await call_api(to, std::move(method), std::move(target), std::move(body));
    if (!person) co_return complain_about_api(call, person.error());
    call.out.print(json::serialize(*person));
    co_return exit_code::ok;
}

exit_code person_request(invocation& call, std::string method, std::string body) {
    return with_server(call, [&](service::client& to, invocation& with) {
        return exchange_person(to, with, std::move(method), std::move(body));
    });
}

std::string name_of(json::value const& person) {
    auto const whole = text_at(person, "displayName");
    auto const first = text_at(person, "firstName");
    auto const last = text_at(person, "lastName");
    if (!whole.empty()) return whole;
    return first.empty() || last.empty() ? first + last : first + " " + last;
}

/// `cellPhone.number=123` becomes {"cellPhone":{"number":"123"}}: the value is text, and an empty one removes the field.
/// With `:=` the value is JSON: `churchID:=69`.
result<void> set_field(json::object& changes, std::string const& assignment) {
    std::size_t const equals = assignment.find('=');
    bool const as_json = equals != std::string::npos && equals > 0 && assignment[equals - 1] == ':';
    std::string const path = assignment.substr(0, as_json ? equals - 1 : equals);
    bool const sound = equals != std::string::npos && !path.empty() && path.front() != '.' && path.back() != '.';
    if (!sound) {
        return error(errc::invalid_argument, "`" + assignment + "` is not of the form PATH=TEXT or PATH:=JSON",
                     "--set");
    }
    std::string const text = assignment.substr(equals + 1);
    json::object* at = &changes;
    std::size_t start = 0;
    for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.', start)) {
        json::value& inner = (*at)[path.substr(start, dot - start)];
        if (!inner.is_object()) inner = json::object();
        at = &inner.as_object();
        start = dot + 1;
    }
    boost::system::error_code fault;
    json::value value = as_json ? json::parse(text, fault) : json::value(json::string(text));
    if (fault) return error(errc::invalid_argument, "`" + text + "` is not JSON: " + fault.message(), "--set");
    if (!as_json && text.empty()) value = nullptr;
    (*at)[path.substr(start)] = std::move(value);
    return {};
}

/// Reads the file piece by piece; the whole of it never lies in memory.
class file_pieces {
public:
    explicit file_pieces(int descriptor) : descriptor_(descriptor) {}
    file_pieces(file_pieces const&) = delete;
    file_pieces& operator=(file_pieces const&) = delete;
    ~file_pieces() {
        if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
    }
    result<std::string> next() {
        std::string piece(64 * 1024, '\0');
        while (true) {
            ssize_t const got = ::read(descriptor_, piece.data(), piece.size());
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return error(errc::internal, std::string("cannot read on: ") + std::strerror(errno));
            piece.resize(static_cast<std::size_t>(got));
            return piece;
        }
    }

private:
    int descriptor_;
};

void show_import(invocation& call, json::value const& report) {
    if (call.json()) return call.out.print(json::serialize(report));
    call.out.print(std::to_string(number_at(report, "lines")) +
                   " lines: " + std::to_string(number_at(report, "created")) + " created, " +
                   std::to_string(number_at(report, "updated")) + " updated, " +
                   std::to_string(number_at(report, "unchanged")) + " unchanged, " +
                   std::to_string(number_at(report, "refused")) + " refused");
    json::object const* const members = report.if_object();
    json::value const* const errors = members == nullptr ? nullptr : members->if_contains("errors");
    if (errors == nullptr || !errors->is_array()) return;
    for (json::value const& each : errors->as_array()) {
        std::string const field = text_at(each, "path");
        call.out.say("line " + text_at(each, "line") + ": " + field + (field.empty() ? "" : ": ") +
                     text_at(each, "message"));
    }
}

asio::awaitable<exit_code> import_persons(service::client& to, invocation& call, file_pieces& pieces) {
    service::client_request what("POST", "/v1/persons:import");
    what.content_type = "application/x-ndjson";
    service::upload_source next = [&pieces] { return pieces.next(); };
    auto const answer = co_await to.upload(std::move(what), std::move(next));
    auto const report = value_of(answer);
    if (!report) co_return complain_about_api(call, report.error());
    show_import(call, *report);
    bool const all_in = number_at(*report, "refused") == 0;
    co_return all_in ? exit_code::ok : exit_code::failed;
}

}  // namespace

exit_code run_person_list(invocation& call) {
    std::string target = "/v1/persons?limit=250";
    if (call.has("--app")) target += "&application=" + encoded(call.value("--app"));
    if (call.has("--search")) target += "&search=" + encoded(call.value("--search"));
    return with_server(call, [target](service::client& to, invocation& with) {
        return print_list(to, with, target,
                          [](json::value const& row) { return text_at(row, "personID") + "\t" + name_of(row); });
    });
}

exit_code run_person_get(invocation& call) {
    return person_request(call, "GET", {});
}

exit_code run_person_put(invocation& call) {
    if (!call.has("--data")) return call.out.complain(exit_code::usage, "give the person with --data");
    auto body = read_data(call.value("--data"));
    if (!body) return call.out.complain(body.error());
    return person_request(call, "PUT", std::move(*body));
}

exit_code run_person_edit(invocation& call) {
    json::object changes;
    for (std::string const& each : call.values("--set")) {
        if (auto set = set_field(changes, each); !set) return call.out.complain(set.error());
    }
    if (changes.empty()) return call.out.complain(exit_code::usage, "nothing to change: give --set PATH=TEXT");
    return person_request(call, "PATCH", json::serialize(changes));
}

exit_code run_person_import(invocation& call) {
    std::string const path = call.operand(0);
    int const descriptor = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return call.out.complain(exit_code::usage, "cannot open " + path + ": " + std::strerror(errno));
    }
    file_pieces pieces(descriptor);
    return with_server(call, [&](service::client& to, invocation& with) { return import_persons(to, with, pieces); });
}

}  // namespace cohook::cli
