// A few threads that answer queries, each on a connection that cannot write. Every query sees one state of the store, at
// least as new as the commits that were acknowledged before it was asked.
#pragma once

#include "store/completion.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_tables.hpp"
#include "store/store.hpp"

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace cohook::store::sqlite {

struct read_waiter : waiter {
    explicit read_waiter(query_ref query) : work(query) {}
    query_ref work;
};

class readers {
public:
    readers(std::vector<std::unique_ptr<connection>> connections, std::size_t queue_limit);
    readers(readers const&) = delete;
    readers& operator=(readers const&) = delete;
    ~readers();

    /// Any thread. Completes `one` (a `read_waiter`) sooner or later.
    void take_in(waiter& one);
    /// Answers what waits, then ends the threads and closes the connections. Idempotent; one thread at a time.
    void close();

private:
    void run(std::size_t index);

    std::vector<std::unique_ptr<connection>> connections_;
    std::size_t const queue_limit_;
    std::mutex mutex_;
    std::condition_variable wake_;
    waiter_list queue_;
    bool closing_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace cohook::store::sqlite
