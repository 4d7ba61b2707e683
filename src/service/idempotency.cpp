#include "service/idempotency.hpp"

#include "service/operations.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace cohook::service {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr auto kept_for = std::chrono::hours(24);
constexpr std::size_t purged_each = 16;
constexpr std::string_view withheld = "withheld";

std::string fingerprint_of(request const& message) {
    // Lengths keep (method, target, body) apart from any other split of the same bytes.
    auto text =
        message.method + " " + std::to_string(message.target.size()) + " " + message.target + " " + message.body;
    if (auto const condition = message.header("if-match")) text += " " + std::string(*condition);
    std::array<unsigned char, 32> digest{};
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
    std::string made;
    for (auto const byte : digest) {
        made.push_back("0123456789abcdef"[byte >> 4]);
        made.push_back("0123456789abcdef"[byte & 15]);
    }
    return made;
}

std::string encode(response const& answer, bool secret) {
    json::array headers;
    for (auto const& field : answer.headers) headers.push_back(json::array{field.name, field.value});
    json::object kept{{"headers", std::move(headers)}};
    if (secret && answer.status < 300)
        kept.emplace(json::string_view(withheld.data(), withheld.size()), true);
    else
        kept.emplace("body", answer.body);
    return json::serialize(kept);
}

outcome<std::optional<response>> decode(store::idempotency_row const& row) {
    boost::system::error_code failed;
    auto const parsed = json::parse(row.response, failed);
    auto const* const kept = parsed.if_object();
    if (failed || kept == nullptr) return fault(error(errc::internal, "the kept answer cannot be read"));
    if (kept->contains(json::string_view(withheld.data(), withheld.size())))
        return fault(
            error(errc::conflict,
                  "this request was carried out already; its answer held a secret that is shown once and not kept"));
    response made(row.status);
    for (auto const& field : kept->at("headers").as_array())
        made.set(json::value_to<std::string>(field.at(0)), json::value_to<std::string>(field.at(1)));
    made.body = json::value_to<std::string>(kept->at("body"));
    made.set("Idempotent-Replayed", "true");
    return std::optional<response>(std::move(made));
}

/// What a stored row means for a request that comes now.
outcome<std::optional<response>> judge(store::idempotency_row const& row, idempotent_request const& once,
                                       std::int64_t owner) {
    if (row.fingerprint != once.fingerprint)
        return fault(422, error(errc::conflict,
                                "this Idempotency-Key was used for another request; use a new key for a new request"));
    if (row.status != 0) return decode(row);
    if (row.owner == owner)
        return fault(error(errc::conflict, "the first request with this Idempotency-Key is still being worked on"));
    return fault(409,
                 error(errc::unknown_outcome,
                       "the server stopped while it worked on the first request with this Idempotency-Key: look up "
                       "whether it was done, and use a new key if it was not"));
}

}  // namespace

outcome<std::optional<idempotent_request>> read_idempotency(request const& message, members::principal const& who) {
    auto const given = message.header("idempotency-key");
    if (!given) return std::optional<idempotent_request>();
    auto key = *given;
    if (key.size() > 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
    auto const visible = [](char c) { return c > ' ' && c < 0x7f; };
    if (key.empty() || key.size() > 255 || !std::all_of(key.begin(), key.end(), visible) ||
        message.header_count("idempotency-key") > 1)
        return fault(400, error(errc::invalid_argument,
                                "Idempotency-Key must be one text of 1 to 255 visible ASCII characters"));
    idempotent_request made;
    made.tenant = who.account_id.empty() ? who.only_application() : who.account_id;
    made.key = std::string(key);
    made.fingerprint = fingerprint_of(message);
    return std::optional(std::move(made));
}

asio::awaitable<outcome<std::optional<response>>> begin_once(backroom& room, idempotent_request const& once) {
    std::optional<store::idempotency_row> found;
    auto const now = room.clock.wall();
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        unit.requests().purge_idempotency(now - kept_for, purged_each);
        found = unit.requests().find_idempotency(once.tenant, once.key);
        if (found && found->created + kept_for > now) return {};
        found.reset();
        store::idempotency_row row;
        row.tenant = once.tenant;
        row.key = once.key;
        row.fingerprint = once.fingerprint;
        row.created = now;
        row.owner = room.store.owner();
        unit.requests().put_idempotency(row);
        return {};
    };
    auto const done = co_await commit_store(room, work);
    if (!done) co_return done.error();
    if (found) co_return judge(*found, once, room.store.owner());
    co_return std::optional<response>();
}

asio::awaitable<void> finish_once(backroom& room, idempotent_request const& once, response const& answer, bool secret) {
    bool const again = answer.status >= 500 || answer.status == 429;
    auto const kept = encode(answer, secret);
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        auto row = unit.requests().find_idempotency(once.tenant, once.key);
        if (!row || row->fingerprint != once.fingerprint) return {};
        row->status = answer.status;
        row->response = kept;
        if (again)
            unit.requests().erase_idempotency(once.tenant, once.key);
        else
            unit.requests().put_idempotency(*row);
        return {};
    };
    auto const done = co_await commit_store(room, work);
    if (done) co_return;
    boost::json::object fields;
    fields.emplace("errorType", to_string(done.error().kind()).data());
    room.log.write(log_level::error, "the answer to an idempotent request could not be kept", std::move(fields));
}

}  // namespace cohook::service
