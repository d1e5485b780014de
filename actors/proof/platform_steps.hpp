// SPDX-License-Identifier: MIT
#pragma once

#include "messages/fetch.hpp"

#include <string>

namespace tracker {

/// A request to the platform that a check needs next.
struct ask_platform {
  std::string endpoint;
  std::string path;
  host target = host::data;
};

} // namespace tracker
