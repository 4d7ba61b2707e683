// The engine's threads: one io_context each, with every signal blocked.
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace cohook {

/// Starts `count` threads at once, named `NAME-0`, `NAME-1`, …; each runs the executor of its index until `stop`.
class shard_threads {
public:
    shard_threads(std::size_t count, std::string const& name);
    shard_threads(shard_threads const&) = delete;
    shard_threads& operator=(shard_threads const&) = delete;
    ~shard_threads();

    std::vector<boost::asio::any_io_executor> executors() const;
    /// Lets every thread finish what is queued and joins it. Work still suspended is not resumed: join it before.
    /// Idempotent; not from one of these threads.
    void stop();

private:
    struct shard;
    std::vector<std::unique_ptr<shard>> shards_;
};

/// How many shards suit this machine: one a core, less one for the store where there is more than one.
std::size_t default_shard_count() noexcept;

}  // namespace cohook
