// Reading the wall clock and the monotonic one as one moment.
#include "runtime/clock.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <vector>

using namespace cohook;
using namespace std::chrono_literals;

namespace {

/// Between two readings of it passes what the test says, the last of it ever after.
class halting_clock final : public clock {
public:
    explicit halting_clock(std::vector<steady_span> halts) : halts_(std::move(halts)) {}
    steady_time now() const override { return steady_time(passed()); }
    wall_time wall() const override { return wall_time(std::chrono::floor<std::chrono::milliseconds>(passed())); }
    void spin_until(steady_time) override {}
    std::unique_ptr<timer> make_timer(boost::asio::any_io_executor) override { return nullptr; }

private:
    steady_span passed() const {
        passed_ += halts_[std::min(readings_++, halts_.size() - 1)];
        return passed_;
    }
    std::vector<steady_span> halts_;
    mutable std::size_t readings_ = 0;
    mutable steady_span passed_{1h};
};

auto apart(moment const& both) {
    return both.now.time_since_epoch() - both.wall.time_since_epoch();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(both_clocks)

BOOST_AUTO_TEST_CASE(are_read_once_where_nothing_comes_between) {
    halting_clock const clock({1us});
    auto const read = read_both(clock);
    BOOST_TEST((apart(read) < 2ms));
    BOOST_TEST((read.now.time_since_epoch() == 1h + 3us));
}

BOOST_AUTO_TEST_CASE(are_read_again_where_the_thread_lost_its_processor_in_between) {
    halting_clock const clock({1us, 1us, 10ms, 1us, 20ms, 1us, 1us});
    BOOST_TEST((apart(read_both(clock)) < 2ms));
}

BOOST_AUTO_TEST_CASE(are_the_closest_of_some_where_it_always_does) {
    halting_clock const clock({9ms, 9ms, 9ms, 9ms, 3ms, 3ms, 9ms});
    BOOST_TEST((apart(read_both(clock)) <= 4ms));
}

BOOST_AUTO_TEST_SUITE_END()
