// SPDX-License-Identifier: MIT
#include "actors/supervisor/restart_policy.hpp"

namespace tracker {

std::optional<timespan> restart_policy::note_crash(steady_point now) {
  while (!recent_.empty() && now - recent_.front() >= period)
    recent_.pop_front();
  recent_.push_back(now);
  if (recent_.size() >= max_crashes)
    return std::nullopt;
  return first_pause * (1 << (recent_.size() - 1));
}

} // namespace tracker
