#include "service/client_wire.hpp"

namespace cohook::service {

void event_decoder::feed(std::string_view bytes) {
    rest_.append(bytes);
    std::size_t start = 0;
    while (true) {
        std::size_t const end = rest_.find('\n', start);
        if (end == std::string::npos) break;
        std::string_view line(rest_.data() + start, end - start);
        if (line.ends_with('\r')) line.remove_suffix(1);
        take_line(line);
        start = end + 1;
    }
    rest_.erase(0, start);
}

void event_decoder::take_line(std::string_view line) {
    if (line.empty()) {
        if (has_data_) {
            open_.id = last_id_;
            ready_.push_back(std::move(open_));
        }
        open_ = server_event();
        has_data_ = false;
        return;
    }
    std::size_t const colon = line.find(':');
    if (colon == 0) return;  // a comment: a heartbeat
    std::string_view const name = line.substr(0, colon);
    std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (name == "id") last_id_ = std::string(value);
    if (name == "event") open_.name = std::string(value);
    if (name != "data") return;
    if (has_data_) open_.data += '\n';
    open_.data.append(value);
    has_data_ = true;
}

std::optional<server_event> event_decoder::next() {
    if (taken_ == ready_.size()) {
        ready_.clear();
        taken_ = 0;
        return std::nullopt;
    }
    return std::move(ready_[taken_++]);
}

}  // namespace cohook::service
