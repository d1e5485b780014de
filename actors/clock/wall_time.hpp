// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

namespace tracker {

/// The wall clock of a live run.
inline timestamp wall_time() {
  return std::chrono::system_clock::now();
}

} // namespace tracker
