// SPDX-License-Identifier: MIT
#include "actors/ledger/grade_columns.hpp"

namespace tracker {

std::string grade_column_names(const std::string& of) {
  std::string result;
  const grade any;
  visit_grade(any, [&](const char* prefix, const char* name, const auto&) {
    result += (result.empty() ? "" : ", ") + of + prefix + name;
  });
  return result;
}

} // namespace tracker
