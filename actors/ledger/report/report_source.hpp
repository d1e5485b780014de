// SPDX-License-Identifier: MIT
// The data source of reports, usually the ledger file.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/query/report_filter.hpp"
#include "actors/ledger/report/report_columns.hpp"
#include "actors/ledger/report/report_names.hpp"
#include "messages/ledger.hpp"
#include "messages/proof.hpp"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

class report_source {
public:
  report_source() = default;
  report_source(const report_source&) = delete;
  report_source& operator=(const report_source&) = delete;
  virtual ~report_source() = default;

  /// Why a query failed; rows visited before must be discarded. Nothing on success, with
  /// or without rows.
  using failure = std::optional<ledger_error>;

  /// Visits the current grades that match the filter, ordered by window end.
  virtual failure each_grade(const report_filter& filter,
                             const std::function<void(const grade_row&)>& visit) = 0;
  /// Visits only the fields that sums need, in the same order.
  virtual failure
  each_outline(const report_filter& filter, outline_detail detail,
               const std::function<void(const grade_outline&)>& visit) = 0;
  /// Visits the windows that match the time and series of the filter, ordered by end.
  virtual failure
  each_window(const report_filter& filter,
              const std::function<void(const covered_window&)>& visit) = 0;
  /// Visits the account-level rows that match the wallets and the time of the filter
  /// (after `begin`, at or before `end`), in time order.
  virtual failure
  each_account_row(const report_filter& filter,
                   const std::function<void(const account_row&)>& visit) = 0;
  /// Every row that is not booked because its meaning is uncertain.
  virtual ledger_result<std::vector<wallet_doubt>> doubtful_rows() = 0;
  /// The names that filters can use; strategies only if `with_strategies`, which reads
  /// every grade.
  virtual ledger_result<known_names> names(bool with_strategies) = 0;
  /// A window with market, grades and events; nothing when it is unknown.
  virtual ledger_result<std::optional<remembered_window>>
  find(const std::string& slug) = 0;
  /// Rows of markets without a recorded window since `since`; nothing where the source
  /// does not know.
  virtual ledger_result<std::vector<other_market>> other_markets(timestamp /*since*/) {
    return std::vector<other_market>{};
  }
  /// The recorded proofs of all wallets, by day; none where the source compares nothing
  /// with the platform.
  virtual ledger_result<std::vector<day_proof>> proofs() {
    return std::vector<day_proof>{};
  }
  /// What the platform says of the wallets in a window; none where the source does not
  /// know.
  virtual ledger_result<std::vector<window_note>> notes(const std::string& /*slug*/) {
    return std::vector<window_note>{};
  }
  /// Earlier revisions of the grades of a window, ordered by wallet and revision.
  virtual ledger_result<std::vector<grade>> revisions(const std::string& slug) = 0;
};

/// Adapts a reader, such as `ledger_reader` or a reference to one, to a source.
template <class Reader>
class source_over final : public report_source {
public:
  explicit source_over(Reader reader) : reader_{std::forward<Reader>(reader)} {}

  failure each_grade(const report_filter& filter,
                     const std::function<void(const grade_row&)>& visit) override {
    return reader_.each_row(filter, visit);
  }
  failure each_outline(const report_filter& filter, outline_detail detail,
                       const std::function<void(const grade_outline&)>& visit) override {
    return reader_.each_outline(filter, detail, visit);
  }
  failure each_window(const report_filter& filter,
                      const std::function<void(const covered_window&)>& visit) override {
    return reader_.each_window(filter, visit);
  }
  failure
  each_account_row(const report_filter& filter,
                   const std::function<void(const account_row&)>& visit) override {
    return reader_.each_account_row(filter, visit);
  }
  ledger_result<std::vector<wallet_doubt>> doubtful_rows() override {
    return reader_.doubtful_rows();
  }
  ledger_result<known_names> names(bool with_strategies) override {
    return reader_.names(with_strategies);
  }
  ledger_result<std::optional<remembered_window>> find(const std::string& slug) override {
    return reader_.find(slug);
  }
  ledger_result<std::vector<other_market>> other_markets(timestamp since) override {
    if constexpr (requires { reader_.other_markets(since); })
      return reader_.other_markets(since);
    else
      return std::vector<other_market>{};
  }
  ledger_result<std::vector<day_proof>> proofs() override {
    if constexpr (requires { reader_.proofs(timestamp{}); })
      return reader_.proofs(timestamp{});
    else
      return std::vector<day_proof>{};
  }
  ledger_result<std::vector<window_note>> notes(const std::string& slug) override {
    if constexpr (requires { reader_.notes(slug); })
      return reader_.notes(slug);
    else
      return std::vector<window_note>{};
  }
  ledger_result<std::vector<grade>> revisions(const std::string& slug) override {
    return reader_.revisions(slug);
  }

private:
  Reader reader_;
};

} // namespace tracker
