#include "members/registry.hpp"

#include "delivery/acceptance.hpp"
#include "delivery/core.hpp"
#include "members/access.hpp"
#include "members/audit_note.hpp"
#include "members/change_writer.hpp"

namespace cohook::members {

registry::registry(dispatch::core& engine, chance& randomness) : engine_(engine), chance_(randomness) {}

result<void> registry::check_tenant(principal const& who, std::string_view tenant) const {
    if (who.acts_for(tenant)) return {};
    return error(errc::not_found, "there is no such thing here");
}

boost::asio::awaitable<result<void>> registry::write(principal const& who,
                                                     store::function_ref<result<void>(change_writer&)> work) {
    dispatch::acceptance accepted(engine_);
    auto const now = dispatch::clock_of(engine_).wall();
    auto unit_work = [&](store::unit_of_work& unit) -> result<void> {
        accepted.begin();
        change_writer writer(unit, accepted, now);
        return work(writer);
    };
    auto done = co_await commit_noted(dispatch::store_of(engine_), who, unit_work);
    if (done) accepted.hand_over();
    co_return done;
}

registry::task<write_report> registry::write_and_report(
    principal const& who, store::function_ref<result<write_report>(change_writer&)> change) {
    write_report report;
    auto work = [&](change_writer& writer) -> result<void> {
        auto written = change(writer);
        if (!written) return written.error();
        report = *written;
        return {};
    };
    auto done = co_await write(who, work);
    if (!done) co_return done.error();
    co_return report;
}

}  // namespace cohook::members
