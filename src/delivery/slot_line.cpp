#include "delivery/slot_line.hpp"

#include <utility>

namespace cohook::dispatch {

void slot_line::join(std::weak_ptr<slot_contender> who, pace_class of) {
    line_of(of).push_back(std::move(who));
}

std::size_t slot_line::waiting() const noexcept {
    return lines_[0].size() + lines_[1].size() + lines_[2].size();
}

void slot_line::offer(std::size_t contenders) {
    for (std::size_t step = 0; step != lines_.size(); ++step) {
        auto const turn = (turn_ + step) % lines_.size();
        if (!offer_in(static_cast<pace_class>(turn), contenders)) continue;
        turn_ = (turn + 1) % lines_.size();
        return;
    }
}

bool slot_line::offer_in(pace_class turn, std::size_t contenders) {
    // Where the class has its share, nobody in its line need be asked.
    if (!slots_.may_take(turn, 0, contenders)) return false;
    auto& line = line_of(turn);
    for (auto left = line.size(); left != 0; --left) {
        auto const place = std::move(line.front());
        line.pop_front();
        auto const next = place.lock();
        if (!next) continue;
        if (next->pace() != turn) {
            line_of(next->pace()).push_back(place);
        } else if (!slots_.may_take(turn, next->in_flight(), contenders)) {
            line.push_back(place);
        } else {
            next->offer_slot();
            return true;
        }
    }
    return false;
}

}  // namespace cohook::dispatch
