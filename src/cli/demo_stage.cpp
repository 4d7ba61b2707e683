#include "cli/demo_stage.hpp"

#include "cli/api.hpp"
#include "cli/files.hpp"
#include "runtime/chance.hpp"
#include "runtime/clock.hpp"

#include <array>
#include <span>

namespace cohook::cli {
namespace asio = boost::asio;
namespace {

std::string random_key() {
    static constexpr char letters[] = "abcdefghjkmnpqrstuvwxyz23456789-";
    std::array<std::byte, 40> random{};
    system_chance().fill(std::span<std::byte>(random));
    std::string key;
    for (std::byte const each : random) key += letters[static_cast<unsigned>(each) % 32];
    return key;
}

}  // namespace

demo_stage::demo_stage(asio::any_io_executor runs_on, invocation& of, std::string directory)
    : executor(runs_on),
      call(of),
      server(runs_on, std::move(directory)),
      log(runs_on),
      signing_key(random_key()),
      background(runs_on, [](std::exception_ptr) {}) {}

void demo_stage::step(std::string_view title) {
    call.out.print("");
    call.out.print(call.out.strong(std::to_string(++steps_) + ". " + std::string(title)));
}

void demo_stage::tell(std::string_view text) {
    call.out.print("   " + std::string(text));
}

bool demo_stage::check(bool held, std::string_view what) {
    ++checked_;
    if (!held) ++broken_;
    call.out.print((held ? call.out.good("   ok    ") : call.out.bad("   FAILED ")) + std::string(what));
    return held;
}

result<void> demo_stage::open_receiver() {
    auto made = development_certificate::make({}, server.authorities_file());
    if (!made) return made.error();
    certificate_ = std::move(*made);
    receiver_options options;
    options.server.certificate_file = certificate_->certificate_file();
    options.server.key_file = certificate_->key_file();
    options.signing_key = signing_key;
    auto opened = receiver::make(executor, system_clock(), system_chance(), std::move(options),
                                 [this](received const& one) { log.add(one); });
    if (!opened) return opened.error();
    hook = std::move(*opened);
    return hook->start();
}

result<void> demo_stage::open_client() {
    auto key = read_secret(server.key_file());
    if (!key) return key.error();
    service::client_options options;
    options.url = server.url();
    options.api_key = std::move(*key);
    auto made = service::client::make(executor, system_clock(), std::move(options));
    if (!made) return made.error();
    client = std::move(*made);
    return {};
}

asio::awaitable<std::optional<boost::json::value>> demo_stage::ask(std::string method, std::string target,
                                                                   std::string body) {
    std::string const what = method + " " + target;
    auto answer = co_await call_api(*client, std::move(method), std::move(target), std::move(body));
    if (answer) co_return std::move(*answer);
    check(false, what + ": " + answer.error().message());
    co_return std::nullopt;
}

asio::awaitable<int> demo_stage::close() {
    background.cancel();
    co_await background.join();
    int const status = co_await server.stop();
    if (hook) co_await hook->stop();
    co_return status;
}

}  // namespace cohook::cli
