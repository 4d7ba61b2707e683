// `demo`: everything at work, on this machine, with checks of what must hold. Nothing in it is staged: the server is a
// process of its own and is really killed, the receiver verifies what really came over TLS.
#include "cli/commands.hpp"
#include "cli/demo_steps.hpp"
#include "cli/event_loop.hpp"
#include "cli/scratch_directory.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <unistd.h>

namespace cohook::cli {
namespace asio = boost::asio;
namespace {

asio::awaitable<void> run_acts(demo_stage& stage) {
    bool going = co_await show_server(stage);
    if (going) going = co_await show_registration(stage);
    if (going) going = co_await show_import(stage);
    if (going) going = co_await show_run_test(stage);
    if (going) going = co_await show_edit(stage);
    if (going) going = co_await show_outage(stage);
    if (going) co_await show_sync(stage);
}

void tell_what_came_of_it(demo_stage& stage) {
    stage.call.out.print("");
    std::string const count =
        std::to_string(stage.checked() - stage.broken()) + " of " + std::to_string(stage.checked());
    stage.call.out.print(stage.broken() == 0 ? stage.call.out.good("All " + count + " checks held.")
                                             : stage.call.out.bad("Only " + count + " checks held."));
}

/// Until Ctrl-C, or until the server ends by itself.
asio::awaitable<void> leave_up(demo_stage& stage) {
    stage.call.out.print("");
    stage.call.out.print("The server stays up until Ctrl-C:");
    stage.tell("console and API  " + stage.server.url());
    stage.tell("key              cat " + stage.server.key_file());
    stage.tell("try              cohook app test " + std::string(demo_application) + " --person ID --server " +
               stage.server.url() + " --api-key-file " + stage.server.key_file());
    auto const for_ever = [] { return false; };
    while (true) co_await stage.log.until(for_ever, demo_patience);
}

/// The acts, and after them the server for whoever wants to look around. `interrupted` where Ctrl-C cut the acts short.
asio::awaitable<exit_code> play(demo_stage& stage, bool once) {
    bool all_shown = false;
    try {
        auto const state = co_await asio::this_coro::cancellation_state;
        co_await run_acts(stage);
        all_shown = state.cancelled() == asio::cancellation_type::none;
        if (!all_shown) co_return exit_code::interrupted;
        tell_what_came_of_it(stage);
        bool const can_stay = !once && stage.server.id() != 0 && stage.client;
        if (can_stay) co_await leave_up(stage);
    } catch (boost::system::system_error const&) {
        stage.call.out.print("");
    }
    if (!all_shown) co_return exit_code::interrupted;
    co_return stage.broken() == 0 ? exit_code::ok : exit_code::failed;
}

asio::awaitable<exit_code> perform(demo_stage& stage, bool once) {
    exit_code const code = co_await play(stage, once);
    co_await asio::this_coro::reset_cancellation_state();
    int const status = co_await stage.close();
    if (status == 0) co_return code;
    stage.check(false, "the server stops in good order: it ended with " + std::to_string(status));
    co_return exit_code::failed;
}

}  // namespace

exit_code run_demo(invocation& call) {
    bool const kept = call.has("--dir");
    auto directory = kept ? scratch_directory::keep(call.value("--dir")) : scratch_directory::make();
    if (!directory) return call.out.complain(directory.error());
    if (::access((directory->path() + "/register.db").c_str(), F_OK) == 0) {
        return call.out.complain(exit_code::conflict,
                                 directory->path() + " holds the register of an earlier demonstration",
                                 "name another directory with --dir, or remove this one");
    }
    call.out.print(call.out.strong("cohook " COHOOK_VERSION " shows itself") + ", in " + directory->path());
    event_loop loop;
    demo_stage stage(loop.executor(), call, directory->path());
    exit_code const code = loop.run([&] { return perform(stage, call.has("--once")); });
    if (code != exit_code::failed) return code;
    directory->leave();
    call.out.say("store and log stay in " + directory->path());
    return code;
}

}  // namespace cohook::cli
