// SPDX-License-Identifier: MIT
#include "actors/web/measure/metric_table.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

using namespace tracker;

namespace {

std::string file_text(const std::string& name) {
  std::ifstream file{std::string{TRACKER_SOURCE_DIR} + "/conf/" + name};
  REQUIRE(file);
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// The names of our metrics in a text, without the prefix.
std::set<std::string> metric_names(const std::string& text) {
  const std::string prefix = "performance_tracker_";
  std::set<std::string> names;
  for (auto i = text.find(prefix); i != std::string::npos; i = text.find(prefix, i + 1)) {
    const auto begin = i + prefix.size();
    const auto end =
        std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(),
                         [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    names.insert({text.begin() + static_cast<std::ptrdiff_t>(begin), end});
  }
  return names;
}

bool exists(std::string name) {
  if (name.ends_with("_bucket"))
    name.resize(name.size() - std::string{"_bucket"}.size());
  const auto& table = metric_table();
  return std::any_of(table.begin(), table.end(),
                     [&](const metric_family& family) { return family.name == name; });
}

} // namespace

TEST_CASE("Dashboard and alerting rules use metrics that exist", "[page]") {
  for (const auto* file : {"grafana.json", "prometheus-rules.yml"}) {
    const auto names = metric_names(file_text(file));
    CHECK(names.size() > 8);
    for (const auto& name : names) {
      INFO(file << ": " << name);
      CHECK(exists(name));
    }
  }
}

TEST_CASE("The dashboard is JSON with a panel for each question", "[page]") {
  const auto board = nlohmann::json::parse(file_text("grafana.json"));
  std::set<int> ids;
  std::size_t rows = 0;
  for (const auto& panel : board["panels"]) {
    CHECK(ids.insert(panel["id"].get<int>()).second);
    rows += panel["type"] == "row" ? 1 : 0;
  }
  CHECK(rows == 4);
}
