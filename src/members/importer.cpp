#include "members/importer.hpp"

#include "members/access.hpp"
#include "members/import_line.hpp"

#include <algorithm>
#include <utility>

namespace cohook::members {

struct importer::row {
    std::uint64_t number = 0;
    import_line line;
};

importer::importer(registry& members, principal who, import_options options)
    : registry_(members), who_(std::move(who)), options_(options) {
    batch_.reserve(options_.batch_rows);
}

importer::~importer() = default;

void importer::refuse(std::uint64_t line, error const& why) {
    import_error one;
    one.line = line;
    one.field = why.field();
    one.message = why.message();
    refused_.push_back(std::move(one));
}

void importer::take_line(std::string_view line) {
    ++report_.lines;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) return;
    auto parsed = parse_import_line(line);
    if (!parsed) {
        refuse(report_.lines, parsed.error());
        return;
    }
    row one;
    one.number = report_.lines;
    one.line = std::move(*parsed);
    batch_bytes_ += one.line.person.text.size();
    batch_.push_back(std::move(one));
}

void importer::skip_line() {
    ++report_.lines;
    skipping_ = false;
    refuse(report_.lines, error(errc::too_large, "the line is longer than " + std::to_string(options_.line_bytes) +
                                                     " bytes, the most a line may have"));
}

boost::asio::awaitable<result<void>> importer::feed(std::string_view chunk) {
    if (auto allowed = require_administrator(who_, right::write); !allowed) co_return allowed.error();
    while (!chunk.empty()) {
        auto const end = chunk.find('\n');
        auto const piece = chunk.substr(0, end);
        chunk.remove_prefix(std::min(chunk.size(), piece.size() + 1));
        if (!skipping_ && rest_.size() + piece.size() > options_.line_bytes) {
            skipping_ = true;
            rest_.clear();
        }
        if (end == std::string_view::npos) {
            if (!skipping_) rest_ += piece;
            break;
        }
        if (skipping_) {
            skip_line();
        } else if (rest_.empty()) {
            take_line(piece);
        } else {
            rest_ += piece;
            take_line(rest_);
            rest_.clear();
        }
        if (batch_.size() < options_.batch_rows && batch_bytes_ < options_.batch_bytes) continue;
        auto written = co_await flush();
        if (!written) co_return written;
    }
    co_return result<void>();
}

boost::asio::awaitable<result<import_report>> importer::finish() {
    if (auto allowed = require_administrator(who_, right::write); !allowed) co_return allowed.error();
    if (skipping_)
        skip_line();
    else if (!rest_.empty())
        take_line(std::exchange(rest_, {}));
    auto written = co_await flush();
    if (!written) co_return written.error();
    co_return report_;
}

result<void> importer::write_batch(change_writer& writer, batch_result& done) const {
    for (auto const& one : batch_) {
        auto written = writer.put_person(one.line.person, one.line.consents);
        if (!written && written.error().kind() != errc::invalid_argument) return written.error();
        if (!written) {
            import_error refused;
            refused.line = one.number;
            refused.field = written.error().field();
            refused.message = written.error().message();
            done.refused.push_back(std::move(refused));
            continue;
        }
        if (written->effect == write_effect::created) ++done.created;
        if (written->effect == write_effect::updated) ++done.updated;
        if (written->effect == write_effect::unchanged) ++done.unchanged;
        done.consents += written->consents;
        done.messages += written->messages;
    }
    return {};
}

void importer::count(batch_result const& done) {
    report_.created += done.created;
    report_.updated += done.updated;
    report_.unchanged += done.unchanged;
    report_.consents += done.consents;
    report_.messages += done.messages;
    refused_.insert(refused_.end(), done.refused.begin(), done.refused.end());
    std::ranges::sort(refused_, {}, &import_error::line);
    report_.refused += refused_.size();
    for (auto& one : refused_) {
        if (report_.errors.size() < options_.errors_kept)
            report_.errors.push_back(std::move(one));
        else
            ++report_.errors_left_out;
    }
    refused_.clear();
    report_.durable_lines = report_.lines;
}

boost::asio::awaitable<result<void>> importer::flush() {
    batch_result done;
    if (!batch_.empty()) {
        auto work = [&](change_writer& writer) -> result<void> {
            done = batch_result();
            return write_batch(writer, done);
        };
        auto written = co_await registry_.write(who_, work);
        if (!written) co_return written;
    }
    count(done);
    batch_.clear();
    batch_bytes_ = 0;
    co_return result<void>();
}

}  // namespace cohook::members
