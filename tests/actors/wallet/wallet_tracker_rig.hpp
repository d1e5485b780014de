// SPDX-License-Identifier: MIT
// Replies for a `wallet_tracker`, and what its requests contain.
#pragma once

#include "actors/wallet/wallet_tracker.hpp"
#include "tests/actors/wallet/activity_rows.hpp"
#include "tests/support/market_bodies.hpp"

#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tracker::test {

inline const watched_wallet owner{"main", row_wallet};
/// A minute after the row of `row_text::trade`.
inline const timestamp start_time = from_unix_seconds(1'789'943'818 + 60);

/// The rows as one page of the first dialect.
inline std::string page_of(const std::vector<std::string>& rows) {
  std::string body = "[";
  for (const auto& row : rows)
    body += (body.size() > 1 ? "," : "") + row;
  return body + "]";
}

/// A reply with the host's `date` that is `age` old.
inline fetch_result answered(std::string body, timestamp date,
                             std::chrono::seconds age = {}) {
  auto result = ok(std::move(body), age);
  std::get<fetch_reply>(result.value).date = date;
  return result;
}

/// The `start` parameter of a request's path.
inline std::string start_in(const std::string& path) {
  const auto begin = path.find("start=") + 6;
  return path.substr(begin, path.find('&', begin) - begin);
}

inline std::string seconds_of(timestamp time) {
  return std::to_string(to_unix_seconds(time));
}

} // namespace tracker::test
