#include "cli/finding.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace cohook::cli {
namespace {

std::string_view name_of(standing how) {
    switch (how) {
        case standing::fine: return "ok";
        case standing::doubtful: return "warning";
        case standing::wrong: return "failed";
        case standing::skipped: return "skipped";
    }
    return "failed";
}

}  // namespace

std::string describe(finding const& one, terminal const& out) {
    std::string label(name_of(one.how));
    label.resize(8, ' ');
    if (one.how == standing::fine) label = out.good(label);
    if (one.how == standing::doubtful) label = out.warn(label);
    if (one.how == standing::wrong) label = out.bad(label);
    std::string check = one.check;
    check.resize(12, ' ');
    return label + check + one.what + (one.remedy.empty() ? "" : "; " + one.remedy);
}

std::string to_json(std::vector<finding> const& all) {
    boost::json::array list;
    for (finding const& one : all) {
        boost::json::object line;
        line["check"] = one.check;
        line["standing"] = name_of(one.how);
        line["what"] = one.what;
        line["remedy"] = one.remedy;
        list.push_back(std::move(line));
    }
    return boost::json::serialize(list);
}

}  // namespace cohook::cli
