// SPDX-License-Identifier: MIT
// What `backfill` shows of its progress. Pure.
#pragma once

#include "messages/control.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Adds up what the series say.
class backfill_tally {
public:
  explicit backfill_tally(std::size_t series) : series_{series} {}

  /// `now` measures the rate.
  void hear(const span_progress& how, steady_point now);

  std::uint64_t windows() const;
  /// Settled or left.
  std::uint64_t done() const;
  std::uint64_t left() const;
  std::vector<std::string> left_names() const;
  /// Every series has said that it is over.
  bool is_over() const;
  /// `120 of 960 windows, 12 %, 14.2/s, 59 s left`. The rate is that since the first
  /// word; before there is one, what is waited for.
  std::string line(steady_point now) const;
  /// The same behind a bar, for a terminal.
  std::string bar(steady_point now, std::size_t width) const;
  /// What it came to: `960 windows: 958 settled, 2 left open`.
  std::string summary() const;

private:
  struct beginning {
    steady_point at{};
    std::uint64_t done = 0;
  };

  std::uint64_t sum(std::uint64_t span_progress::*of) const;
  std::string waiting_text() const;

  std::size_t series_;
  std::map<std::string, span_progress> latest_;
  /// When the first word came, and how many were done in the first words of all.
  std::optional<beginning> began_;
};

} // namespace tracker
