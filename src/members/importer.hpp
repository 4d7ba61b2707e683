// The import: many persons as NDJSON, in pieces of any size. Parsed outside of the units, written in batches.
#pragma once

#include <cohook/error.hpp>

#include "members/person_document.hpp"
#include "members/registry.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cohook::members {

struct import_error {
    import_error() = default;
    std::uint64_t line = 0;  ///< from 1
    std::string field;       ///< path, where one is to blame
    std::string message;
};

struct import_report {
    import_report() = default;
    std::uint64_t lines = 0;  ///< read, empty ones included
    std::uint64_t created = 0, updated = 0, unchanged = 0, refused = 0;
    std::uint64_t consents = 0;        ///< granted or changed
    std::uint64_t messages = 0;        ///< deliveries accepted
    std::vector<import_error> errors;  ///< the first `import_options::errors_kept`, by line
    std::uint64_t errors_left_out = 0;
    std::uint64_t durable_lines = 0;  ///< every line up to this one is in the register or among the refused
};

struct import_options {
    import_options() = default;
    std::size_t batch_rows = 1000;        ///< rows in one unit of work
    std::size_t batch_bytes = 4 << 20;    ///< of their documents together
    std::size_t line_bytes = 512 * 1024;  ///< a longer line is refused
    std::size_t errors_kept = 100;
};

/// One import. A line is a person object, or `{"person":{…},"consents":[{"application":"…","scopes":["…"]}]}`: the
/// consents named are granted or changed, others stay. Empty lines are passed over. A line that cannot be taken is
/// reported with its number and left out; the others go in. A line is written once its batch is durable; if a batch
/// fails (store full, store gone), the import ends with that error and `report().durable_lines` says how far it came:
/// the same file may be sent again, what is in already is then `unchanged`.
/// Not thread-safe: one coroutine feeds it.
class importer {
public:
    /// `register_` outlives it. Administrators only: the first `feed` says `forbidden` otherwise.
    importer(registry& members, principal who, import_options options = {});
    importer(importer const&) = delete;
    importer& operator=(importer const&) = delete;
    ~importer();

    /// Takes the next bytes; writes whole batches. `chunk` must stay alive until done.
    boost::asio::awaitable<result<void>> feed(std::string_view chunk);
    /// The end of the text: writes the rest.
    boost::asio::awaitable<result<import_report>> finish();
    import_report const& report() const noexcept { return report_; }

private:
    struct row;
    /// What one run of a batch's unit did; counted once it is durable.
    struct batch_result {
        batch_result() = default;
        std::uint64_t created = 0, updated = 0, unchanged = 0, consents = 0, messages = 0;
        std::vector<import_error> refused;
    };
    void take_line(std::string_view line);
    void skip_line();
    void refuse(std::uint64_t line, error const& why);
    boost::asio::awaitable<result<void>> flush();
    result<void> write_batch(change_writer& writer, batch_result& done) const;
    void count(batch_result const& done);

    registry& registry_;
    principal who_;
    import_options options_;
    std::string rest_;       ///< of a line whose end has not come yet
    bool skipping_ = false;  ///< the rest of a line that is too long
    std::vector<row> batch_;
    std::size_t batch_bytes_ = 0;
    std::vector<import_error> refused_;  ///< lines since the last batch
    import_report report_;
};

}  // namespace cohook::members
