// SPDX-License-Identifier: MIT
// The value or the error of a decoded reply.
#pragma once

#include "actors/platform/json.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <utility>
#include <variant>

namespace tracker::test {

/// Returns the value; fails the test with the text of the error otherwise.
template <class T>
T must(decoded<T> result) {
  if (const auto* refused = std::get_if<decode_error>(&result))
    FAIL(to_string(*refused));
  return std::get<T>(std::move(result));
}

/// The text of the error; empty for a value.
template <class T>
std::string refusal(const decoded<T>& result) {
  const auto* refused = std::get_if<decode_error>(&result);
  return refused == nullptr ? "" : to_string(*refused);
}

} // namespace tracker::test
