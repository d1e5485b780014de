// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fleet/pg/error.hpp"
#include "tests/support/catch.hpp"

#include <functional>

namespace tracker::test {

/// The class of the error that `body` throws. Without an exception the test fails and the
/// result is `unexpected`.
inline pg::error_class class_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const pg::error& failure) {
    INFO(failure.what());
    return failure.kind();
  }
  FAIL_CHECK("no error was thrown");
  return pg::error_class::unexpected;
}

} // namespace tracker::test
