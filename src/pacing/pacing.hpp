// The room that decides when. What comes in: moments of monotonic time, the outcomes of attempts, and, for jitter, a
// number from the seam of chance. What goes out: a moment before which nothing may start, a wait before the next
// attempt, a number of attempts that may be in flight, or the advice to give an endpoint up. Each question has one
// small machine, and an endpoint's lane holds one of each:
//
//     interval_gate  no two POSTs of a sync closer than its request interval        (never early, never catches up)
//     token_bucket   a rate with bursts, for endpoints that have one
//     resend_delay   the wait after the nth failure; retry_after: what the receiver asked for, never less than ours
//     breaker        after a run of failures one delivery at a time probes, the rest wait
//     slow_start     after the breaker closes, or the receiver asks for less, few at a time and then more
//     auto_disable   days without one success: switch the endpoint off
//
// It never reads a clock, never sleeps, owns no timer, draws no random number, and knows nothing of the wire or the
// store. The machines belong to their lane's shard and have no locks.
#pragma once

#include "pacing/auto_disable.hpp"
#include "pacing/breaker.hpp"
#include "pacing/interval_gate.hpp"
#include "pacing/resend.hpp"
#include "pacing/retry_after.hpp"
#include "pacing/slow_start.hpp"
#include "pacing/token_bucket.hpp"
