// The model: the nouns that every room speaks of, and what makes them valid. In come values as a person or a program
// wrote them; out go the same values, judged, named, explained, or as one JSON document. Nothing here reads a clock,
// a file or the network, and nothing here changes a value to make it fit.
//
// The nouns themselves are public: <cohook/endpoint.hpp>, <cohook/policy.hpp>, <cohook/message.hpp>,
// <cohook/delivery.hpp>, <cohook/sync.hpp>. What only the rooms need of them is beside this page: how an endpoint is
// kept as a document (endpoint_document.hpp) and where ids come from (ids.hpp).
#pragma once

#include <cohook/delivery.hpp>
#include <cohook/endpoint.hpp>
#include <cohook/message.hpp>
#include <cohook/policy.hpp>
#include <cohook/sync.hpp>
