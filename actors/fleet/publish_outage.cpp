// SPDX-License-Identifier: MIT
#include "actors/fleet/publish_outage.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr timespan first_pause = 1s;
/// A server that starts again, or a standby that takes over, is found within this time.
constexpr timespan longest_pause = 15s;
/// For failures that an operator must correct.
constexpr timespan patient_pause = 60s;

bool needs_operator(pg::error_class kind) {
  switch (kind) {
  case pg::error_class::no_rights:
  case pg::error_class::absent:
  case pg::error_class::newer:
  case pg::error_class::unexpected:
    return true;
  default:
    return false;
  }
}

/// The failure for a log line.
const char* meaning(pg::error_class kind) {
  switch (kind) {
  case pg::error_class::lost:
    return "the fleet's database is away";
  case pg::error_class::conflict:
    return "the fleet's database is busy";
  case pg::error_class::read_only:
    return "the fleet's database is read-only";
  case pg::error_class::full:
    return "the fleet's database is full";
  case pg::error_class::no_rights:
    return "the role has no rights in the fleet's database";
  case pg::error_class::absent:
    return "the fleet's database does not exist";
  case pg::error_class::newer:
    return "the fleet's database belongs to a newer program";
  case pg::error_class::taken:
    return "the tracker's name is taken";
  case pg::error_class::fenced:
    return "another tracker has taken over";
  case pg::error_class::unexpected:
    return "the fleet's database refuses the facts";
  }
  return "?";
}

} // namespace

std::string publish_outage::note_failure(pg::error_class kind, const std::string& text,
                                         steady_point now) {
  ++failures_;
  const bool is_known = kind_ == kind;
  if (!kind_)
    began_ = now;
  kind_ = kind;
  text_ = fmt::format("{}: {}", meaning(kind), text);
  pause_ = pause_ == timespan{} ? first_pause : std::min(2 * pause_, longest_pause);
  next_try_ = now + (needs_operator(kind) ? patient_pause : pause_);
  // A batch that could not be written in time may be too large for a slow database.
  if (kind == pg::error_class::lost || kind == pg::error_class::conflict)
    rows_ = std::max(rows_ / 4, least_rows);
  if (is_known)
    return {};
  return fmt::format("{}; facts wait in the ledger, which goes on; next try in {} s",
                     text_, (next_try_ - now) / 1s);
}

std::string publish_outage::note_success(steady_point now) {
  rows_ = std::min(2 * rows_, most_rows);
  pause_ = {};
  next_try_ = {};
  if (!kind_)
    return {};
  kind_.reset();
  text_.clear();
  return fmt::format("the fleet's database accepts facts again after {} s",
                     (now - began_) / 1s);
}

} // namespace tracker
