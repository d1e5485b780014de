// SPDX-License-Identifier: MIT
#include "actors/web/measure/metrics_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

namespace tracker {

namespace {

std::string number_text(const exact_number& number) {
  std::uint64_t unit = 1;
  for (int i = 0; i < number.places; ++i)
    unit *= 10;
  const bool is_negative = number.amount < 0;
  const auto size = is_negative ? 0 - static_cast<std::uint64_t>(number.amount)
                                : static_cast<std::uint64_t>(number.amount);
  auto text = fmt::format("{}{}", is_negative ? "-" : "", size / unit);
  if (const auto rest = size % unit; rest != 0) {
    text += fmt::format(".{:0{}}", rest, int{number.places});
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text;
}

std::string seconds_text(timespan duration) {
  return number_text({duration.count(), nano_places});
}

/// `{a="b",c="d"}`; empty without labels. Backslash, quote and line break are escaped.
std::string label_text(const std::vector<std::pair<std::string, std::string>>& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    text += text.empty() ? "{" : ",";
    text += name + "=\"";
    for (const char c : value)
      text += c == '\\' ? "\\\\" : c == '"' ? "\\\"" : c == '\n' ? "\\n" : std::string{c};
    text += '"';
  }
  return text.empty() ? text : text + "}";
}

std::string histogram_text(const std::string& name, const metric_sample& sample,
                           const duration_counts& value) {
  std::string text;
  std::uint64_t cumulative = 0;
  const auto line = [&](const std::string& bound) {
    auto labels = sample.labels;
    labels.emplace_back("le", bound);
    text += fmt::format("{}_bucket{} {}\n", name, label_text(labels), cumulative);
  };
  for (std::size_t i = 0; i < value.counts().size(); ++i) {
    cumulative += value.counts()[i];
    line(i < value.bounds().size() ? seconds_text(value.bounds()[i]) : "+Inf");
  }
  const auto labels = label_text(sample.labels);
  return text + fmt::format("{0}_sum{1} {2}\n{0}_count{1} {3}\n", name, labels,
                            seconds_text(value.sum()), cumulative);
}

bool fits(const metric_sample& sample, const metric_family& family) {
  const bool is_histogram = std::holds_alternative<duration_counts>(sample.value);
  return is_histogram == (family.type == metric_type::histogram) &&
         std::equal(sample.labels.begin(), sample.labels.end(), family.labels.begin(),
                    family.labels.end(), [](const auto& label, std::string_view name) {
                      return label.first == name;
                    });
}

} // namespace

const std::vector<metric_family>& metric_table() {
  using enum metric_type;
  static const std::vector<metric_family> table{
      {"build_info",
       gauge,
       "The program and its libraries; always 1.",
       {"version", "codename", "caf"}},
      {"start_time_seconds", gauge, "Unix time at which the run began."},
      {"ready", gauge, "1 while /ready does not fail."},
      {"healthy", gauge, "1 while /health does not fail."},

      {"windows_total",
       counter,
       "Windows by what is known of them.",
       {"series", "coverage"}},
      {"grades", gauge, "Grades in the ledger.", {"wallet", "status"}},
      {"pnl_usdc",
       gauge,
       "Net P/L of settled grades (FINAL, AMENDED, VOID) by part; the parts add up.",
       {"wallet", "strategy"}},
      {"pnl_provisional_usdc",
       gauge,
       "Net P/L of provisional grades, not in pnl_usdc.",
       {"wallet"}},
      {"pnl_today_usdc",
       gauge,
       "Net P/L of settled grades of today's windows.",
       {"wallet"}},
      {"unrealized_cost_usdc",
       gauge,
       "Money in of windows without a winner.",
       {"wallet"}},
      {"drawdown_usdc", gauge, "Fall of the summed P/L below its peak, now.", {"wallet"}},
      {"largest_drawdown_usdc", gauge, "The largest fall of the summed P/L.", {"wallet"}},
      {"losing_streak_windows", gauge, "Losses in a row, up to now.", {"wallet"}},
      {"fees_usdc_total", counter, "Fees, by how they are known.", {"wallet", "source"}},
      {"rebates_usdc_total", counter, "Rebates and rewards.", {"wallet", "kind"}},
      {"volume_usdc_total", counter, "Dollars of buys and sells.", {"wallet"}},
      {"fills_total", counter, "Trades of graded windows.", {"wallet"}},
      {"reconcile_difference_usdc",
       gauge,
       "Sum of the differences from the platform's own figures, days not accepted.",
       {"wallet"}},
      {"reconcile_fills_difference",
       gauge,
       "Fills that only one of platform and ledger has, days not accepted.",
       {"wallet"}},
      {"reconcile_last_timestamp_seconds",
       gauge,
       "Unix time of the last comparison of a day that had all figures.",
       {"wallet"}},
      {"doubtful_rows", gauge, "Rows whose meaning is not certain.", {"wallet"}},
      {"wallet_events_total",
       counter,
       "Rows of activity that were new.",
       {"wallet", "type"}},
      {"windows_unresolved",
       gauge,
       "Windows that have ended without a winner.",
       {"series"}},
      {"oldest_unresolved_window_seconds", gauge,
       "Time since the end of the oldest window without a winner."},
      {"resolution_delay_seconds", histogram, "From a window's end to its winner."},
      {"final_delay_seconds", histogram, "From a window's end to its final grade."},

      {"http_requests_total",
       counter,
       "Attempts by endpoint and class of the answer.",
       {"endpoint", "code"}},
      {"http_request_duration_seconds",
       histogram,
       "Duration of an attempt.",
       {"endpoint"}},
      {"http_response_bytes_total",
       counter,
       "Bytes of the bodies received.",
       {"endpoint"}},
      {"source_last_success_timestamp_seconds",
       gauge,
       "Unix time of the newest successful answer.",
       {"endpoint"}},
      {"platform_lag_seconds",
       gauge,
       "How far the platform's activity was behind, by its status, when last asked.",
       {"wallet"}},

      {"ticks_total", counter, "Ticks of the clock."},
      {"ticks_missed_total", counter, "Ticks that came too late to be sent."},
      {"tick_lateness_seconds", histogram, "From a tick's due time to its handling."},
      {"cycle_duration_seconds", histogram, "From a tick to the last actor's answer."},
      {"actor_pending",
       gauge,
       "Requests and items that an actor has not finished.",
       {"actor"}},
      {"actor_restarts_total", counter, "Restarts after a crash.", {"actor"}},
      {"fleet_outbox_facts", gauge,
       "Facts of the ledger that the fleet's database lacks, up to 100,000."},
      {"fleet_lag_seconds", gauge,
       "Time since the fleet's database had everything; 0 while it has."},
      {"fleet_refused_facts", gauge,
       "Facts that the fleet's database has refused, set aside in the ledger."},
      {"fleet_published_rows_total", counter,
       "Rows that were committed in the fleet's database."},
      {"fleet_failures_total", counter,
       "Attempts to reach or to write the fleet's database that failed."},
      {"ledger_commits_total", counter, "Transactions that were committed."},
      {"ledger_commit_duration_seconds", histogram, "Duration of a transaction."},
      {"ledger_size_bytes", gauge, "Size of the ledger's file."},
      {"ledger_revision_seconds", gauge, "Age of the figures read from the ledger."},
      {"disk_free_bytes", gauge, "Free space on the ledger's disk."},
      {"alerts_firing", gauge, "Alerts that fire now.", {"rule"}},
      {"notifications_total",
       counter,
       "Alerts that a channel has accepted, refused or let expire; failed attempts.",
       {"channel", "result"}},
      {"log_lines_total", counter, "Lines written to the log.", {"level"}},
      {"log_lines_dropped_total", counter, "Lines that were not written."},

      {"web_requests_total",
       counter,
       "Requests answered, by class of the status.",
       {"code"}},
      {"web_clients_refused_total", counter, "Clients refused or dropped.", {"reason"}},
      {"web_connections", gauge, "Open connections of the web server."},
      {"web_streams", gauge, "Clients of /events."},
      {"web_events_dropped_total", counter,
       "Events that a client of /events did not get because too much waited for it."},
      {"web_samples_left_out", gauge,
       "Figures of the actors that this reply lacks: their name, labels or kind differ "
       "from those that are declared."},

      {"process_cpu_seconds_total", counter, "CPU time of the process."},
      {"process_resident_memory_bytes", gauge, "Resident memory."},
      {"process_open_fds", gauge, "Open file descriptors."},
      {"process_start_time_seconds", gauge, "Unix time at which the process began."},
  };
  return table;
}

bool is_in_table(const metric_sample& sample) {
  const auto& table = metric_table();
  const auto family =
      std::find_if(table.begin(), table.end(),
                   [&](const metric_family& each) { return each.name == sample.name; });
  return family != table.end() && fits(sample, *family);
}

std::string write_metrics(const std::vector<metric_sample>& samples, exposition format) {
  constexpr std::string_view words[] = {"gauge", "counter", "histogram"};
  std::unordered_map<std::string_view, std::vector<const metric_sample*>> by_name;
  for (const auto& sample : samples)
    by_name[sample.name].push_back(&sample);
  const bool is_open = format == exposition::open_metrics;
  std::string text;
  for (const auto& family : metric_table()) {
    std::set<std::string> written;
    std::string rows;
    const auto prefix =
        family.name.substr(0, 8) == "process_" ? std::string_view{} : metric_prefix;
    const auto name = fmt::format("{}{}", prefix, family.name);
    for (const auto* sample : by_name[family.name]) {
      const auto labels = label_text(sample->labels);
      if (!fits(*sample, family) || !written.insert(labels).second)
        continue;
      if (const auto* value = std::get_if<duration_counts>(&sample->value))
        rows += histogram_text(name, *sample, *value);
      else
        rows += fmt::format("{}{} {}\n", name, labels,
                            number_text(std::get<exact_number>(sample->value)));
    }
    if (rows.empty())
      continue;
    // OpenMetrics names the family of a counter without its suffix.
    const auto heading = is_open && family.type == metric_type::counter
                             ? name.substr(0, name.size() - 6)
                             : name;
    text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{3}", heading, family.help,
                        words[static_cast<std::size_t>(family.type)], rows);
  }
  return is_open ? text + "# EOF\n" : text;
}

} // namespace tracker
