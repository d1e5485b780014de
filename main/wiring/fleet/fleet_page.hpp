// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fleet/store/fleet_reader.hpp"
#include "actors/web/page_source.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tracker {

/// The fleet's database as the source of the page. It keeps one connection, and a
/// snapshot only while it is read. While the database is away each question is refused at
/// once, and it is tried again every two seconds.
class fleet_page final : public page_source {
public:
  explicit fleet_page(std::string url) : url_{std::move(url)} {}

  ledger_result<ledger_stamp> stamp() override;
  report_source::failure visit(const std::function<void(report_source&)>& read) override;

private:
  report_source::failure begin();
  report_source::failure connect();
  /// Ends the connection; nothing is tried for a while.
  ledger_error give_up(ledger_error error);

  std::string url_;
  /// Without a snapshot; null: not connected.
  std::unique_ptr<fleet_reader> reader_;
  /// Of the last attempt.
  std::optional<ledger_error> failed_;
  std::chrono::steady_clock::time_point retry_{};
};

} // namespace tracker
