// SPDX-License-Identifier: MIT
#include "main/config/syntax/suggest.hpp"

#include "main/config/syntax/config_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace tracker {

namespace {

/// Longer names are not compared.
constexpr std::size_t longest_name = 64;
/// A name with more differences is another name.
constexpr std::size_t most_typos = 3;

/// The number of characters to change, add or remove, or of neighbours to swap.
std::size_t distance(std::string_view left, std::string_view right) {
  using table_row = std::array<std::size_t, longest_name + 1>;
  table_row before_last{};
  table_row last{};
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 0; i < left.size(); ++i) {
    table_row row{};
    row[0] = i + 1;
    for (std::size_t j = 0; j < right.size(); ++j) {
      row[j + 1] = std::min(
          {last[j] + (left[i] == right[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1});
      if (i > 0 && j > 0 && left[i] == right[j - 1] && left[i - 1] == right[j])
        row[j + 1] = std::min(row[j + 1], before_last[j - 1] + 1);
    }
    before_last = last;
    last = row;
  }
  return last[right.size()];
}

/// The distance of `name` from a known one, or `limit` if it is not below that.
std::size_t difference(std::string_view name, std::string_view known, std::size_t limit) {
  // The right key in a wrong section.
  if (!section_of(known).empty() && name_of(known) == name_of(name))
    return 1;
  const auto [shorter, longer] = std::minmax({name.size(), known.size()});
  if (longer > longest_name || longer - shorter >= limit)
    return limit;
  return std::min(distance(name, known), limit);
}

/// The only known name that begins with `name`, or that `name` begins with; nullptr:
/// there is none, or several.
const std::string* only_completion(std::string_view name,
                                   const std::vector<std::string>& known) {
  constexpr std::size_t least_letters = 3;
  const std::string* found = nullptr;
  for (const auto& candidate : known)
    if (std::min(name.size(), candidate.size()) >= least_letters &&
        (candidate.starts_with(name) || name.starts_with(candidate))) {
      if (found != nullptr && *found != candidate)
        return nullptr;
      found = &candidate;
    }
  return found;
}

} // namespace

std::string nearest_name(std::string_view name, const std::vector<std::string>& known) {
  const std::string* nearest = nullptr;
  auto least = std::clamp<std::size_t>(name.size() / 3, 1, most_typos) + 1;
  for (const auto& candidate : known) {
    const auto differs = difference(name, candidate, least);
    if (differs < least) {
      least = differs;
      nearest = &candidate;
    }
  }
  if (nearest == nullptr)
    nearest = only_completion(name, known);
  return nearest == nullptr ? std::string{} : *nearest;
}

std::string suggest(std::string_view name, const std::vector<std::string>& known) {
  const auto nearest = nearest_name(name, known);
  return nearest.empty() ? nearest : fmt::format("; did you mean {}?", nearest);
}

std::string_view section_of(std::string_view key) {
  const auto dot = key.rfind('.');
  return key.substr(0, dot == std::string_view::npos ? 0 : dot);
}

std::string_view name_of(std::string_view key) {
  return key.substr(key.rfind('.') + 1);
}

std::string shown_key(std::string_view key) {
  const auto section = section_of(key);
  const auto name = shown_name(name_of(key));
  return section.empty() ? name : fmt::format("{}.{}", shown_name(section), name);
}

} // namespace tracker
