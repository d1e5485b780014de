// SPDX-License-Identifier: MIT
#include "actors/web/stream_events.hpp"

#include "actors/text/time_text.hpp"
#include "actors/web/health.hpp"

#include <nlohmann/json.hpp>

namespace tracker {

std::vector<stream_event> stream_events(const web_context& context,
                                        const web_snapshot* /*before*/,
                                        const web_snapshot& now) {
  const web_view view{context, now};
  const nlohmann::ordered_json strip{{"status", to_string(check_readiness(view).status)},
                                     {"mode", to_string(context.mode)},
                                     {"now", format_utc(now.now)},
                                     {"revision", now.revision}};
  return {{"strip", strip.dump(), 0}};
}

} // namespace tracker
