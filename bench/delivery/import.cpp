#include <cohook/members.hpp>

#include "delivery/reading.hpp"
#include "delivery/register.hpp"
#include "delivery/scenario.hpp"

#include <algorithm>

namespace bench {

namespace asio = boost::asio;

namespace {

class import_load final : public scenario {
public:
    explicit import_load(plan const& wanted) : plan_(wanted) {}

    asio::awaitable<cohook::result<figures>> run(cohook::sender& by) override {
        cohook::members_register const members(by);
        reading const begun(by.deliveries());
        for (std::size_t written = 0; written < plan_.persons;) {
            std::string lines;
            for (std::size_t const end = std::min(plan_.persons, written + 1000); written < end;)
                lines += make_person(plan_.size, ++written) + "\n";
            auto const report = co_await members.import_persons(std::move(lines));
            if (!report) co_return report.error();
        }
        reading const ended(by.deliveries());
        figures found;
        found.add("per_second", static_cast<double>(plan_.persons) / seconds_between(begun, ended));
        co_return found;
    }

private:
    plan const& plan_;
};

}  // namespace

std::unique_ptr<scenario> make_import(plan const& wanted) {
    return std::make_unique<import_load>(wanted);
}

}  // namespace bench
