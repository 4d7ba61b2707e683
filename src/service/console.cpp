// The console: its page, and the modules and style sheets that the page asks for.
#include "members/secret_text.hpp"
#include "service/console_files.hpp"
#include "service/operations.hpp"
#include "signing/encoding.hpp"

#include <array>
#include <fstream>
#include <iterator>

namespace cohook::service::operations {
namespace {

constexpr std::string_view page_name = "index.html";
constexpr std::string_view left_out = R"(<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>cohook: no console</title></head>
<body>
<h1>This server was built without its console</h1>
<p>The console is made of a few packages that npm installs when the build is configured, and npm was not there.
To get the console: install <code>npm</code>, run <code>meson setup --reconfigure build</code> and build again.</p>
<p>Everything the console does can be done over the API and on the command line, too:
see <a href="/docs">the documentation</a>.</p>
</body>
</html>
)";

/// A file on its way out.
struct served {
    served() = default;
    explicit served(console_file const& file)
        : type(file.type), tag(file.tag), plain(file.plain), packed(file.packed) {}
    std::string type, tag, plain, packed;
};

std::string_view type_of(std::string_view path) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> types{
        {{".html", "text/html; charset=utf-8"},
         {".css", "text/css; charset=utf-8"},
         {".js", "text/javascript; charset=utf-8"},
         {".mjs", "text/javascript; charset=utf-8"},
         {".svg", "image/svg+xml"},
         {".png", "image/png"}}};
    for (auto const& [end, type] : types)
        if (path.ends_with(end)) return type;
    return "application/octet-stream";
}

std::string base64_of(std::string_view bytes) {
    std::string made;
    signing::append_base64(made, bytes);
    return made;
}

/// Neither a step up nor anything that a file system would read otherwise than we do.
bool stays_below(std::string_view path) {
    if (path.empty() || path.find_first_of(std::string_view("\\\0", 2)) != std::string_view::npos) return false;
    while (!path.empty()) {
        auto const part = path.substr(0, path.find('/'));
        if (part.empty() || part.starts_with('.')) return false;
        path.remove_prefix(std::min(part.size() + 1, path.size()));
    }
    return true;
}

std::optional<served> from_directory(std::string const& directory, std::string const& path) {
    if (directory.empty() || !stays_below(path)) return std::nullopt;
    std::ifstream file(directory + "/" + path, std::ios::binary);
    if (!file.is_open()) return std::nullopt;
    served found;
    found.plain.assign(std::istreambuf_iterator<char>(file), {});
    if (file.bad()) return std::nullopt;
    found.type = type_of(path);
    found.tag = base64_of(members::hash_secret(found.plain));
    return found;
}

std::optional<served> find_file(call const& asked, std::string const& path) {
    if (auto found = from_directory(asked.room.console_directory, path)) return found;
    for (auto const& file : embedded_console())
        if (file.path == path) return served(file);
    if (path != page_name) return std::nullopt;
    served none;
    none.type = type_of(page_name);
    none.plain = left_out;
    return none;
}

/// The import map is the one script in the page itself: it is allowed by what it is, and no other is.
std::string import_map_source(std::string_view page) {
    constexpr std::string_view begin = "<script type=\"importmap\">", end = "</script>";
    auto const from = page.find(begin);
    if (from == std::string_view::npos) return {};
    auto const text = page.substr(from + begin.size());
    auto const size = text.find(end);
    if (size == std::string_view::npos) return {};
    return " 'sha256-" + base64_of(members::hash_secret(text.substr(0, size))) + "'";
}

bool takes_gzip(request const& message) {
    std::string_view rest = message.header("accept-encoding").value_or("");
    while (!rest.empty()) {
        auto const one = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        auto const begin = one.find_first_not_of(' ');
        if (begin == std::string_view::npos || !one.substr(begin).starts_with("gzip")) continue;
        return one.find("q=0") == std::string_view::npos || one.find("q=0.") != std::string_view::npos;
    }
    return false;
}

response answer_with(call const& asked, served file) {
    bool const packed = !file.packed.empty() && takes_gzip(asked.message);
    auto const scripts = "script-src 'self'" + import_map_source(file.plain);
    response answer(200, std::move(file.type), packed ? std::move(file.packed) : std::move(file.plain));
    if (packed) answer.set("Content-Encoding", "gzip");
    if (!file.tag.empty()) answer.set("ETag", etag_of(file.tag + (packed ? "-gzip" : "")));
    answer.set("Vary", "Accept-Encoding");
    answer.set("Cache-Control", "no-cache");
    answer.set("Content-Security-Policy",
               "default-src 'none'; " + scripts +
                   "; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; "
                   "frame-ancestors 'none'; require-trusted-types-for 'script'");
    answer.set("X-Content-Type-Options", "nosniff");
    answer.set("Referrer-Policy", "no-referrer");
    answer.set("Cross-Origin-Opener-Policy", "same-origin");
    answer.set("Cross-Origin-Resource-Policy", "same-origin");
    return answer;
}

bool names_a_file(std::string_view path) {
    return path.substr(path.rfind('/') + 1).find('.') != std::string_view::npos;
}

}  // namespace

/// Every address without a file's extension is the page: what it shows is decided in the browser.
reply console_page(call& asked) {
    auto const& path = asked.path["+file"];
    auto file = find_file(asked, names_a_file(path) ? path : std::string(page_name));
    if (!file) co_return error(errc::not_found, "the console has no such file");
    co_return answer_with(asked, std::move(*file));
}

}  // namespace cohook::service::operations
