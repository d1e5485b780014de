// SPDX-License-Identifier: MIT
// The explanation of windows, as text or JSON: the same for the command and for /api/v1.
#pragma once

#include "actors/ledger/explain/explain.hpp"
#include "actors/ledger/output/report_run.hpp"
#include "actors/ledger/report/report_query.hpp"
#include "actors/ledger/report/report_source.hpp"
#include "actors/window/grade/accounting.hpp"

#include <nlohmann/json.hpp>

#include <iosfwd>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tracker {

/// What the ledger has of a window, and the earlier revisions of its grades.
struct found_window {
  remembered_window record;
  std::vector<grade> revisions;
  std::vector<window_note> notes{};
};

/// Nothing when the ledger does not have the window.
ledger_result<std::optional<found_window>> find_window(const std::string& slug,
                                                       report_source& source);

/// The filter for the wallets in `names` (`main,0x…`, by name or address; nothing: all),
/// or the first name that does not exist.
ledger_result<std::variant<report_filter, option_fault>>
wallet_filter(const std::optional<std::string>& names, report_source& source,
              const report_setting& setting);

/// Writes the explanations of windows, one for each wallet that `wallets` selects;
/// `rules` are those that windows are graded by.
class explanation_writer {
public:
  /// `rules` and `setting` must outlive the writer.
  explanation_writer(const accounting_rules& rules, const report_setting& setting,
                     report_filter wallets)
      : rules_{rules}, setting_{setting}, wallets_{std::move(wallets)} {}

  void write_text(const found_window& found, std::ostream& out);
  /// Adds an object for each grade; one without `grade` for a window that has none yet.
  void add_json(const found_window& found);
  /// The array of the objects added.
  std::string json() const;

private:
  std::vector<explanation> explanations(const found_window& found) const;
  std::vector<std::string> lines(const explanation& entry, bool colours) const;

  const accounting_rules& rules_;
  const report_setting& setting_;
  report_filter wallets_;
  bool is_first_ = true;
  nlohmann::ordered_json rows_ = nlohmann::ordered_json::array();
};

} // namespace tracker
