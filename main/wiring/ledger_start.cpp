// SPDX-License-Identifier: MIT
#include "main/wiring/ledger_start.hpp"

#include "actors/ledger/store/ledger_reader.hpp"
#include "main/version.hpp"

#include <date/tz.h>

#include <utility>

namespace tracker {

ledger_result<ready_ledger> open_ledger(const settings& effective, timestamp started,
                                        durability commits) {
  auto opened =
      ledger_store::open(effective.ledger_file, program_version, started, commits);
  if (auto* error = std::get_if<ledger_error>(&opened))
    return std::move(*error);
  auto& store = std::get<ledger_store>(opened);
  auto days = store.use_zone(*date::locate_zone(effective.timezone));
  if (auto* error = std::get_if<ledger_error>(&days))
    return std::move(*error);
  // Before the first change: it would not be sent to the fleet. A virtual run repeats
  // what has happened and sends nothing.
  auto outbox =
      store.use_outbox(!effective.fleet_url.empty() && commits == durability::disk);
  if (auto* error = std::get_if<ledger_error>(&outbox))
    return std::move(*error);
  auto tagged = store.tag_grades(effective.strategies);
  if (auto* error = std::get_if<ledger_error>(&tagged))
    return std::move(*error);
  return ready_ledger{std::move(store), std::get<std::uint64_t>(tagged)};
}

std::string migration_notice(const std::string& ledger_file) {
  const auto opened = ledger_reader::open(ledger_file);
  const auto* error = std::get_if<ledger_error>(&opened);
  return error != nullptr && error->kind == ledger_error_kind::older
             ? error->text + ": it is migrated now, some seconds for a million windows"
             : std::string{};
}

int exit_code_of(const ledger_error& error) {
  return error.kind == ledger_error_kind::full || error.kind == ledger_error_kind::busy
             ? 1
             : 2;
}

} // namespace tracker
