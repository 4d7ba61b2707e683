// `store backup`: a copy of the store, beside a server that goes on.
#include "cli/commands.hpp"
#include "store/backup.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace cohook::cli {

exit_code run_store_backup(invocation& call) {
    std::string const& store = call.config.text("store");
    std::string const file = call.operand(0);
    auto const made = store::back_up(store, file);
    if (!made) {
        bool const no_file = made.error().kind() == errc::invalid_argument;
        return call.out.complain(made.error(), no_file ? "name the store that the server has with --store" : "");
    }
    if (call.json()) {
        boost::json::object const told{
            {"store", store}, {"file", file}, {"bytes", made->bytes}, {"format", made->version}};
        call.out.print(boost::json::serialize(told));
        return exit_code::ok;
    }
    call.out.print("copied " + store + " to " + file + ": " + std::to_string(made->bytes) + " bytes, checked");
    return exit_code::ok;
}

}  // namespace cohook::cli
