// The only place that knows which stores there are.
#include "store/backup.hpp"
#include "store/memory_store.hpp"
#include "store/store.hpp"
#ifdef COHOOK_WITH_SQLITE
#include "store/sqlite_backup.hpp"
#include "store/sqlite_store.hpp"
#endif

namespace cohook::store {
namespace {

#ifdef COHOOK_WITH_SQLITE
constexpr std::string_view known_forms = "sqlite:PATH, or memory: where nothing need outlast the process";
#else
constexpr std::string_view known_forms = "memory:, which does not outlast the process";
#endif

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

}  // namespace

result<std::shared_ptr<store>> open_store(std::string_view url, store_options const& options) {
    auto rest = url;
    if (take_prefix(rest, "memory:")) {
        if (rest.empty()) return make_memory_store();
        return error(errc::invalid_argument, "the store in memory has no name; write memory:");
    }
    if (take_prefix(rest, "sqlite:")) {
        if (rest.empty() || rest.find('\0') != std::string_view::npos)
            return error(errc::invalid_argument, "the store's file is not named; write sqlite:PATH");
#ifdef COHOOK_WITH_SQLITE
        return open_sqlite(std::string(rest), options);
#else
        static_cast<void>(options);
        return error(errc::unsupported, "this build has no SQLite store; build with -Dsqlite=enabled, or use memory:");
#endif
    }
    if (take_prefix(rest, "postgresql://") || take_prefix(rest, "postgres://"))
        return error(errc::unsupported, "the PostgreSQL store is not built in; use " + std::string(known_forms));
    return error(errc::invalid_argument, "this is no store's URL; write " + std::string(known_forms));
}

result<backup_report> back_up(std::string_view url, std::string const& path) {
    auto rest = url;
    if (!take_prefix(rest, "sqlite:") || rest.empty() || rest.find('\0') != std::string_view::npos)
        return error(errc::invalid_argument, "only a store in a file can be copied; write sqlite:PATH");
#ifdef COHOOK_WITH_SQLITE
    return back_up_sqlite(std::string(rest), path);
#else
    static_cast<void>(path);
    return error(errc::unsupported, "this build has no SQLite store");
#endif
}

}  // namespace cohook::store
