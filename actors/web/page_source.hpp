// SPDX-License-Identifier: MIT
// The source that the page, /api/v1 and the figures are read from.
#pragma once

#include "actors/ledger/report/report_source.hpp"
#include "actors/web/measure/ledger_watch.hpp"

#include <functional>
#include <memory>

namespace tracker {

/// The ledger file or the database of a fleet, as the web's ledger reader reads it. Only
/// its thread uses it; every member may block for a limited time. Failures are values.
class page_source {
public:
  page_source() = default;
  page_source(const page_source&) = delete;
  page_source& operator=(const page_source&) = delete;
  virtual ~page_source() = default;

  /// Changes when what is recorded changes.
  virtual ledger_result<ledger_stamp> stamp() = 0;
  /// Calls `read` with a snapshot of what is recorded, which ends with the call. Returns
  /// nothing then, or why a snapshot could not be taken.
  virtual report_source::failure
  visit(const std::function<void(report_source&)>& read) = 0;
};

using page_source_maker = std::function<std::unique_ptr<page_source>()>;

} // namespace tracker
