// SPDX-License-Identifier: MIT
// What a sample says, by the order of its values. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace tracker::test {

/// The value that `part` (0 to 1) of a sample does not exceed. The sample has one value
/// at least.
template <class Value>
Value percentile(std::vector<Value> of, double part) {
  const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(of.size() - 1));
  std::nth_element(of.begin(), of.begin() + at, of.end());
  return of[static_cast<std::size_t>(at)];
}

template <class Value>
Value median(std::vector<Value> of) {
  return percentile(std::move(of), 0.5);
}

/// The median of what `value` is of each row, a member or a function.
template <class Rows, class Value>
double median(const Rows& of, Value value) {
  std::vector<double> values;
  values.reserve(of.size());
  for (const auto& row : of)
    values.push_back(static_cast<double>(std::invoke(value, row)));
  return median(std::move(values));
}

} // namespace tracker::test
