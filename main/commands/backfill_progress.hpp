// SPDX-License-Identifier: MIT
// The progress of `backfill` as it is shown. Pure.
#pragma once

#include "messages/control.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Adds up the progress of the series.
class backfill_tally {
public:
  explicit backfill_tally(std::size_t series) : series_{series} {}

  /// Takes the latest progress of a series; `now` measures the rate.
  void add(const span_progress& progress, steady_point now);

  std::uint64_t windows() const;
  /// Settled or left.
  std::uint64_t done() const;
  std::uint64_t left() const;
  std::vector<std::string> left_names() const;
  /// Every series is over.
  bool is_over() const;
  /// `120 of 960 windows, 12 %, 14.2/s, 59 s left, waits for …`. The rate is measured
  /// since the first progress.
  std::string line(steady_point now) const;
  /// The same behind a bar, for a terminal.
  std::string bar(steady_point now, std::size_t width) const;
  /// The result: `960 windows: 958 settled, 2 left open`.
  std::string summary() const;

private:
  struct beginning {
    steady_point time{};
    std::uint64_t done = 0;
  };

  std::uint64_t sum(std::uint64_t span_progress::*member) const;
  std::string waiting_text() const;

  std::size_t series_;
  std::map<std::string, span_progress> latest_;
  /// When the first progress came, and the windows that the first of each series had
  /// done.
  std::optional<beginning> begin_;
};

} // namespace tracker
