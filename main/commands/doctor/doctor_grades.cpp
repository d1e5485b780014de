// SPDX-License-Identifier: MIT
#include "main/commands/doctor/doctor_grades.hpp"

#include "actors/ledger/report/totals_text.hpp"
#include "actors/ledger/store/ledger_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

namespace tracker {

namespace {

/// Differences listed in one line.
constexpr std::size_t max_listed = 3;

void recompute(const remembered_window& memory, const report_filter& watched,
               const accounting_rules& rules, recomputed_grades& result) {
  auto window = memory;
  std::erase_if(window.grades,
                [&](const grade& recorded) { return !selects(watched, recorded); });
  for (const auto& recorded : window.grades)
    if (recorded.winner && window.in && has_all_events(window, recorded))
      ++result.count;
  for (auto& difference : recompute_grades(window, rules))
    result.differences.push_back(std::move(difference));
}

} // namespace

std::variant<recomputed_grades, ledger_error> recompute_ledger(const settings& effective,
                                                               timestamp now) {
  auto opened = ledger_reader::open(effective.ledger_file);
  if (auto* error = std::get_if<ledger_error>(&opened))
    return std::move(*error);
  auto& ledger = std::get<ledger_reader>(opened);
  report_filter watched;
  watched.begin = now - recompute_span;
  watched.end = now;
  watched.series = watched_series_names(effective);
  for (const auto& wallet : effective.wallets)
    watched.wallets.push_back(wallet.address);
  std::set<std::string> slugs;
  if (auto failed = ledger.each_grade(watched, [&](const grade& recorded) {
        if (recorded.winner)
          slugs.insert(recorded.window.slug);
      }))
    return std::move(*failed);
  recomputed_grades result;
  const accounting_rules rules{effective.capture_min_price};
  for (const auto& slug : slugs) {
    auto memory = ledger.find(slug);
    if (auto* error = std::get_if<ledger_error>(&memory))
      return std::move(*error);
    if (const auto& known = std::get<std::optional<remembered_window>>(memory))
      recompute(*known, watched, rules, result);
  }
  return result;
}

diagnosis check_grades(const recomputed_grades& found, bool runs_now) {
  const auto& differences = found.differences;
  const auto count = static_cast<std::int64_t>(differences.size());
  const auto listed = std::min(max_listed, differences.size());
  auto text = fmt::format("{} of the last {} days recomputed, ",
                          format_count(static_cast<std::int64_t>(found.count)),
                          recompute_span / std::chrono::hours{24});
  if (differences.empty())
    return {health::good, "ledger grades", text + "none differs", ""};
  text += fmt::format("{} {}: ", format_count(count), count == 1 ? "differs" : "differ");
  for (std::size_t i = 0; i < listed; ++i)
    text += (i > 0 ? "; " : "") + to_string(differences[i]);
  if (differences.size() > listed)
    text +=
        fmt::format("; and {} more",
                    format_count(static_cast<std::int64_t>(differences.size() - listed)));
  return {health::doubtful, "ledger grades", std::move(text),
          fmt::format("{} the tracker, it regrades {}", runs_now ? "restart" : "start",
                      count == 1 ? "it" : "them")};
}

} // namespace tracker
