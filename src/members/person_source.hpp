// Sync Data's source: the persons an application may see, in the order of their ids.
#pragma once

#include <cohook/engine.hpp>

#include "store/store.hpp"

#include <memory>

namespace cohook::members {

/// For `core_options::sources`: makes the source of a sync from its tenant, the application. A key is a personID in
/// decimal. What is read is as of then, filtered as any view; a person that can no longer be seen has no content. Its
/// memory is what one call returns.
source_factory person_sources(std::shared_ptr<store::store> truth);

}  // namespace cohook::members
