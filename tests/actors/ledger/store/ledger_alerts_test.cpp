// SPDX-License-Identifier: MIT
#include "actors/ledger/ledger_alerts.hpp"
#include "tests/actors/ledger/days/proof_samples.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"

#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

alert_desk_options desk_options() {
  alert_desk_options result;
  result.rules = effective_rules({});
  result.zone = date::locate_zone("UTC");
  return result;
}

/// A grade whose one-sided part makes the event `lopsided`.
record_grade lopsided_grade(std::int64_t number) {
  grade graded;
  graded.window = window_number(number);
  graded.series = series_name;
  graded.wallet = main_wallet;
  graded.status = grade_status::final;
  graded.winner = settlement::up;
  graded.figures.kind = trade_kind::arb;
  graded.figures.arb.result = trade_result::lopsided;
  graded.figures.one_sided.cost = usdc::from_micros(6'000'000);
  return {std::make_shared<const grade>(graded), nullptr};
}

/// The grade, and that its window was watched: otherwise it is `missed` as well.
std::vector<ledger_entry> watched_lopsided(std::int64_t number) {
  const auto span = window_number(number);
  return {record_coverage{
              series_name, span, {coverage_kind::watched, span.start, span.end, ""}},
          lopsided_grade(number)};
}

sync_alerts recall_for(std::vector<std::string> channels) {
  sync_alerts request;
  request.channels = std::move(channels);
  request.recall = true;
  return request;
}

/// Commits like the ledger actor.
void commit(ledger_store& store, ledger_alerts& alerts,
            const std::vector<ledger_entry>& facts, timestamp now) {
  const auto result = store.commit(facts, alerts.source(facts, now));
  alerts.end_commit(std::holds_alternative<ledger_error>(result));
  REQUIRE(std::holds_alternative<std::vector<booked>>(result));
}

} // namespace

TEST_CASE("ledger alerts: an alert is on disk with its cause, and in the next answer",
          "[alerts]") {
  const temporary_directory folder;
  const auto path = (folder.path() / "tracker.db").string();
  const auto now = window_number(0).end + 1min;
  {
    auto store = open_store(path);
    ledger_alerts alerts{desk_options()};
    REQUIRE_FALSE(alerts.advance(store, now));
    commit(store, alerts, watched_lopsided(0), now);
    const auto news = must(alerts.sync(store, sync_alerts{}, now));
    REQUIRE(news.alerts.size() == 1);
    CHECK(news.alerts.front().key.rule == "lopsided");
    CHECK(news.alerts.front().state == alert_state::event);
    CHECK(must(alerts.sync(store, sync_alerts{}, now)).alerts.empty());
    // The same grade again does not make a second event.
    commit(store, alerts, watched_lopsided(0), now);
    CHECK(must(alerts.sync(store, sync_alerts{}, now)).alerts.empty());
  }
  // After a killed run, the next one receives the alert until it is marked.
  auto store = open_store(path);
  ledger_alerts alerts{desk_options()};
  auto received = must(alerts.sync(store, recall_for({"phone"}), now + 1min));
  REQUIRE(received.alerts.size() == 1);
  REQUIRE(received.channels.size() == 1);
  CHECK(received.channels.front().bit == 0);
  sync_alerts mark;
  mark.marks = {{received.alerts.front().key, 1}};
  must(alerts.sync(store, mark, now + 1min));
  received = must(alerts.sync(store, recall_for({"phone"}), now + 2min));
  CHECK(received.alerts.front().sent_mask == 1);
  CHECK(must(alerts.sync(store, recall_for({"phone"}), now + 25h)).alerts.empty());
}

TEST_CASE("ledger alerts: old windows and runs over the past make silent alerts",
          "[alerts]") {
  const temporary_directory folder;
  auto store = open_store((folder.path() / "tracker.db").string());
  const auto now = window_number(0).end + 25h;
  ledger_alerts alerts{desk_options()};
  REQUIRE_FALSE(alerts.advance(store, now));
  commit(store, alerts, watched_lopsided(0), now);
  auto options = desk_options();
  options.silent = true;
  ledger_alerts past{options};
  REQUIRE_FALSE(past.advance(store, now));
  commit(store, past, watched_lopsided(90), now);
  CHECK(must(alerts.sync(store, sync_alerts{}, now)).alerts.empty());
  for (const auto& alert : must(store.recall_alerts(timestamp{})))
    CHECK(alert.state == alert_state::silent);
  CHECK(must(store.recall_alerts(timestamp{})).size() == 2);
}

TEST_CASE("ledger alerts: readings open and close episodes on disk", "[alerts]") {
  const temporary_directory folder;
  const auto path = (folder.path() / "tracker.db").string();
  const auto now = run_start;
  sync_alerts request;
  request.readings = {{"disk", "", reading_level::firing, "little is free", ""}};
  {
    auto store = open_store(path);
    ledger_alerts alerts{desk_options()};
    const auto opened = must(alerts.sync(store, request, now));
    REQUIRE(opened.alerts.size() == 1);
    CHECK(opened.alerts.front().state == alert_state::firing);
  }
  auto store = open_store(path);
  ledger_alerts alerts{desk_options()};
  CHECK(must(alerts.sync(store, request, now + 1s)).alerts.empty());
  request.readings.front().level = reading_level::clear;
  const auto resolved = must(alerts.sync(store, request, now + 2s));
  REQUIRE(resolved.alerts.size() == 1);
  CHECK(resolved.alerts.front().state == alert_state::resolved);
  CHECK(resolved.alerts.front().key.episode == 1);
  CHECK(resolved.alerts.front().closed == now + 2s);
}

TEST_CASE("ledger alerts: a day that differs opens an alert after an hour, also over a "
          "restart",
          "[alerts][proof]") {
  const temporary_directory folder;
  const auto path = (folder.path() / "tracker.db").string();
  const auto fact = [](day_proof proof) {
    return record_proof{std::make_shared<const day_proof>(std::move(proof))};
  };
  const auto firing_of = [](const ledger_alerts& alerts) {
    std::string result = "unknown";
    for (const auto& sample : alerts.with_samples({}).metrics)
      if (sample.labels == decltype(sample.labels){{"rule", "reconcile"}})
        result = std::to_string(std::get<exact_number>(sample.value).amount);
    return result;
  };
  auto now = proof_day + day_length + 1h;
  {
    auto store = open_store(path);
    ledger_alerts alerts{desk_options()};
    CHECK(firing_of(alerts) == "unknown");
    REQUIRE_FALSE(alerts.advance(store, now));
    commit(store, alerts, {fact(different_day(main_wallet, proof_day, 20'000))}, now);
    CHECK(must(alerts.sync(store, sync_alerts{}, now)).alerts.empty());
    CHECK(firing_of(alerts) == "0");
  }
  auto store = open_store(path);
  ledger_alerts alerts{desk_options()};
  now += 10min;
  REQUIRE_FALSE(alerts.advance(store, now));
  now += 1h;
  REQUIRE_FALSE(alerts.advance(store, now));
  const auto opened = must(alerts.sync(store, sync_alerts{}, now)).alerts;
  REQUIRE(opened.size() == 1);
  CHECK(opened.front().key.rule == "reconcile");
  CHECK(opened.front().key.subject == main_wallet.name);
  CHECK(opened.front().summary.find("differs by $0.02 since 2026-11-28") !=
        std::string::npos);
  CHECK(firing_of(alerts) == "1");
  // A figure that has become unavailable does not agree.
  commit(store, alerts, {fact(open_day(main_wallet, proof_day))}, now + 1min);
  CHECK(firing_of(alerts) == "1");
  commit(store, alerts, {fact(proven_day(main_wallet, proof_day))}, now + 2min);
  CHECK(firing_of(alerts) == "0");
  const auto resolved = must(alerts.sync(store, sync_alerts{}, now + 2min)).alerts;
  REQUIRE(resolved.size() == 1);
  CHECK(resolved.front().state == alert_state::resolved);
}

TEST_CASE("ledger alerts: a channel keeps its bit; a freed bit has no marks",
          "[alerts]") {
  const temporary_directory folder;
  auto store = open_store((folder.path() / "tracker.db").string());
  std::vector<std::string> names;
  for (int i = 0; i < 32; ++i)
    names.push_back("channel " + std::to_string(i));
  const auto first = must(store.assign_channels(names, run_start));
  REQUIRE(first.size() == 32);
  alert_record alert;
  alert.key = {"disk", "", 1};
  alert.opened = run_start;
  const alert_mark mark{alert.key, std::uint64_t{1} << 5 | std::uint64_t{1} << 37 | 1};
  must(store.commit(std::vector{alert}, std::vector{mark}));
  names.erase(names.begin() + 5);
  names.push_back("new");
  const auto second = must(store.assign_channels(names, run_start + 1h));
  REQUIRE(second.size() == 32);
  for (const auto& channel : second)
    if (channel.name == "new") {
      CHECK(channel.bit == 5);
      CHECK(channel.since == run_start + 1h);
    } else {
      CHECK(channel.since == run_start);
    }
  CHECK(must(store.recall_alerts(run_start)).front().sent_mask == 1);
}

TEST_CASE("ledger alerts: without options nothing is evaluated", "[alerts]") {
  const temporary_directory folder;
  auto store = open_store((folder.path() / "tracker.db").string());
  ledger_alerts alerts{std::nullopt};
  CHECK_FALSE(alerts.advance(store, run_start));
  CHECK_FALSE(alerts.source({}, run_start));
  CHECK(must(alerts.sync(store, recall_for({"phone"}), run_start)).channels.empty());
}
