#include "model/ids.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <limits>
#include <thread>
#include <vector>

namespace {

using namespace cohook;
using namespace std::chrono_literals;

class set_clock final : public clock {
public:
    steady_time now() const override { return {}; }
    wall_time wall() const override { return wall_; }
    void spin_until(steady_time) override {}
    std::unique_ptr<timer> make_timer(boost::asio::any_io_executor) override { return nullptr; }
    wall_time wall_ = std::chrono::sys_days(std::chrono::year(2026) / 7 / 1);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ids)

BOOST_AUTO_TEST_CASE(hold_the_moment_they_were_given) {
    set_clock time;
    id_source source(time, 0);
    auto const first = source.next();
    BOOST_TEST((time_of(first) == time.wall_));
    BOOST_TEST(first_id_at(time.wall_) <= first);
    BOOST_TEST(first_id_at(time.wall_ + 1ms) > first);
    time.wall_ += 3ms;
    BOOST_TEST(source.next() - first == 3 << 22);
}

BOOST_AUTO_TEST_CASE(follow_one_another_where_several_are_asked_for) {
    set_clock time;
    id_source source(time, 0);
    auto const pair = source.next(2);
    BOOST_TEST(source.next() == pair + 2);
}

BOOST_AUTO_TEST_CASE(rise_while_the_clock_stands_still_or_jumps_back) {
    set_clock time;
    id_source source(time, 0);
    auto last = source.next();
    for (auto const step : {0ms, 0ms, -1000ms, 0ms, 1ms, 2000ms}) {
        time.wall_ += step;
        auto const next = source.next();
        BOOST_TEST(next > last);
        last = next;
    }
    BOOST_TEST((time_of(last) == time.wall_));
}

BOOST_AUTO_TEST_CASE(are_above_the_floor_even_if_it_lies_ahead) {
    set_clock time;
    auto const ahead = id_source(time, 0).next() + (record_id{1} << 40);
    id_source source(time, ahead);
    BOOST_TEST(source.next() == ahead + 1);
}

BOOST_AUTO_TEST_CASE(stay_positive_whatever_the_clock_says) {
    set_clock time;
    time.wall_ = wall_time::min();
    id_source source(time, -5);
    BOOST_TEST(source.next() == 1);
    time.wall_ = wall_time(std::chrono::milliseconds(std::numeric_limits<std::int64_t>::max()));
    BOOST_TEST(source.next() > 1);
}

BOOST_AUTO_TEST_CASE(are_unique_over_threads_and_rise_in_each) {
    id_source source(system_clock(), 0);
    std::vector<std::vector<record_id>> given(4);
    {
        std::vector<std::jthread> threads;
        for (auto& list : given)
            threads.emplace_back([&source, &list] {
                for (int n = 0; n < 20000; ++n) list.push_back(source.next());
            });
    }
    std::vector<record_id> all;
    for (auto const& list : given) {
        BOOST_TEST(std::is_sorted(list.begin(), list.end()));
        all.insert(all.end(), list.begin(), list.end());
    }
    std::sort(all.begin(), all.end());
    BOOST_TEST((std::adjacent_find(all.begin(), all.end()) == all.end()));
}

BOOST_AUTO_TEST_SUITE_END()
