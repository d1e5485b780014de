// SPDX-License-Identifier: MIT
#include "main/wiring/fleet/fleet_page.hpp"

#include <utility>

namespace tracker {

namespace {

constexpr std::chrono::seconds pause{2};

} // namespace

ledger_result<ledger_stamp> fleet_page::stamp() {
  if (auto failed = connect())
    return std::move(*failed);
  auto batches = reader_->count_batches();
  if (auto* error = std::get_if<ledger_error>(&batches))
    return give_up(std::move(*error));
  ledger_stamp result;
  result.batches = std::get<std::uint64_t>(batches);
  return result;
}

report_source::failure
fleet_page::visit(const std::function<void(report_source&)>& read) {
  // The server may have ended an idle connection: then a new one serves.
  const bool is_old = reader_ != nullptr;
  auto failed = begin();
  if (failed && is_old) {
    failed_.reset();
    failed = begin();
  }
  if (failed)
    return failed;
  read(reader_->source());
  if (auto unended = reader_->end_snapshot())
    give_up(std::move(*unended));
  return std::nullopt;
}

/// Takes a snapshot, connected if needed.
report_source::failure fleet_page::begin() {
  if (auto failed = connect())
    return failed;
  if (auto failed = reader_->take_snapshot())
    return give_up(std::move(*failed));
  return std::nullopt;
}

report_source::failure fleet_page::connect() {
  if (reader_)
    return std::nullopt;
  if (failed_ && std::chrono::steady_clock::now() < retry_)
    return failed_;
  auto opened = fleet_reader::open(url_, fleet_use::page);
  if (auto* error = std::get_if<ledger_error>(&opened))
    return give_up(std::move(*error));
  failed_.reset();
  reader_ = std::get<std::unique_ptr<fleet_reader>>(std::move(opened));
  if (auto failed = reader_->end_snapshot())
    return give_up(std::move(*failed));
  return std::nullopt;
}

ledger_error fleet_page::give_up(ledger_error error) {
  reader_.reset();
  retry_ = std::chrono::steady_clock::now() + pause;
  failed_ = error;
  return error;
}

} // namespace tracker
