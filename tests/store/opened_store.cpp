#include "opened_store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <exception>
#include <filesystem>

namespace cohook::testing {
namespace {

namespace asio = boost::asio;

result<void> run(asio::awaitable<result<void>> waited_for) {
    asio::io_context context;
    std::optional<result<void>> given;
    std::exception_ptr thrown;
    asio::co_spawn(context, std::move(waited_for), [&](std::exception_ptr what, result<void> done) {
        thrown = what;
        given = std::move(done);
    });
    context.run();
    if (thrown) std::rethrow_exception(thrown);
    return *std::move(given);
}

}  // namespace

result<void> commit_now(store::store& on, store::unit_ref work) {
    return run(on.commit(work));
}
result<void> read_now(store::store& on, store::query_ref query) {
    return run(on.read(query));
}

scratch::scratch() {
    auto pattern = (std::filesystem::temp_directory_path() / "cohook-store-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
}

scratch::~scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::shared_ptr<store::store> open_now(std::string const& url, store::store_options const& options) {
    auto opened = store::open_store(url, options);
    BOOST_TEST_REQUIRE(opened.has_value(), (opened ? "" : opened.error().message()));
    return *opened;
}

void opened::must(result<void> const& done) {
    BOOST_TEST_REQUIRE(done.has_value(), (done ? "" : done.error().message()));
}

delivery make_delivery(record_id id, std::string endpoint, wall_time due, std::string key) {
    delivery row;
    row.id = id;
    row.message_id = id + 1'000'000;
    row.endpoint_id = std::move(endpoint);
    row.tenant = "tenant";
    row.type = "person.updated";
    row.key = std::move(key);
    row.accepted_at = due;
    row.due_at = due;
    return row;
}

void insert(opened& store, delivery const& row, std::string_view body) {
    store.write([&](store::unit_of_work& unit) { unit.deliveries().insert(row, body); });
}

}  // namespace cohook::testing
