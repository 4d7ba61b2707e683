// The room of documents: the nouns of the house as JSON, for whoever speaks it (the REST API, the C ABI).
//
// In: JSON texts of clients, read strictly: every problem is named by its path, nothing unknown is passed over. Out:
// settings ready to be applied, filters, and objects that show endpoints, deliveries, attempts, syncs, tests and the rows of
// the register. It never shows a signing key, never asks the store and never decides anything.
#pragma once

#include "documents/application_json.hpp"
#include "documents/delivery_filter_json.hpp"
#include "documents/delivery_json.hpp"
#include "documents/endpoint_settings.hpp"
#include "documents/json_input.hpp"
#include "documents/page.hpp"
#include "documents/register_json.hpp"
#include "documents/stats_json.hpp"
