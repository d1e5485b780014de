// SPDX-License-Identifier: MIT
// The events of /events. Pure.
#pragma once

#include "actors/web/server/event_stream.hpp"
#include "actors/web/web_view.hpp"

#include <vector>

namespace tracker {

/// The events that follow from a new snapshot; `before` is the previous one, null at the
/// start. Called once a second. An event with an id is kept for clients that reconnect
/// with Last-Event-ID; ids ascend.
std::vector<stream_event> stream_events(const web_context& context,
                                        const web_snapshot* before,
                                        const web_snapshot& now);

} // namespace tracker
