// SPDX-License-Identifier: MIT
#include "messages/fetch.hpp"

namespace tracker {

std::string to_string(const fetch_error& error) {
  std::string text = to_string(error.target);
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

bool is_unreachable(const fetch_error& error) {
  return error.host_paused || error.kind == fetch_error_kind::resolve ||
         error.kind == fetch_error_kind::connect || error.kind == fetch_error_kind::tls ||
         error.kind == fetch_error_kind::timeout ||
         error.kind == fetch_error_kind::cancelled;
}

} // namespace tracker
