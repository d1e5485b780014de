// SPDX-License-Identifier: MIT
#include "actors/wallet/activity_v1.hpp"

#include "actors/wallet/activity_row.hpp"

namespace tracker {

std::string activity_path_v1(std::string_view wallet, const activity_query& query) {
  std::string path{"/activity?user="};
  path += wallet;
  path += "&limit=" + std::to_string(activity_rules_v1.limit);
  path += "&offset=" + std::to_string(query.offset);
  path += "&start=" + std::to_string(to_unix_seconds(query.start));
  return path + "&sortBy=TIMESTAMP&sortDirection=ASC";
}

decoded<activity_page> decode_activity_v1(std::string_view body, std::string_view wallet,
                                          timestamp now) {
  return decode(body, [&](const json_cursor& rows) {
    return read_activity_rows(rows, row_names_v1, wallet, now);
  });
}

} // namespace tracker
