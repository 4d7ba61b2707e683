#include "delivery/register.hpp"

#include "delivery/several.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <vector>

namespace bench {

namespace asio = boost::asio;

std::string make_person(std::size_t size, std::size_t id) {
    std::string const start =
        R"({"personID":)" + std::to_string(id) + R"(,"firstName":"Kari","lastName":"Nordmann","displayName":")";
    std::string const end = R"("})";
    std::size_t const frame = start.size() + end.size();
    return start + std::string(size > frame ? size - frame : 0, 'x') + end;
}

std::string endpoint_name(std::size_t number) {
    return "bench-" + std::to_string(number);
}

cohook::endpoint make_endpoint(plan const& wanted, std::string id) {
    cohook::endpoint made;
    made.id = std::move(id);
    made.url = wanted.url;
    if (wanted.in_flight != 0)
        made.max_in_flight = static_cast<std::uint32_t>(wanted.in_flight);
    else if (wanted.endpoints == 1)
        made.max_in_flight = static_cast<std::uint32_t>(std::min<std::size_t>(wanted.connections, 1000));
    set_key(made, "the key of the benchmarks");
    return made;
}

std::string with_path(std::string const& url, std::string const& path) {
    return url.substr(0, url.find('/', url.find("//") + 2)) + path;
}

namespace {

std::string url_of(plan const& wanted, std::size_t number) {
    std::istringstream urls(wanted.url);
    std::vector<std::string> const all{std::istream_iterator<std::string>(urls), {}};
    return all[number % all.size()];
}

asio::awaitable<cohook::result<void>> put_one(plan const& wanted, cohook::engine& engine, std::size_t number) {
    auto candidate = make_endpoint(wanted, endpoint_name(number));
    candidate.url = url_of(wanted, number);
    auto const put = co_await engine.put(std::move(candidate));
    if (!put) co_return put.error();
    co_return cohook::result<void>();
}

}  // namespace

asio::awaitable<cohook::result<void>> put_endpoints(plan const& wanted, cohook::engine& engine) {
    task_maker const make = [&](std::size_t number) { return put_one(wanted, engine, number); };
    co_return co_await several(wanted.endpoints, make);
}

}  // namespace bench
