// SPDX-License-Identifier: MIT
// The text of a grade in the log.
#pragma once

#include "actors/window/grade_book.hpp"
#include "messages/grade.hpp"

#include <date/tz.h>

#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// True when the grade shows an activity of the wallet in the window.
bool has_trades(const window_figures& figures);

/// `UP | main +$2.14 | ARB PAIRED | FINAL`: a grade in one line, in cents.
std::string grade_summary(const grade& graded);

/// The rows below the headline, times in `zone`. Rows of parts that the trades do not
/// have are left out. The amounts of the parts are in cents and add up to the total's.
std::vector<std::string> grade_rows(const grade& graded, const date::time_zone& zone);

/// A grade as named values, for scripts: times in UTC, money with six places.
std::vector<std::pair<std::string, std::string>> grade_fields(const grade& graded);

/// A headline of the log with the rows of its block.
struct grade_report {
  /// `window-graded`, `grade-corrected` or `grade-confirmed`.
  std::string event;
  std::string text;
  std::vector<std::string> rows;
  std::vector<std::pair<std::string, std::string>> fields;
};

/// The changes that `grade_reports` has a line for, without those that only confirm the
/// grade of a wallet without trades while another such wallet of the window is not
/// settled: the wallets' activity arrives one by one, and the last of them confirms the
/// window for all.
std::vector<grade_made> changes_to_show(std::vector<grade_made> changes,
                                        const grade_book& books);

/// The changes with settled grades made provisional, because the ledger did not report
/// whether fills are missing. `why` is the reason.
std::vector<grade_made> lower(std::vector<grade_made> changes, const std::string& why);

/// The reports of grades that changed together, times in `zone`: a block for each with
/// trades, `GRADE FINAL: <slug> | UP | main +$0.40` where only the status changed, and
/// one line for all wallets without trades in a window, `WINDOW GRADED: <slug> | UP | no
/// trades | FINAL`. That line has the least certain status of them and its reason,
/// `PROVISIONAL (2 of 5 wallets) | <reason>`. Pending grades are left out.
std::vector<grade_report> grade_reports(const std::vector<grade_made>& changes,
                                        const date::time_zone& zone);

} // namespace tracker
