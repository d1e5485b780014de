// SPDX-License-Identifier: MIT
#pragma once

#include "actors/platform/ids.hpp"
#include "actors/platform/json.hpp"

#include <string_view>
#include <type_traits>
#include <vector>

namespace tracker {

/// Reads every row of `list` by `read(json_cursor)`, all or none. Throws `decode_error`
/// at the first that it refuses, and where `owner_name` is not `wallet`: the platform
/// answers an address it cannot read with everybody's rows.
template <class Read>
auto read_wallet_rows(const json_cursor& list, std::string_view owner_name,
                      std::string_view wallet, Read read) {
  const auto expected = lower_case(wallet);
  std::vector<std::invoke_result_t<Read, const json_cursor&>> result;
  for (const auto& row : list.elements()) {
    const auto owner = row.at(owner_name);
    if (lower_case(owner.text()) != expected)
      owner.refuse("the wallet that was asked for");
    result.push_back(read(row));
  }
  return result;
}

} // namespace tracker
