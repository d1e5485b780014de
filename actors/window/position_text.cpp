// SPDX-License-Identifier: MIT
#include "actors/window/position_text.hpp"

namespace tracker {

namespace {

std::string side_text(const char* name, const side_figures& of) {
  if (of.held <= shares{})
    return {};
  auto text = name + (' ' + format_rounded(of.held.micros(), 1));
  if (of.average_entry)
    text += '@' + format_rounded(of.average_entry->micros(), 2);
  return text;
}

} // namespace

std::string position_text(const window_figures& of) {
  auto text = side_text("UP", of.up);
  auto down = side_text("DN", of.down);
  if (!text.empty() && !down.empty())
    text += ' ';
  return text + down;
}

} // namespace tracker
