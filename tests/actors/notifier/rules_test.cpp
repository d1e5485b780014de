// SPDX-License-Identifier: MIT
#include "actors/notifier/episodes/alert_desk.hpp"
#include "actors/notifier/rules/readings.hpp"
#include "actors/web/measure/metrics_text.hpp"
#include "tests/actors/ledger/days/proof_samples.hpp"
#include "tests/actors/notifier/notifier_samples.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <set>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const alert_reading* find(const std::vector<alert_reading>& readings,
                          const std::string& rule, const std::string& subject = "") {
  const auto found = std::find_if(readings.begin(), readings.end(), [&](const auto& one) {
    return one.rule == rule && (subject.empty() || one.subject == subject);
  });
  return found == readings.end() ? nullptr : &*found;
}

reading_level level(const alert_figures& figures, const std::string& rule,
                    timestamp now) {
  const auto readings = read_figures(default_rules(), figures, now);
  const auto* found = find(readings, rule);
  return found == nullptr ? reading_level::clear : found->level;
}

} // namespace

TEST_CASE("alert rules: every rule has a unique name, a title and a text", "[alerts]") {
  std::set<std::string> names;
  for (const auto& row : rule_table()) {
    INFO(row.name);
    CHECK(names.insert(row.name).second);
    CHECK_FALSE(row.title.empty());
    CHECK_FALSE(row.fires_when.empty());
    CHECK(row.clears_when.empty() == row.is_event);
  }
  CHECK(names.size() == 16);
}

TEST_CASE("alert rules: a money rule without a limit is disabled", "[alerts]") {
  const auto rules = effective_rules({});
  CHECK_FALSE(find_rule(rules, "loss_day")->enabled);
  CHECK(find_rule(default_rules(), "loss_day")->enabled);
  CHECK(find_rule(rules, "books_open")->enabled);
}

TEST_CASE("alert rules: the loss of the day fires at the limit and clears at 80 %",
          "[alerts]") {
  alert_figures figures{utc()};
  const auto now = monday + 12h;
  struct {
    std::int64_t pnl;
    reading_level expected;
  } cases[] = {{-20 * dollar, reading_level::firing},
               {-20 * dollar + 1, reading_level::between},
               {-16 * dollar - 1, reading_level::between},
               {-16 * dollar, reading_level::clear},
               {5 * dollar, reading_level::clear}};
  for (const auto& [pnl, expected] : cases) {
    INFO(pnl);
    figures.book(grade_of(monday + 6h, pnl));
    CHECK(level(figures, "loss_day", now) == expected);
  }
  figures.book(grade_of(monday + 6h, -30 * dollar));
  CHECK(level(figures, "loss_day", monday + 25h) == reading_level::clear);
}

TEST_CASE("alert rules: the window that ends at midnight belongs to the day before",
          "[alerts]") {
  alert_figures figures{utc()};
  figures.book(grade_of(monday + 24h, -30 * dollar));
  CHECK(level(figures, "loss_day", monday + 23h + 59min) == reading_level::firing);
  CHECK(level(figures, "loss_day", monday + 24h) == reading_level::clear);
}

TEST_CASE("alert rules: drawdown is the fall from the peak, not the largest one",
          "[alerts]") {
  alert_figures figures{utc()};
  figures.book(grade_of(monday + 1h, 40 * dollar));
  figures.book(grade_of(monday + 2h, -35 * dollar));
  CHECK(figures.current_fall() == usdc::from_micros(35 * dollar));
  CHECK(level(figures, "drawdown", monday + 3h) == reading_level::firing);
  figures.book(grade_of(monday + 3h, 11 * dollar));
  CHECK(level(figures, "drawdown", monday + 4h) == reading_level::clear);
}

TEST_CASE("alert rules: a losing streak ends with a win, not with a void window",
          "[alerts]") {
  alert_figures figures{utc()};
  for (int i = 0; i < 5; ++i)
    figures.book(grade_of(monday + i * 15min, -dollar));
  auto voided = grade_of(monday + 2h, 0, grade_status::void_settled);
  voided.winner = settlement::split;
  figures.book(voided);
  CHECK(figures.losing_streaks().at("main") == 5);
  CHECK(level(figures, "losing_streak", monday + 3h) == reading_level::firing);
  figures.book(grade_of(monday + 3h, dollar));
  CHECK(level(figures, "losing_streak", monday + 4h) == reading_level::clear);
}

TEST_CASE("alert rules: a window is stuck an hour after its end", "[alerts]") {
  alert_figures figures{utc()};
  figures.book(grade_of(monday, 0, grade_status::pending));
  CHECK(level(figures, "stuck", monday + 1h - 1ns) == reading_level::clear);
  CHECK(level(figures, "stuck", monday + 1h) == reading_level::firing);
  figures.forget(monday + 24h * 30);
  CHECK(level(figures, "stuck", monday + 24h * 30) == reading_level::firing);
  figures.book(grade_of(monday, dollar));
  CHECK(level(figures, "stuck", monday + 2h) == reading_level::clear);
}

TEST_CASE("alert rules: unexplained rows and conflicts fire", "[alerts]") {
  alert_figures figures{utc()};
  auto graded = grade_of(monday, dollar);
  figures.book(graded);
  CHECK(level(figures, "books_open", monday) == reading_level::clear);
  graded.figures.unexplained = 1;
  graded.sources = {{winner_source::gamma, settlement::up, monday},
                    {winner_source::clob, settlement::down, monday}};
  figures.book(graded);
  CHECK(level(figures, "books_open", monday) == reading_level::firing);
  CHECK(level(figures, "winner_conflict", monday) == reading_level::firing);
}

TEST_CASE("alert rules: a bot is idle after twice its usual gap, at least an hour",
          "[alerts]") {
  alert_figures figures{utc()};
  for (int i = 0; i <= 19; ++i)
    figures.book_fill(alert_wallet, monday + i * 40min);
  const auto last = monday + 19 * 40min;
  CHECK(level(figures, "idle_bot", last + 24h) == reading_level::unknown);
  figures.book_fill(alert_wallet, last + 40min);
  CHECK(level(figures, "idle_bot", last + 40min + 80min - 1s) == reading_level::clear);
  CHECK(level(figures, "idle_bot", last + 40min + 80min) == reading_level::firing);
  // The alert about an idle wallet ends when a reload removes the wallet.
  figures.set_watched({});
  CHECK(level(figures, "idle_bot", last + 40min + 80min) == reading_level::clear);
  figures.set_watched({alert_wallet});
  CHECK(level(figures, "idle_bot", last + 40min + 80min) == reading_level::firing);
}

TEST_CASE("alert rules: an outage of all hosts is one alert", "[alerts]") {
  const std::vector<host_outage> one_fails{
      {host::gamma, true, 10s}, {host::data, true, 0s}, {host::clob, true, 0s}};
  auto readings = read_hosts(one_fails);
  CHECK(find(readings, "platform_unreachable")->level == reading_level::clear);
  CHECK(find(readings, "stale_source", "gamma")->level == reading_level::firing);
  CHECK(find(readings, "stale_source", "data")->level == reading_level::clear);
  const std::vector<host_outage> all_fail{
      {host::gamma, true, 10s}, {host::data, true, 9s}, {host::clob, false, 0s}};
  readings = read_hosts(all_fail);
  CHECK(find(readings, "platform_unreachable")->level == reading_level::firing);
  CHECK(find(readings, "stale_source", "gamma")->level == reading_level::unknown);
  CHECK(find(readings, "stale_source", "clob") == nullptr);
  CHECK(read_hosts({{host::gamma, false, 0s}}).empty());
}

TEST_CASE("alert rules: the disk clears at twice its limit", "[alerts]") {
  const auto rules = default_rules();
  const auto& rule = *find_rule(rules, "disk");
  const std::uint64_t megabyte = 1 << 20;
  CHECK(read_disk(rule, 255 * megabyte).level == reading_level::firing);
  CHECK(read_disk(rule, 256 * megabyte).level == reading_level::between);
  CHECK(read_disk(rule, 513 * megabyte).level == reading_level::clear);
  CHECK(read_disk(rule, std::nullopt).level == reading_level::unknown);
}

TEST_CASE(
    "alert rules: an unknown difference from the platform is not taken for agreement",
    "[alerts][proof]") {
  const auto rules = default_rules();
  const auto reading_of = [&](const std::vector<day_proof>& proofs) {
    alert_figures figures{utc()};
    for (const auto& proof : proofs)
      figures.book(proof);
    const auto readings = read_figures(rules, figures, proof_day + 3 * day_length);
    const auto* found = find(readings, "reconcile");
    REQUIRE(found != nullptr);
    return *found;
  };
  const auto next = proof_day + day_length;
  CHECK(reading_of({}).level == reading_level::unknown);
  CHECK(reading_of({}).value == "not available");
  const auto open = reading_of({open_day(alert_wallet, proof_day)});
  CHECK(open.level == reading_level::unknown);
  CHECK(open.value == "not available, 1 day open");
  CHECK(reading_of({proven_day(alert_wallet, proof_day), open_day(alert_wallet, next)})
            .level == reading_level::unknown);
  const auto proven = reading_of({proven_day(alert_wallet, proof_day)});
  CHECK(proven.level == reading_level::clear);
  CHECK(proven.subject == "main");
  CHECK(reading_of({different_day(alert_wallet, proof_day, 10'000)}).level ==
        reading_level::clear);
  // A later day without a difference does not end the alert.
  const auto differs = reading_of(
      {different_day(alert_wallet, proof_day, -10'001), proven_day(alert_wallet, next)});
  CHECK(differs.level == reading_level::firing);
  CHECK(differs.summary == "main: the platform's own figures: differs by $0.01 since "
                           "2026-11-28, 1 day proven");
  auto fills = proven_day(alert_wallet, proof_day);
  fills.platform.fills = 11;
  CHECK(reading_of({fills}).level == reading_level::firing);
}

TEST_CASE("alert figures: a difference stays until it is accepted", "[alerts][proof]") {
  alert_figures figures{utc()};
  auto differs = different_day(alert_wallet, proof_day, 50'000);
  figures.book(differs);
  figures.book(proven_day(alert_wallet, proof_day - day_length));
  figures.forget(proof_day + 20 * day_length);
  CHECK(figures.all_proofs().differ == 1);
  CHECK(figures.all_proofs().proven == 0);
  differs.accepted = "reported";
  figures.book(differs);
  // The next check has no reason: the accepted one is kept.
  differs.accepted.clear();
  figures.book(differs);
  CHECK(figures.all_proofs().accepted == 1);
  figures.forget(proof_day + 20 * day_length);
  CHECK(figures.proofs().empty());
}

TEST_CASE("alert rules: events of a new revision of a grade", "[alerts]") {
  const auto rules = default_rules();
  auto lopsided = grade_of(monday, -5 * dollar);
  lopsided.figures.arb.result = trade_result::lopsided;
  lopsided.figures.one_sided.cost = usdc::from_micros(5 * dollar);
  REQUIRE(find_lopsided(rules, lopsided));
  CHECK(find_lopsided(rules, lopsided)->summary ==
        lopsided.window.slug + " main: $5.00 in one side of a pair, P/L -$5.00");
  auto small = lopsided;
  small.figures.one_sided.cost = usdc::from_micros(5 * dollar - 1);
  CHECK_FALSE(find_lopsided(rules, small));
  rule_change disabled_rule;
  disabled_rule.rule = "lopsided";
  disabled_rule.enabled = false;
  CHECK_FALSE(find_lopsided(effective_rules({disabled_rule}), lopsided));
  auto amended = small;
  amended.figures.pnl += usdc::from_micros(9'999);
  CHECK(find_events(rules, small, amended).empty());
  amended.figures.pnl += usdc::from_micros(1);
  const auto events = find_events(rules, small, amended);
  REQUIRE(events.size() == 1);
  CHECK(events.front().rule == "amended");
  auto provisional = small;
  provisional.status = grade_status::provisional;
  CHECK(find_events(rules, provisional, amended).empty());
}

TEST_CASE("alert rules: the digest has the day's figures", "[alerts]") {
  alert_figures figures{utc()};
  figures.book(grade_of(monday + 1h, 3 * dollar));
  figures.book(grade_of(monday + 2h, -dollar));
  figures.book(coverage_of(monday + 1h, coverage_kind::watched));
  figures.book(coverage_of(monday + 2h, coverage_kind::missed));
  CHECK(digest_text(figures, monday + 3h) ==
        "Today +$2.00 (1 W 1 L, 50.0%) · open 0 · fees $0.00 rebates $0.00 · 1 of 2 "
        "watched · proof not available");
  figures.book(open_day(alert_wallet, proof_day));
  CHECK(digest_text(figures, monday + 3h).ends_with("proof not available, 1 day open"));
  figures.book(proven_day(alert_wallet, proof_day));
  CHECK(digest_text(figures, monday + 3h)
            .ends_with("· proof difference $0.00, 1 day proven"));
}

TEST_CASE("alert digest: its time is local, also where clocks change", "[alerts]") {
  const auto& new_york = *date::locate_zone("America/New_York");
  using enum digest_period;
  CHECK_FALSE(last_digest(never, 0min, monday, utc()));
  const auto evening = last_digest(digest_period::daily, 21h, monday + 22h, utc());
  REQUIRE(evening);
  CHECK(evening->due == monday + 21h);
  CHECK(evening->name == "2026-11-23");
  CHECK(last_digest(digest_period::daily, 21h, monday + 20h, utc())->due == monday - 3h);
  CHECK(last_digest(hourly, 21h + 30min, monday + 2h, utc())->due == monday + 1h + 30min);
  // 2026-11-01: clocks go back at 06:00 UTC.
  const auto sunday = from_unix_seconds(1'793'491'200);
  CHECK(last_digest(digest_period::daily, 21h, sunday + 24h, new_york)->due ==
        sunday + 1h);
  CHECK(last_digest(digest_period::daily, 21h, sunday + 26h, new_york)->due ==
        sunday + 26h);
}

TEST_CASE("alert rules: the Prometheus file names every rule once", "[alerts]") {
  const auto text = prometheus_rules(default_rules());
  for (const auto& row : rule_table()) {
    INFO(row.name);
    const auto name = row.expression.empty() ? "# " + row.name + ":"
                                             : "- alert: " + alert_name_of(row.name);
    CHECK(text.find(name) != std::string::npos);
  }
  CHECK(text.find("$limit") == std::string::npos);
  CHECK(text.find("sum(performance_tracker_pnl_today_usdc) <= -20.000000") !=
        std::string::npos);
}

TEST_CASE("alert rules: the Prometheus file uses metrics that exist, with their prefix",
          "[alerts]") {
  const auto text = prometheus_rules(default_rules());
  const std::string word = "tracker_";
  const std::string prefix{metric_prefix};
  std::size_t names = 0;
  for (auto i = text.find(word); i != std::string::npos; i = text.find(word, i + 1)) {
    const auto begin = i + word.size();
    const auto name = text.substr(
        begin, text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", begin) - begin);
    INFO(name);
    REQUIRE(begin >= prefix.size());
    CHECK(text.substr(begin - prefix.size(), prefix.size()) == prefix);
    const auto& table = metric_table();
    CHECK(std::any_of(table.begin(), table.end(),
                      [&](const metric_family& family) { return family.name == name; }));
    ++names;
  }
  CHECK(names > 6);
}
