// SPDX-License-Identifier: MIT
#include "actors/supervisor/drain_plan.hpp"

#include <fmt/format.h>

#include <map>

namespace tracker {

namespace {

constexpr std::size_t named_of_a_kind = 8;

/// `wallet` of `wallet main`.
std::string kind_of(const drained_actor& actor) {
  return actor.name.substr(0, actor.name.find(' '));
}

struct kind_sum {
  std::size_t actors = 0;
  std::uint64_t handled = 0;
  bool is_written = false;
};

} // namespace

std::string drained_text(const std::vector<drained_actor>& actors) {
  std::map<std::string, kind_sum> kinds;
  for (const auto& actor : actors) {
    auto& sum = kinds[kind_of(actor)];
    ++sum.actors;
    sum.handled += actor.handled;
  }
  std::string text;
  for (const auto& actor : actors) {
    const auto kind = kind_of(actor);
    auto& sum = kinds[kind];
    if (sum.is_written)
      continue;
    if (!text.empty())
      text += ", ";
    if (sum.actors <= named_of_a_kind) {
      text += fmt::format("{} {}", actor.name, actor.handled);
      continue;
    }
    sum.is_written = true;
    text += fmt::format("{} {}s {}", sum.actors, kind, sum.handled);
  }
  return text;
}

} // namespace tracker
