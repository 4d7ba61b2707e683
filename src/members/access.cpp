#include "members/access.hpp"

#include <string>

namespace cohook::members {

result<void> require(principal const& who, right needed) {
    if (who.may(needed)) return {};
    return error(errc::forbidden, "this needs the right '" + to_string(needed) + "', which the key was not given");
}

result<void> require_administrator(principal const& who, right needed) {
    if (!who.administrator()) return error(errc::forbidden, "this is a system administrator's alone");
    return require(who, needed);
}

result<void> require_application(principal const& who, right needed, std::string_view application_id) {
    if (!who.acts_for(application_id)) return no_application(application_id);
    return require(who, needed);
}

result<std::string> view_of(principal const& who, std::string application_id) {
    if (!application_id.empty()) {
        if (auto allowed = require_application(who, right::read, application_id); !allowed) return allowed.error();
        return application_id;
    }
    if (auto allowed = require(who, right::read); !allowed) return allowed.error();
    if (who.administrator()) return std::string();
    if (auto only = who.only_application(); !only.empty()) return only;
    return error(errc::invalid_argument, "name the application through which persons are to be seen", "application");
}

bool sees_jointly(principal const& who, std::string_view application_id) {
    return application_id.empty() && !who.administrator() && who.applications().size() != 1;
}

error no_application(std::string_view id) {
    return error(errc::not_found, "there is no application '" + std::string(id.substr(0, 60)) + "'");
}

error no_person(std::int64_t id) {
    return error(errc::not_found, "there is no person " + std::to_string(id));
}

result<void> check_revision(std::optional<std::int64_t> expected, std::int64_t stored) {
    if (!expected || *expected == stored) return {};
    if (*expected == 0) return error(errc::conflict, "there is one already, and the write asked for there to be none");
    if (stored == 0) return error(errc::conflict, "there is none, and the write asked for one that exists");
    return error(errc::conflict, "it was changed in the meantime: revision " + std::to_string(*expected) +
                                     " was expected, " + std::to_string(stored) +
                                     " is stored; read it again and repeat the change");
}

}  // namespace cohook::members
