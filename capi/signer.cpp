#include <cohook/signer.hpp>

#include "header_lines.hpp"
#include "signature_options.hpp"

#include <utility>

struct cohook_signer {
    cohook::signer inner;
};

namespace cohook::capi {
namespace {

result<signer> make(cohook_signer_options const* given) {
    auto const options = read_struct(given, "options");
    if (!options) return options.error();
    if (!options->scheme) return missing("scheme");
    auto const name = parse_scheme(options->scheme);
    if (!name) return name.error();
    auto const secrets = read_secrets(options->secrets, options->secret_count);
    if (!secrets) return secrets.error();
    auto generic = read_generic_layout(options->generic);
    if (!generic) return generic.error();
    auto layout = read_http_layout(options->http_message);
    if (!layout) return layout.error();
    signer_options made;
    made.url = text_of(options->url);
    made.generic = std::move(*generic);
    made.http_message = std::move(*layout);
    return signer::make(*name, *secrets, std::move(made));
}

result<std::vector<header_line>> sign(signer const& by, cohook_unsigned const* given) {
    auto const request = read_struct(given, "request");
    if (!request) return request.error();
    auto const body = bytes_of(request->body, request->body_size, "body");
    if (!body) return body.error();
    auto const id = bytes_of(request->id, request->id_size, "id");
    if (!id) return id.error();
    header_views headers;
    if (!headers.read(request->headers, request->header_count))
        return check_lines(request->headers, request->header_count, "headers").error();
    request_view view(headers.all(), *body);
    view.method = text_of(request->method);
    view.url = text_of(request->url);
    auto outcome = by.sign(view, *id, request->timestamp);
    if (outcome.kind == verdict::internal_error) return error(errc::internal, "OpenSSL failed: nothing was signed");
    if (outcome.kind != verdict::ok)
        return error(errc::invalid_argument, "this cannot be signed: " + std::string(to_string(outcome.kind)));
    return std::move(outcome.lines);
}

}  // namespace
}  // namespace cohook::capi

using namespace cohook::capi;

extern "C" {

cohook_status cohook_signer_new(cohook_signer_options const* options, cohook_signer** signer, cohook_error** error) {
    return guarded(error, [&]() -> cohook::result<void> {
        if (!signer) return missing("signer");
        auto made = make(options);
        if (!made) return made.error();
        *signer = new cohook_signer{std::move(*made)};
        return {};
    });
}

void cohook_signer_free(cohook_signer* signer) {
    delete signer;
}

cohook_status cohook_sign(cohook_signer const* signer, cohook_unsigned const* request, cohook_headers** headers,
                          cohook_error** error) {
    return guarded(error, [&]() -> cohook::result<void> {
        if (!signer) return missing("signer");
        if (!headers) return missing("headers");
        auto lines = sign(signer->inner, request);
        if (!lines) return lines.error();
        *headers = new cohook_headers{std::move(*lines)};
        return {};
    });
}

size_t cohook_headers_count(cohook_headers const* headers) {
    return headers ? headers->lines.size() : 0;
}

cohook_header cohook_headers_at(cohook_headers const* headers, size_t index) {
    cohook_header shown{};
    if (!headers || index >= headers->lines.size()) return shown;
    auto const& line = headers->lines[index];
    shown.name = line.name.c_str();
    shown.name_size = line.name.size();
    shown.value = line.value.c_str();
    shown.value_size = line.value.size();
    return shown;
}

void cohook_headers_free(cohook_headers* headers) {
    delete headers;
}
}
