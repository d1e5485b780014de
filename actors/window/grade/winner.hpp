// SPDX-License-Identifier: MIT
// The winner of a window by the reports of all its sources. Pure.
#pragma once

#include "messages/grade.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// The winner of a window, as far as it is known.
struct resolution {
  /// Nothing: the sources disagree.
  std::optional<settlement> winner;
  /// At least two sources name it.
  bool confirmed = false;
  /// The earliest time of settlement by a source that names the winner.
  timestamp time{};

  bool operator==(const resolution&) const = default;
};

/// One source names the winner, a second one confirms it; where they disagree, only a
/// settlement that at least two of them name, and more than name any other, is the
/// winner. Nothing: no source names one. The order of the reports does not matter.
std::optional<resolution> resolve_winner(const std::vector<source_report>& reports);

/// Sources name different winners, and none of these is confirmed.
bool is_contested(const std::vector<source_report>& reports);

/// Two sources agree.
bool is_confirmed(const std::vector<source_report>& reports);

/// `gamma says UP, clob says DOWN`.
std::string reports_text(const std::vector<source_report>& reports);

/// The same of the reports that name another settlement than `winner`; empty: none does.
std::string dissent_text(const std::vector<source_report>& reports, settlement winner);

/// `gamma, clob`: the sources that name `winner`, without one all of them.
std::string source_names(const std::vector<source_report>& reports,
                         std::optional<settlement> winner, const char* separator);

/// Puts a source's report in its place, or in place of its earlier one. One that names
/// the same winner again keeps the earlier time.
void put_report(std::vector<source_report>& reports, source_report fresh);

/// Null: the source names no winner.
const source_report* find_report(const std::vector<source_report>& reports,
                                 winner_source source);

/// The reports of the platform's sources about a window in the grades of all wallets.
/// Redemptions, which belong to one wallet, are left out.
std::vector<source_report> platform_reports(const std::vector<grade>& grades);

} // namespace tracker
