// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/grade_columns.hpp"

namespace tracker {

namespace {

/// Collects names.
auto list_names(std::string& result, const std::string& qualifier) {
  return [&](const char* prefix, const char* name, const auto&) {
    result += (result.empty() ? "" : ", ") + qualifier + prefix + name;
  };
}

} // namespace

std::string grade_column_names(const std::string& qualifier) {
  std::string result;
  const grade any;
  visit_grade(any, list_names(result, qualifier));
  return result;
}

std::string result_column_names(const std::string& qualifier) {
  std::string result;
  const grade any;
  visit_result(any, list_names(result, qualifier));
  return result;
}

} // namespace tracker
