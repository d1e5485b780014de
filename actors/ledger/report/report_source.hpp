// SPDX-License-Identifier: MIT
// Where reports come from: whoever can answer these questions, the ledger's file above
// all.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/query/report_filter.hpp"
#include "actors/ledger/query/totals_outline.hpp"
#include "actors/ledger/report/report_columns.hpp"
#include "actors/ledger/report/report_names.hpp"
#include "messages/ledger.hpp"

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

  /// Why a question could not be answered. Rows handed out before it are to be thrown
  /// away. Nothing: it was answered, be it by no rows.
  using failure = std::optional<ledger_error>;

  /// Hands out the current grades that the filter means, by the ends of their windows.
  virtual failure each_grade(const report_filter& filter,
                             const std::function<void(const grade_row&)>& visit) = 0;
  /// The same of what sums need only, in the same order.
  virtual failure
  each_outline(const report_filter& filter, outline_detail detail,
               const std::function<void(const grade_outline&)>& visit) = 0;
  /// Hands out the windows that the filter means by time and series, by their ends.
  virtual failure
  each_window(const report_filter& filter,
              const std::function<void(const covered_window&)>& visit) = 0;
  /// The names that filters can have; of the strategies only where `with_strategies`,
  /// because every grade is read for them.
  virtual ledger_result<known_names> names(bool with_strategies) = 0;
  /// Everything of one window; nothing: it is not known.
  virtual ledger_result<std::optional<remembered_window>>
  find(const std::string& slug) = 0;
  /// What the grades of one window were before, by wallet and revision.
  virtual ledger_result<std::vector<grade>> revisions(const std::string& slug) = 0;
};

/// A reader that answers these questions, `ledger_reader`, as a source.
template <class Reader>
class source_over final : public report_source {
public:
  explicit source_over(Reader reader) : reader_{std::move(reader)} {}

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
  ledger_result<known_names> names(bool with_strategies) override {
    return reader_.names(with_strategies);
  }
  ledger_result<std::optional<remembered_window>> find(const std::string& slug) override {
    return reader_.find(slug);
  }
  ledger_result<std::vector<grade>> revisions(const std::string& slug) override {
    return reader_.revisions(slug);
  }

private:
  Reader reader_;
};

} // namespace tracker
