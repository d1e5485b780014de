// SPDX-License-Identifier: MIT
// Helpers of the tests of activity and trades decoders.
#pragma once

#include "messages/time.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/decoded_value.hpp"

#include <string>
#include <variant>

namespace tracker::test {

/// Two minutes after the rows of activity_rows.hpp.
inline constexpr timestamp after_rows = from_unix_seconds(1'789'944'000);
/// Later than every recorded row.
inline constexpr timestamp after_recordings = from_unix_seconds(1'800'000'000);

/// Returns the error; fails the test without one.
template <class T>
decode_error error_of(const decoded<T>& result) {
  REQUIRE(std::holds_alternative<decode_error>(result));
  return std::get<decode_error>(result);
}

/// The JSON array `rows` as the only page of the second dialect.
inline std::string envelope_of(const std::string& rows) {
  return R"({"data":)" + rows + R"(,"pagination":{"has_more":false,"next_cursor":null}})";
}

} // namespace tracker::test
