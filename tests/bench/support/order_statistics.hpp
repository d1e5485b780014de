// SPDX-License-Identifier: MIT
// Quantiles of a sample. Pure.
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
Value percentile(std::vector<Value> sample, double part) {
  const auto rank =
      static_cast<std::ptrdiff_t>(part * static_cast<double>(sample.size() - 1));
  std::nth_element(sample.begin(), sample.begin() + rank, sample.end());
  return sample[static_cast<std::size_t>(rank)];
}

template <class Value>
Value median(std::vector<Value> sample) {
  return percentile(std::move(sample), 0.5);
}

/// The median of `value` over the rows; `value` is a member or a function.
template <class Rows, class Value>
double median(const Rows& rows, Value value) {
  std::vector<double> values;
  values.reserve(rows.size());
  for (const auto& row : rows)
    values.push_back(static_cast<double>(std::invoke(value, row)));
  return median(std::move(values));
}

} // namespace tracker::test
