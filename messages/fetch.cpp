// SPDX-License-Identifier: MIT
#include "messages/fetch.hpp"

namespace tracker {

std::string to_string(const fetch_error& error) {
  std::string text = to_string(error.from);
  text += ' ';
  text += error.endpoint;
  text += ": ";
  text += to_string(error.kind);
  if (error.status != 0) {
    text += ' ';
    text += std::to_string(error.status);
  }
  if (!error.detail.empty()) {
    text += ": ";
    text += error.detail;
  }
  return text;
}

} // namespace tracker
