#include "cli/demo_sample.hpp"

#include "members/sample_register.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

namespace cohook::cli {

sample_figures figures_of_sample(std::string_view application) {
    sample_figures made;
    std::size_t most_scopes = 0;
    std::string_view rest = members::sample_register();
    while (!rest.empty()) {
        std::string_view const line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (line.empty()) continue;
        boost::json::value const read = boost::json::parse(line);
        ++made.persons;
        for (boost::json::value const& consent : read.at("consents").as_array()) {
            if (consent.at("application").as_string() != application) continue;
            std::int64_t const id = read.at("person").at("personID").as_int64();
            made.who.insert(id);
            std::size_t const scopes = consent.at("scopes").as_array().size();
            if (scopes > most_scopes) {
                most_scopes = scopes;
                made.shown = id;
            }
        }
    }
    made.consenting = made.who.size();
    return made;
}

}  // namespace cohook::cli
