#include "api_house.hpp"

#include "delivery/core.hpp"
#include "members/person_source.hpp"
#include "members/registry.hpp"
#include "runtime/shard_threads.hpp"
#include "service/service.hpp"
#include "transport/http_transport.hpp"
#include "transport/system_resolver.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <mutex>
#include <set>

namespace cohook::testing {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

struct script {
    std::atomic<int> status = 200;
    std::atomic<bool> held = false;
};

class kept_lines final : public spdlog::sinks::base_sink<std::mutex> {
public:
    std::string text() {
        std::lock_guard const lock(mutex_);
        return text_;
    }

private:
    void sink_it_(spdlog::details::log_msg const& line) override {
        spdlog::memory_buf_t formatted;
        formatter_->format(line, formatted);
        text_.append(formatted.data(), formatted.size());
    }
    void flush_() override {}
    std::string text_;
};

class scripted_transport final : public transport::transport {
public:
    scripted_transport(asio::any_io_executor executor, script& plan) : executor_(std::move(executor)), plan_(plan) {}

    asio::awaitable<void> post(cohook::transport::post_request const& request,
                               cohook::transport::post_outcome& outcome) override {
        outcome.clear();
        if (request.gate != nullptr) co_await request.gate->pass();
        if (request.watch != nullptr) request.watch->entered(attempt_phase::first_byte, outcome.timings);
        if (plan_.held) {
            asio::steady_timer waiting(executor_, asio::steady_timer::time_point::max());
            waiting_.insert(&waiting);
            co_await waiting.async_wait(asio::as_tuple(asio::use_awaitable));
            waiting_.erase(&waiting);
        }
        outcome.started_at = system_clock().wall();
        outcome.wire = wire_state::answered;
        outcome.status = plan_.status;
        outcome.peer = "203.0.113.7:443";
        outcome.response_head = "HTTP/1.1 " + std::to_string(outcome.status) + " Said\r\n\r\n";
        outcome.response_body = "from the receiver";
    }
    void drop_idle(egress::url const*) override {}
    cohook::transport::transport_stats stats() const override { return {}; }

    void let_go() {
        asio::post(executor_, [this] {
            for (auto* const one : waiting_) one->cancel();
        });
    }

private:
    asio::any_io_executor executor_;
    script& plan_;
    std::set<asio::steady_timer*> waiting_;
};

/// A real transport that may connect to this machine.
struct loopback_wire {
    loopback_wire() {
        egress::policy_options rules;
        rules.urls.allow_http = true;
        rules.allow_addresses.push_back(egress::parse_network("127.0.0.0/8").value());
        cohook::transport::transport_options options;
        options.names = &names;
        options.policy = std::make_shared<egress::address_policy const>(std::move(rules));
        transport = cohook::transport::make_transport(thread.executors().front(), options).value();
    }
    ~loopback_wire() {
        asio::post(thread.executors().front(), [ended = std::move(transport)]() mutable { ended.reset(); });
        thread.stop();
    }
    cohook::transport::system_resolver names{system_clock(), cohook::transport::system_resolver_options()};
    shard_threads thread{1, "wire"};
    std::unique_ptr<cohook::transport::http_transport> transport;
};

asio::awaitable<bool> stop_engine(engine& running) {
    co_await running.stop(std::chrono::seconds(10));
    co_return true;
}

}  // namespace

struct api_house::parts {
    script plan;
    std::shared_ptr<kept_lines> sink = std::make_shared<kept_lines>();
    service::event_log log{make_logger(), service::log_form::json, service::log_level::debug};
    service::observation observed{system_clock()};
    std::shared_ptr<store::store> truth = store::open_store("memory:").value();
    shard_threads shard{1, "test"};
    running_context context{2};
    scripted_transport* transport = nullptr;
    std::shared_ptr<dispatch::core> core;
    std::unique_ptr<engine> running;
    std::unique_ptr<members::registry> members;
    std::unique_ptr<loopback_wire> wire;
    std::unique_ptr<service::api> api;
    std::unique_ptr<running_server> server;
    std::string admin_key, setup_token;

    std::shared_ptr<spdlog::logger> make_logger() {
        auto made = std::make_shared<spdlog::logger>("test", sink);
        made->set_pattern("%v");
        return made;
    }
};

namespace {

api_house::options opened_as(api_house::access how) {
    api_house::options wanted;
    wanted.how = how;
    return wanted;
}

}  // namespace

api_house::api_house(access how) : api_house(opened_as(how)) {}

api_house::api_house(options wanted_house) : parts_(std::make_unique<parts>()) {
    auto& all = *parts_;
    dispatch::seams outside;
    outside.clock = &system_clock();
    outside.chance = &system_chance();
    outside.store = all.truth;
    outside.shards = all.shard.executors();
    outside.make_transport = [&all](asio::any_io_executor executor) {
        auto made = std::make_unique<scripted_transport>(std::move(executor), all.plan);
        all.transport = made.get();
        return made;
    };
    dispatch::core_options options;
    options.sources = members::person_sources(all.truth);
    options.observer = &all.observed.observer();
    all.core = dispatch::make_core(std::move(outside), std::move(options));
    all.running = std::make_unique<engine>(all.core);
    all.members = std::make_unique<members::registry>(*all.core, system_chance());
    all.context.wait(all.running->start()).value();
    auto const who = members::principal::operator_of_machine();
    members::api_key_request wanted;
    all.admin_key = all.context.wait(all.members->create_api_key(who, wanted)).value().text;
    service::api_parts given;
    given.members = all.members.get();
    given.engine = all.running.get();
    given.store = all.truth.get();
    given.clock = &system_clock();
    given.chance = &system_chance();
    given.observed = &all.observed;
    given.log = &all.log;
    service::api_options api_options;
    api_options.open_access = wanted_house.how == access::open;
    api_options.request_rate = wanted_house.request_rate;
    if (wanted_house.issuer) {
        all.wire = std::make_unique<loopback_wire>();
        given.wire = &*all.wire->transport;
        given.wire_executor = all.wire->thread.executors().front();
        api_options.issuer = std::move(wanted_house.issuer);
    }
    all.api = std::make_unique<service::api>(given, api_options);
    all.server = std::make_unique<running_server>(all.context, all.api->handlers());
    all.api->serves(**all.server);
    all.server->started().value();
    all.setup_token = all.context.wait(all.api->begin_setup()).value().value();
}

api_house::~api_house() {
    auto& all = *parts_;
    let_go();
    (*all.server)->drain();
    all.context.wait(stop_engine(*all.running));
    all.server.reset();
    all.truth->close();
    all.shard.stop();
}

api_answer api_house::ask(std::string_view method, std::string_view target, std::string_view json_body) {
    return ask_as(parts_->admin_key, method, target, json_body);
}

api_answer api_house::ask_as(std::string const& key, std::string_view method, std::string_view target,
                             std::string_view json_body, fields const& more) {
    fields all{{"x-access-token", key}};
    bool typed = json_body.empty();
    for (auto const& one : more) {
        all.push_back(one);
        typed = typed || one.first == "Content-Type";
    }
    if (!typed) all.emplace_back("Content-Type", "application/json");
    return ask_bare(method, target, json_body, all);
}

api_answer api_house::ask_bare(std::string_view method, std::string_view target, std::string_view body,
                               fields const& all) {
    api_answer answer;
    static_cast<http_answer&>(answer) = fetch(port(), method, target, body, all);
    boost::system::error_code failed;
    answer.json = json::parse(answer.body, failed);
    if (failed) answer.json = nullptr;
    return answer;
}

fields const from_page{{"X-Cohook-Console", "1"}, {"Content-Type", "application/json"}};

std::string cookie_of(http_answer const& answer) {
    auto const set = answer.header("set-cookie");
    return set.substr(0, set.find(';'));
}

std::string api_house::set_up() {
    json::object const wanted{
        {"token", setup_token()}, {"login", "root@example.org"}, {"password", json::string(account_password)}};
    auto const made = ask_bare("POST", "/v1/setup", json::serialize(wanted), from_page);
    BOOST_REQUIRE_MESSAGE(made.status == 201, made.body);
    return cookie_of(made);
}

std::string api_house::add_account(std::string_view document) {
    auto const made = ask("POST", "/v1/accounts", document);
    BOOST_REQUIRE_MESSAGE(made.status == 201, made.body);
    json::object const taken{{"invitation", made.text("/invitation")}, {"password", json::string(account_password)}};
    auto const begun = ask_bare("POST", "/v1/invitations", json::serialize(taken), from_page);
    BOOST_REQUIRE_MESSAGE(begun.status == 201, begun.body);
    return cookie_of(begun);
}

api_answer api_house::ask_by(std::string const& cookie, std::string_view method, std::string_view target,
                             std::string_view json_body) {
    fields all{{"Cookie", cookie}, {"X-Cohook-Console", "1"}};
    if (!json_body.empty()) all.emplace_back("Content-Type", "application/json");
    return ask_bare(method, target, json_body, all);
}

std::string api_house::add_application(std::string const& id) {
    auto const made = ask("POST", "/v1/applications",
                          R"({"id":")" + id + R"(","name":"App )" + id +
                              R"(","scopes":["email","members.read_name","members.read_church"]})");
    BOOST_REQUIRE_EQUAL(made.status, 201);
    auto const key = ask("POST", "/v1/api-keys", R"({"application":")" + id + R"("})");
    BOOST_REQUIRE_EQUAL(key.status, 201);
    return key.text("/key");
}

void api_house::add_webhook(std::string const& application) {
    auto const set = ask("PATCH", "/application/" + application,
                         R"({"webhook":{"url":"https://hooks.example.org/)" + application +
                             R"(","signingKey":"a key for )" + application + R"("}})");
    BOOST_REQUIRE_EQUAL(set.status, 200);
}

void api_house::add_person(std::int64_t id, std::string_view more_json) {
    std::string body = R"({"firstName":"Kari","email":"kari@example.org")";
    body.append(more_json).append("}");
    auto const put = ask("PUT", "/v1/persons/" + std::to_string(id), body);
    BOOST_REQUIRE_MESSAGE(put.status == 201 || put.status == 200, put.body);
}

void api_house::add_consent(std::int64_t person, std::string const& application) {
    auto const put = ask("PUT", "/v1/persons/" + std::to_string(person) + "/consents/" + application,
                         R"({"scopes":["email","members.read_name"]})");
    BOOST_REQUIRE_MESSAGE(put.status == 201 || put.status == 200, put.body);
}

void api_house::receivers_answer(int status) {
    parts_->plan.status = status;
}
void api_house::hold() {
    parts_->plan.held = true;
}
void api_house::let_go() {
    parts_->plan.held = false;
    parts_->transport->let_go();
}

std::uint16_t api_house::port() const {
    return parts_->server->port();
}
std::string const& api_house::admin_key() const {
    return parts_->admin_key;
}
std::string const& api_house::setup_token() const {
    return parts_->setup_token;
}
running_context& api_house::context() {
    return parts_->context;
}
store::store& api_house::truth() {
    return *parts_->truth;
}
members::registry& api_house::members() {
    return *parts_->members;
}

std::string api_house::log_with(std::string_view text) const {
    // A request is logged once it is answered, on the server's thread.
    while (true) {
        auto kept = parts_->sink->text();
        if (kept.find(text) != std::string::npos) return kept;
        std::this_thread::yield();
    }
}

namespace {

json::value const* at(json::value const& from, std::string_view pointer) {
    boost::system::error_code failed;
    return from.find_pointer(json::string_view(pointer.data(), pointer.size()), failed);
}

}  // namespace

std::string api_answer::text(std::string_view pointer) const {
    auto const* const found = at(json, pointer);
    if (found == nullptr || !found->is_string()) return {};
    return std::string(found->as_string().data(), found->as_string().size());
}

std::int64_t api_answer::number(std::string_view pointer) const {
    auto const* const found = at(json, pointer);
    BOOST_REQUIRE_MESSAGE(found != nullptr && found->is_int64(), std::string(pointer) << " is no number in " << body);
    return found->as_int64();
}

bool api_answer::flag(std::string_view pointer) const {
    auto const* const found = at(json, pointer);
    BOOST_REQUIRE_MESSAGE(found != nullptr && found->is_bool(), std::string(pointer) << " is no flag in " << body);
    return found->as_bool();
}

std::vector<std::string> api_answer::wrong_fields() const {
    std::vector<std::string> paths;
    auto const* const errors = at(json, "/errors");
    if (errors == nullptr) return paths;
    for (auto const& one : errors->as_array()) paths.emplace_back(one.at("path").as_string().c_str());
    return paths;
}

api_house& shared_house() {
    static api_house instance;
    return instance;
}

}  // namespace cohook::testing
