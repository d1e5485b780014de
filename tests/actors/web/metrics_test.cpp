// SPDX-License-Identifier: MIT
#include "actors/web/measure/ledger_watch.hpp"
#include "actors/web/measure/metrics_text.hpp"
#include "actors/web/metrics.hpp"
#include "tests/actors/ledger/days/proof_samples.hpp"
#include "tests/actors/web/web_rig.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <sys/wait.h>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

/// The faults of an exposition that promtool does not find: repeated series, and
/// histograms whose buckets do not end with +Inf and the count.
std::vector<std::string> faults_of(const std::string& text) {
  std::vector<std::string> faults;
  std::set<std::string> seen;
  std::map<std::string, std::string> last_bucket;
  for (const auto& line : lines_of(text)) {
    if (line.starts_with("#"))
      continue;
    const auto space = line.rfind(' ');
    const auto name = line.substr(0, space);
    const auto value = line.substr(space + 1);
    if (!seen.insert(name).second)
      faults.push_back("repeated: " + name);
    if (const auto bucket = name.find("_bucket{"); bucket != std::string::npos) {
      auto series = name.substr(0, bucket) + name.substr(bucket + 7);
      const auto bound = series.find("le=\"");
      last_bucket[series.substr(0, bound)] = series.substr(bound) + " " + value;
    }
    if (const auto count = name.find("_count"); count != std::string::npos) {
      auto series = name.substr(0, count) + name.substr(count + 6);
      series = series.ends_with("}") ? series.substr(0, series.size() - 1) + ","
                                     : series + "{";
      if (last_bucket[series] != "le=\"+Inf\"} " + value)
        faults.push_back("no +Inf: " + name + " " + last_bucket[series]);
    }
  }
  return faults;
}

/// A snapshot of `series` × `wallets` in which every actor reports all its metrics.
void fill(web_rig& rig, int series, int wallets) {
  rig.context.series.clear();
  rig.context.wallets.clear();
  auto figures = std::make_shared<ledger_figures>();
  duration_counts delays{{1s, 5s}};
  delays.add(3s);
  for (int i = 0; i < series; ++i) {
    const auto name = fmt::format("coin{}-updown-15m", i);
    rig.context.series.push_back(name);
    figures->series.push_back({name, {}, 1, rig.snapshot.now - 1h});
    rig.snapshot.actors.push_back(
        {{"window " + name, actor_status{0,
                                         "",
                                         {{"resolution_delay_seconds", {}, delays},
                                          {"final_delay_seconds", {}, delays}}}},
         rig.snapshot.made});
  }
  for (int i = 0; i < wallets; ++i) {
    const watched_wallet wallet{fmt::format("bot {} \"a\\b\"", i),
                                fmt::format("0x{:040x}", i + 1)};
    rig.context.wallets.push_back(wallet);
    wallet_figures row;
    row.wallet = wallet;
    row.settled.arb.pnl = usdc::from_micros(-1'234'567);
    row.account[activity_type::reward] = usdc::from_micros(5);
    figures->wallets.push_back(row);
    rig.snapshot.actors.push_back(
        {{"wallet " + display_name(wallet),
          actor_status{
              0,
              "",
              {count_sample("wallet_events_total", 7,
                            {{"wallet", display_name(wallet)}, {"type", "BUY"}})}}},
         rig.snapshot.made});
  }
  rig.snapshot.ledger = figures;
  rig.snapshot.server.requests = {{"2xx", 5}, {"4xx", 1}};
}

bool has_promtool() {
  return std::system("command -v promtool >/dev/null 2>&1") == 0;
}

/// The exit code and the output of `promtool check metrics`.
std::pair<int, std::string> check_with_promtool(const std::string& text) {
  const temporary_directory folder;
  const auto file = (folder.path() / "metrics").string();
  std::ofstream{file} << text;
  const auto command = "promtool check metrics <" + file + " 2>&1";
  auto* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
    output += static_cast<char>(c);
  return {WEXITSTATUS(pclose(pipe)), output};
}

} // namespace

TEST_CASE("numbers and labels are written exactly", "[web]") {
  const auto text_of = [](exact_number number) {
    return lines_of(write_metrics({{"drawdown_usdc", {{"wallet", "w"}}, number}},
                                  exposition::prometheus))
        .back();
  };
  const std::string name = "performance_tracker_drawdown_usdc{wallet=\"w\"} ";
  CHECK(text_of({0, 6}) == name + "0");
  CHECK(text_of({1, 6}) == name + "0.000001");
  CHECK(text_of({-1'234'500, 6}) == name + "-1.2345");
  CHECK(text_of({-5, 0}) == name + "-5");
  CHECK(text_of({std::numeric_limits<std::int64_t>::min(), 9}) ==
        name + "-9223372036.854775808");
  CHECK(lines_of(write_metrics(
                     {{"drawdown_usdc", {{"wallet", "a\\b\"c\nd"}}, exact_number{1, 0}}},
                     exposition::prometheus))
            .back() == R"(performance_tracker_drawdown_usdc{wallet="a\\b\"c\nd"} 1)");
}

TEST_CASE("a histogram is cumulative and ends with +Inf", "[web]") {
  duration_counts durations{{10ms, 1s}};
  for (const auto duration : {timespan{-1}, timespan{10ms}, timespan{11ms}, timespan{2s}})
    durations.add(duration);
  CHECK(write_metrics({{"cycle_duration_seconds", {}, durations}},
                      exposition::prometheus) ==
        "# HELP performance_tracker_cycle_duration_seconds From a tick to the last "
        "actor's answer.\n"
        "# TYPE performance_tracker_cycle_duration_seconds histogram\n"
        "performance_tracker_cycle_duration_seconds_bucket{le=\"0.01\"} 2\n"
        "performance_tracker_cycle_duration_seconds_bucket{le=\"1\"} 3\n"
        "performance_tracker_cycle_duration_seconds_bucket{le=\"+Inf\"} 4\n"
        "performance_tracker_cycle_duration_seconds_sum 2.021\n"
        "performance_tracker_cycle_duration_seconds_count 4\n");
}

TEST_CASE("a sample that is not in the table or comes twice is left out", "[web]") {
  const auto text =
      write_metrics({{"no_such_metric", {}, exact_number{1, 0}},
                     {"drawdown_usdc", {{"slug", "x"}}, exact_number{1, 0}},
                     {"drawdown_usdc", {{"wallet", "w"}}, duration_counts{{1s}}},
                     {"drawdown_usdc", {{"wallet", "w"}}, exact_number{2, 0}},
                     {"drawdown_usdc", {{"wallet", "w"}}, exact_number{3, 0}}},
                    exposition::prometheus);
  CHECK(lines_of(text).size() == 3);
  CHECK(lines_of(text).back().ends_with(" 2"));
}

TEST_CASE("OpenMetrics names a counter's family without its suffix", "[web]") {
  const std::vector<metric_sample> samples{count_sample("ticks_total", 3)};
  CHECK(write_metrics(samples, exposition::open_metrics) ==
        "# HELP performance_tracker_ticks Ticks of the clock.\n"
        "# TYPE performance_tracker_ticks counter\n"
        "performance_tracker_ticks_total 3\n# EOF\n");
  web_rig rig;
  const auto open =
      serve_metrics({"/metrics", {}, "", "application/openmetrics-text"}, rig.view());
  CHECK(open.type.starts_with("application/openmetrics-text; version=1.0.0"));
  CHECK(open.body.ends_with("# EOF\n"));
  CHECK(serve_metrics({"/metrics", {}}, rig.view()).type ==
        "text/plain; version=0.0.4; charset=utf-8");
}

TEST_CASE("the table of metrics is consistent", "[web]") {
  std::set<std::string_view> names;
  for (const auto& family : metric_table()) {
    INFO(family.name);
    CHECK(names.insert(family.name).second);
    CHECK(family.name.ends_with("_total") == (family.type == metric_type::counter));
    CHECK(family.help.ends_with("."));
    CHECK(family.help.find_first_of("\\\n") == std::string_view::npos);
    for (const auto label : family.labels)
      CHECK((label != "slug" && label != "address" && label != "le"));
  }
}

TEST_CASE("a full scrape is valid, below 200 kB, and of a fixed size", "[web]") {
  web_rig rig;
  fill(rig, 56, 8);
  const auto samples = collect_samples(rig.view());
  const auto text = write_metrics(samples, exposition::prometheus);
  CHECK(text.size() < 200'000);
  CHECK(text.find("0x") == std::string::npos);
  for (const auto& fault : faults_of(text))
    FAIL_CHECK(fault);
  // The delays of all series are one histogram.
  CHECK(text.find("performance_tracker_resolution_delay_seconds_count 56\n") !=
        std::string::npos);
  // Every sample is in the table: none is dropped.
  std::size_t written = 0;
  for (const auto& sample : samples)
    written += std::holds_alternative<exact_number>(sample.value) ? 1 : 0;
  std::size_t plain = 0;
  for (const auto& line : lines_of(text))
    plain += line[0] != '#' && line.find("_bucket{") == std::string::npos &&
                     line.find("_sum") == std::string::npos &&
                     line.find("_seconds_count ") == std::string::npos
                 ? 1
                 : 0;
  CHECK(plain == written);
}

TEST_CASE("the metrics of a thousand wallets are their sums, as many as for one",
          "[web]") {
  web_rig many;
  fill(many, 2, 1000);
  const auto text = write_metrics(collect_samples(many.view()), exposition::prometheus);
  CHECK(faults_of(text).empty());
  CHECK(text.find("performance_tracker_pnl_usdc{wallet=\"all\",strategy=\"ARB\"} "
                  "-1234.567\n") != std::string::npos);
  CHECK(text.find("performance_tracker_wallet_events_total{wallet=\"all\",type=\"BUY\"} "
                  "7000\n") != std::string::npos);
  CHECK(text.find("performance_tracker_actor_pending{actor=\"wallets\"} 0\n") !=
        std::string::npos);
  // Drawdowns of several wallets have no sum.
  CHECK(text.find("drawdown_usdc{") == std::string::npos);
  CHECK(text.find("bot 7") == std::string::npos);
  web_rig few;
  fill(few, 2, 1);
  const auto of_few = write_metrics(collect_samples(few.view()), exposition::prometheus);
  CHECK(lines_of(text).size() <= lines_of(of_few).size() + 2);
}

TEST_CASE("the metrics of many wallets have the platform's largest lag", "[web]") {
  web_rig rig;
  fill(rig, 1, 33);
  std::int64_t lag = 0;
  for (auto& actor : rig.snapshot.actors)
    if (actor.report.name.starts_with("wallet "))
      actor.report.status->metrics.push_back({"platform_lag_seconds",
                                              {{"wallet", actor.report.name.substr(7)}},
                                              exact_number{++lag * 1000, 3}});
  const auto text = write_metrics(collect_samples(rig.view()), exposition::prometheus);
  CHECK(text.find("performance_tracker_platform_lag_seconds{wallet=\"all\"} 33\n") !=
        std::string::npos);
}

TEST_CASE("samples that do not fit the table are left out, and counted", "[web]") {
  const auto left_out = [](const web_rig& rig) {
    for (const auto& sample : collect_samples(rig.view()))
      if (sample.name == "web_samples_left_out")
        return std::get<exact_number>(sample.value).amount;
    return std::int64_t{-1};
  };
  web_rig rig;
  fill(rig, 2, 1);
  CHECK(left_out(rig) == 0);
  auto& metrics = rig.snapshot.actors.front().report.status->metrics;
  // Not in the table, other labels, another kind, other buckets, other decimal places.
  metrics.push_back(count_sample("no_such_metric", 1));
  CHECK(left_out(rig) == 1);
  metrics.push_back(count_sample("ticks_total", 1, {{"slug", "x"}}));
  metrics.push_back({"ticks_total", {}, duration_counts{{1s}}});
  metrics.push_back({"final_delay_seconds", {}, duration_counts{{1s}}});
  CHECK(left_out(rig) == 4);
  metrics.push_back(count_sample("ticks_total", 1));
  metrics.push_back({"ticks_total", {}, exact_number{10, 1}});
  CHECK(left_out(rig) == 5);
  const auto text = write_metrics(collect_samples(rig.view()), exposition::prometheus);
  CHECK(text.find("performance_tracker_ticks_total 1\n") != std::string::npos);
  CHECK(text.find("performance_tracker_web_samples_left_out 5\n") != std::string::npos);
}

TEST_CASE("faults that promtool does not find are found", "[web]") {
  CHECK(faults_of("a 1\na 1\n").size() == 1);
  CHECK(faults_of("a_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n").size() == 1);
  CHECK(faults_of("a_bucket{x=\"y\",le=\"1\"} 1\na_bucket{x=\"y\",le=\"+Inf\"} 2\n"
                  "a_sum{x=\"y\"} 1\na_count{x=\"y\"} 2\n")
            .empty());
}

TEST_CASE("promtool accepts the metrics in silence", "[web]") {
  if (!has_promtool()) {
    WARN("skipped: promtool (Debian package prometheus) is not installed");
    return;
  }
  web_rig rig;
  fill(rig, 3, 2);
  std::vector<metric_sample> samples = collect_samples(rig.view());
  // One sample of each family of the table.
  for (const auto& family : metric_table()) {
    metric_sample sample{std::string{family.name}, {}, exact_number{1, 0}};
    for (const auto label : family.labels)
      sample.labels.emplace_back(label, "other");
    if (family.type == metric_type::histogram)
      sample.value = duration_counts{{1s}};
    samples.push_back(sample);
  }
  const auto text = write_metrics(samples, exposition::prometheus);
  for (const auto& fault : faults_of(text))
    FAIL_CHECK(fault);
  const auto [code, output] = check_with_promtool(text);
  CHECK(code == 0);
  CHECK(output == "");
}

TEST_CASE("the ledger's revision grows with each change, also across restarts", "[web]") {
  const auto started = run_start;
  ledger_revisions revisions{started};
  ledger_stamp stamp{1'000'000'000, 10, 2'000'000'000, 20};
  const auto later = timestamp{std::chrono::nanoseconds{2'000'000'000}} + 1s;
  const auto first = revisions.number(stamp, later);
  CHECK(revisions.number(stamp, later) == first);
  stamp.log_bytes = 30;
  const auto second = revisions.number(stamp, later);
  CHECK(second > first);
  // The file is too young: another change in the same step of its clock would not show.
  CHECK(revisions.number(stamp, later - 995ms) > second);
  ledger_revisions next_run{started + 1s};
  CHECK(next_run.number(stamp, later) > revisions.number(stamp, later) + 100'000);

  web_rig rig;
  const auto before = stamp_of(rig.path);
  CHECK(before.file_bytes + before.log_bytes > 0);
  rig.commit({grade_entry(traded_grade(0, 1))});
  CHECK(stamp_of(rig.path) != before);
  CHECK(free_bytes_of(rig.path).value_or(0) > 0);
  CHECK_FALSE(free_bytes_of("/no/such/folder/file"));
}

TEST_CASE("a failed reading of the figures is repeated soon, a long one after a pause",
          "[web]") {
  CHECK(reading_pause(2s, false) == 40s);
  CHECK(reading_pause(100us, true) == 1s);
  CHECK(reading_pause(5s, true) == 5s);
  // A database that does not answer for two minutes.
  CHECK(reading_pause(120s, true) == 10s);
}

TEST_CASE("metrics: an unknown difference from the platform has no sample",
          "[web][proof]") {
  web_rig rig;
  const auto text_of = [&](const std::vector<day_proof>& proofs) {
    std::vector<ledger_entry> entries{grade_entry(traded_grade(0, 1))};
    for (const auto& proof : proofs)
      entries.emplace_back(record_proof{std::make_shared<const day_proof>(proof)});
    rig.commit(entries);
    rig.read_figures();
    return write_metrics(collect_samples(rig.view()), exposition::prometheus);
  };
  const auto has_line = [](const std::string& text, const std::string& line) {
    return text.find("\nperformance_tracker_reconcile_" + line + "\n") !=
           std::string::npos;
  };
  CHECK(text_of({open_day(main_wallet, proof_day)}).find("reconcile") ==
        std::string::npos);
  auto text = text_of({proven_day(main_wallet, proof_day)});
  CHECK(has_line(text, "difference_usdc{wallet=\"main\"} 0"));
  CHECK(has_line(text, "fills_difference{wallet=\"main\"} 0"));
  CHECK(has_line(text, "last_timestamp_seconds{wallet=\"main\"} 1795914000"));
  auto differs = different_day(main_wallet, proof_day + day_length, -20'000);
  differs.platform.fills = 14;
  text = text_of({differs});
  CHECK(has_line(text, "difference_usdc{wallet=\"main\"} 0.02"));
  CHECK(has_line(text, "fills_difference{wallet=\"main\"} 2"));
}
