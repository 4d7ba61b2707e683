// What Twilio signs: the URL followed by the parameters of the form, or the URL alone, whose `bodySHA256` then stands
// for any other body.
//
// Names and values run together without a mark between them, and into the URL: a receiver that takes the URL of a
// request for granted, instead of the one it is registered under, lets a sender's signature be read in other ways.
#pragma once

#include <cohook/scheme.hpp>

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace cohook::signing {

struct twilio_content {
    std::string parameters;  ///< of the form: sorted, each once, name and value run together
    bool is_form = false;
    bool has_digest = false;  ///< the URL names a `bodySHA256`
};

/// `ok`, `missing_field` for an unusable URL, `duplicate_header` for two content types, `insufficient_coverage` where
/// there is a body that nothing signs.
verdict read_twilio(request_view const& request, std::string_view url, twilio_content& out);

/// Does every `bodySHA256` of the URL fit the body?
bool twilio_digest_fits(std::string_view url, std::string_view body);

/// The URL as it is, and with its port left out, or the default one put in: Twilio signs now one, now the other.
std::array<std::string, 2> twilio_spellings(std::string_view url);

}  // namespace cohook::signing
