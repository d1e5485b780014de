// SPDX-License-Identifier: MIT
#include "actors/ledger/store/alert_history.hpp"

#include "actors/ledger/store/sqlite_file.hpp"
#include "actors/ledger/tables/alert_table.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <variant>

namespace tracker {

ledger_result<alert_history> read_alert_history(const std::string& ledger_file,
                                                timestamp since) {
  auto opened = open_for_reading(ledger_file, file_state::live);
  if (auto* error = std::get_if<ledger_error>(&opened))
    return std::move(*error);
  auto& file = std::get<SQLite::Database>(opened);
  return guarded(ledger_file, &file, [&] {
    file.exec("BEGIN");
    alert_table rows{file};
    return alert_history{rows.recall(since), rows.channels(), rows.recall_fills(since)};
  });
}

} // namespace tracker
