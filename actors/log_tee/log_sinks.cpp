// SPDX-License-Identifier: MIT
#include "actors/log_tee/log_sinks.hpp"

#include <utility>

#include <fmt/format.h>

namespace tracker {

std::variant<log_sinks, std::string> log_sinks::open(const log_tee_options& options) {
  log_sinks sinks;
  if (!options.file.empty()) {
    auto file = log_file::open(options);
    if (const auto* problem = std::get_if<std::string>(&file))
      return fmt::format("cannot write the log file {}: {}", options.file, *problem);
    sinks.file.emplace(std::get<log_file>(std::move(file)));
  }
  if (options.console) {
    sinks.screen.emplace(options.console_descriptor);
    if (options.live_table && options.terminal.obeys_sequences) {
      block_terminal_signals();
      sinks.device.emplace(options.console_descriptor);
    }
  }
  return sinks;
}

} // namespace tracker
