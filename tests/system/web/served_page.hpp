// SPDX-License-Identifier: MIT
// A tracker that serves its page, and the port of it.
#pragma once

#include "tests/system/support/tracker_run.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace tracker::test {

/// Windows of two seconds, and the page at `listen`.
inline run_options with_page(const std::string& listen) {
  auto options = two_second_windows();
  options.settings.emplace_back("tracker.grade-delay=200ms");
  options.settings.push_back("web.listen=" + listen);
  return options;
}

/// The port in the line `the page is at http://127.0.0.1:PORT/`; 0: no such line came.
inline std::uint16_t page_port(process& tracker) {
  const std::string mark = "the page is at http://127.0.0.1:";
  const auto line = tracker.wait_for_line(
      [&](const std::string& text) { return text.find(mark) != std::string::npos; },
      std::chrono::seconds{60});
  if (!line)
    return 0;
  return static_cast<std::uint16_t>(
      std::stoul(line->substr(line->find(mark) + mark.size())));
}

} // namespace tracker::test
