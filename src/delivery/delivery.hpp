// The engine's room (its namespace is `dispatch`: `delivery` is the noun). What comes in: messages and syncs for
// endpoints. What goes out: requests through the transport, and outcomes into the store. It never knows what a person is,
// names no database, and reads time, chance, the network and the disk through the seams in core.hpp alone.
//
//     acceptance.hpp   a message becomes a pending delivery in somebody's unit of work, then goes to its lane
//     shard.hpp        one executor: the lanes, the transport, the slots and the settler of the endpoints that live there
//     lane.hpp         one endpoint with work: its window, breaker, couriers; what it does next is lane_fsm.hpp's decision
//                      (lane_outcomes.cpp: what comes of its attempts)
//     courier.hpp      **start here**: the walk of one delivery: take, sign, send, judge, settle
//     judge.hpp        pure: what an exchange came to, and what follows from it
//     settler.hpp      outcomes become durable, in groups
//     slots.hpp        pure: who may have the next connection, so that no endpoint can take them all;  slot_line.hpp: who
//                      waits for one
//     sync_job.hpp     Sync Data: a paced, resumable walk over a source; its book-keeping is sync_ledger.hpp
//     test_run.hpp     Run Test
//     registration.hpp endpoints are written;  directory.hpp  and kept prepared for sending (prepared_endpoint.hpp)
//     engine.cpp       the public face;  engine_queries.cpp: what it tells;  replay.cpp: sending again what matches
//     upkeep.hpp       lives that end, records past their keeping
#pragma once

#include "delivery/core.hpp"
