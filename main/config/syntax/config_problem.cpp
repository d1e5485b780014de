// SPDX-License-Identifier: MIT
#include "main/config/syntax/config_problem.hpp"

namespace tracker {

std::string to_string(const config_problem& problem) {
  auto text = problem.where + ": ";
  if (!problem.key.empty())
    text += problem.key + (problem.value.empty() ? "" : " = " + problem.value) + ": ";
  return text + problem.reason;
}

std::vector<std::string> to_lines(const std::vector<config_problem>& problems) {
  std::vector<std::string> lines;
  lines.reserve(problems.size());
  for (const auto& problem : problems)
    lines.push_back(to_string(problem));
  return lines;
}

} // namespace tracker
