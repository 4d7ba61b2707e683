// The members register.
#include "sequence.hpp"

namespace fuzz {

std::vector<call> register_calls() {
    return {
        [](state& s, bytes& in) {
            cohook_person_put(s.engine, in.one() % 3, in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_person_patch(s.engine, in.one() % 3, in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_person_find(s.engine, in.one() % 3, in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_person_list(s.engine, in.text(), in.number(), in.one(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            char const* const application = in.text();
            cohook_person_search(s.engine, application, in.text(), in.number(), in.one(), patience, s.shown(),
                                 s.told());
        },
        [](state& s, bytes& in) { cohook_person_remove(s.engine, in.one() % 3, patience, s.shown(), s.told()); },
        [](state& s, bytes& in) {
            char const* const lines = in.text();
            cohook_person_import(s.engine, lines, length(lines), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_application_put(s.engine, in.text(), in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_application_change_webhook(s.engine, in.text(), in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_application_find(s.engine, in.text(), patience, s.shown(), s.told()); },
        [](state& s, bytes& in) { cohook_application_remove(s.engine, in.text(), patience, s.told()); },
        [](state& s, bytes& in) {
            cohook_application_test(s.engine, in.text(), in.one() % 3, 0, patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_consent_put(s.engine, in.one() % 3, in.text(), in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_consent_withdraw(s.engine, in.one() % 3, in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_consent_list(s.engine, in.one() % 3, patience, s.shown(), s.told()); },
        [](state& s, bytes& in) {
            cohook_organization_put(s.engine, in.text(), in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_organization_remove(s.engine, in.text(), patience, s.told()); },
    };
}

std::vector<call> reading_calls() {
    return {
        [](state& s, bytes& in) {
            cohook_application_list(s.engine, in.text(), in.one(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_organization_find(s.engine, in.text(), patience, s.shown(), s.told()); },
        [](state& s, bytes& in) {
            cohook_organization_list(s.engine, in.text(), in.one(), patience, s.shown(), s.told());
        },
        [](state& s, bytes&) { cohook_scope_list(s.shown(), s.told()); },
    };
}

}  // namespace fuzz
