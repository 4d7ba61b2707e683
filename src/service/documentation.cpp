// The documentation: pages for people, openapi.json for programs.
#include "service/documentation.hpp"

#include "service/operations.hpp"

#include <algorithm>

namespace cohook::service {

documentation_file const* find_documentation(std::string_view path) noexcept {
    auto const every = documentation();
    auto const found = std::lower_bound(every.begin(), every.end(), path,
                                        [](auto const& one, std::string_view wanted) { return one.path < wanted; });
    return found != every.end() && found->path == path ? &*found : nullptr;
}

namespace operations {
namespace {

outcome<response> file_answer(std::string_view path) {
    auto const* const file = find_documentation(path);
    if (file == nullptr)
        return fault(404, error(errc::not_found, "the documentation has no such page; /docs lists what it has"));
    response answer(200, std::string(file->type), std::string(file->content));
    answer.set("ETag", std::string(file->tag));
    answer.set("Cache-Control", "no-cache");
    answer.set("Content-Security-Policy",
               "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
               "frame-ancestors 'none'");
    answer.set("X-Content-Type-Options", "nosniff");
    answer.set("Referrer-Policy", "no-referrer");
    return answer;
}

}  // namespace

reply openapi(call&) {
    co_return file_answer("openapi.json");
}

reply docs(call&) {
    co_return file_answer("");
}

reply docs_page(call& asked) {
    co_return file_answer(asked.path["page"]);
}

reply docs_image(call& asked) {
    std::string const path = "images/" + asked.path["image"];
    co_return file_answer(path);
}

}  // namespace operations
}  // namespace cohook::service
