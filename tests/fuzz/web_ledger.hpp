// SPDX-License-Identifier: MIT
// A ledger with one window, for the fuzzers of the page.
#pragma once

#include "actors/ledger/store/ledger_store.hpp"
#include "actors/web/web_view.hpp"

#include <date/tz.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <unistd.h>

namespace tracker::test {

/// The end of the ledger's only window.
inline timestamp end_of_window() {
  return from_unix_seconds(1'768'936'500) + std::chrono::minutes{15};
}

/// The context of a tracker whose ledger is in the folder `name` of the temporary
/// directory, which is left to the system to remove.
inline web_context make_web_ledger(const std::string& name) {
  const auto folder =
      std::filesystem::temp_directory_path() / (name + "-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  web_context context;
  context.version = "fuzz";
  context.ledger_file = folder / "tracker.db";
  context.zone = date::locate_zone("UTC");
  context.series = {"btc-updown-15m"};
  const auto end = end_of_window();
  context.started = end;
  auto opened = ledger_store::open(context.ledger_file, "0", end);
  grade row;
  row.window = {"btc-updown-15m-1768936500", end - std::chrono::minutes{15}, end};
  row.series = "btc-updown-15m";
  row.wallet = {"main", "0x1234567890123456789012345678901234abcdef"};
  context.wallets = {row.wallet};
  const std::vector<ledger_entry> entries{
      record_grade{std::make_shared<const grade>(row), nullptr}};
  std::get<ledger_store>(opened).commit(entries);
  return context;
}

} // namespace tracker::test
