// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/console.hpp"
#include "actors/log_tee/live/terminal.hpp"
#include "actors/log_tee/log_file.hpp"
#include "actors/log_tee/log_options.hpp"

#include <optional>
#include <string>
#include <variant>

namespace tracker {

/// The two outputs of a line, opened before any actor runs so that a wrong log.file is an
/// error at the start. An output that is switched off is empty.
struct log_sinks {
  std::optional<log_file> file;
  std::optional<console> screen;
  /// The screen where it has a live table.
  std::optional<terminal> device;

  /// The sinks of `options`, or why the file cannot be written, with its name.
  static std::variant<log_sinks, std::string> open(const log_tee_options& options);
};

} // namespace tracker
