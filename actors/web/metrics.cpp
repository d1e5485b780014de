// SPDX-License-Identifier: MIT
#include "actors/web/metrics.hpp"

#include "actors/web/health.hpp"
#include "actors/web/measure/metrics_text.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace tracker {

namespace {

using labels = std::vector<std::pair<std::string, std::string>>;

constexpr std::uint8_t micro_places = 6;

metric_sample money(std::string name, usdc amount, labels with) {
  return {std::move(name), std::move(with), exact_number{amount.micros(), micro_places}};
}

metric_sample number(std::string name, std::int64_t amount, labels with = {}) {
  return {std::move(name), std::move(with), exact_number{amount, 0}};
}

metric_sample seconds(std::string name, timespan duration, labels with = {}) {
  return {std::move(name), std::move(with), exact_number{duration.count(), nano_places}};
}

metric_sample unix_time(std::string name, timestamp time) {
  return seconds(std::move(name), time.time_since_epoch());
}

class sample_list {
public:
  explicit sample_list(const web_view& view) : view_{view} {}

  std::vector<metric_sample> collect() {
    add_run();
    add_actors();
    if (view_.snapshot.ledger)
      add_ledger(*view_.snapshot.ledger);
    add_server();
    add_process();
    add(count_sample("web_samples_left_out", left_out_));
    return std::move(samples_);
  }

private:
  /// Samples of the same name and labels, such as the delays of each series, are one:
  /// they are added up, and of the platform's lag the largest counts. What does not fit
  /// the table, or cannot be added up, is left out and counted.
  void add(metric_sample sample) {
    if (!is_in_table(sample)) {
      ++left_out_;
      return;
    }
    const auto [found, is_new] =
        places_.try_emplace({sample.name, sample.labels}, samples_.size());
    if (is_new)
      samples_.push_back(std::move(sample));
    else if (!add_up(samples_[found->second], sample))
      ++left_out_;
  }

  /// Adds a sample of the same family; false: their buckets or decimal places differ.
  static bool add_up(metric_sample& known, const metric_sample& sample) {
    if (auto* durations = std::get_if<duration_counts>(&known.value)) {
      const auto& more = std::get<duration_counts>(sample.value);
      if (durations->bounds() != more.bounds())
        return false;
      durations->add(more);
      return true;
    }
    auto& [amount, places] = std::get<exact_number>(known.value);
    const auto& more = std::get<exact_number>(sample.value);
    if (more.places != places)
      return false;
    amount = sample.name == "platform_lag_seconds" ? std::max(amount, more.amount)
                                                   : amount + more.amount;
    return true;
  }

  void add_run() {
    const auto& version = view_.context.version;
    add(number("build_info", 1,
               {{"version", version},
                {"codename", view_.context.codename},
                {"caf", view_.context.caf_version}}));
    add(unix_time("start_time_seconds", view_.context.started));
    add(number("healthy", check_health(view_).status == health_status::fail ? 0 : 1));
    add(number("ready", check_readiness(view_).status == health_status::fail ? 0 : 1));
  }

  void add_actors() {
    for (const auto& actor : view_.snapshot.actors) {
      const bool is_summed =
          has_many_wallets() && actor.report.name.starts_with("wallet ");
      const labels name{{"actor", is_summed ? "wallets" : actor.report.name}};
      add(count_sample("actor_restarts_total", actor.report.restarts, name));
      if (!actor.report.status)
        continue;
      add(count_sample("actor_pending", actor.report.status->held, name));
      for (auto sample : actor.report.status->metrics) {
        if (is_summed)
          for (auto& [label, value] : sample.labels)
            if (label == "wallet")
              value = "all";
        add(std::move(sample));
      }
    }
  }

  /// Of many wallets, the samples are added up, so that their number stays bounded.
  bool has_many_wallets() const {
    return std::max(view_.context.wallets.size(),
                    view_.snapshot.ledger ? view_.snapshot.ledger->wallets.size() : 0) >
           most_separate_wallets;
  }

  void add_ledger(const ledger_figures& ledger) {
    add(count_sample("ledger_size_bytes", ledger.size_bytes));
    add(seconds("ledger_revision_seconds",
                std::max<timespan>(view_.snapshot.now - ledger.read_at, timespan{0})));
    for (const auto& wallet : ledger.wallets)
      add_wallet(wallet);
    std::optional<timestamp> oldest;
    for (const auto& series : ledger.series) {
      add_series(series);
      if (series.oldest_unresolved)
        oldest = std::min(oldest.value_or(*series.oldest_unresolved),
                          *series.oldest_unresolved);
    }
    add(seconds("oldest_unresolved_window_seconds",
                oldest ? std::max<timespan>(view_.snapshot.now - *oldest, timespan{0})
                       : timespan{0}));
  }

  void add_wallet(const wallet_figures& figures) {
    const auto name = has_many_wallets() ? "all" : display_name(figures.wallet);
    const labels wallet{{"wallet", name}};
    const auto with = [&](const char* label, const std::string& value) {
      return labels{{"wallet", name}, {label, value}};
    };
    for (const auto status :
         {grade_status::pending, grade_status::provisional, grade_status::final,
          grade_status::amended, grade_status::void_settled}) {
      const auto found = figures.grades.find(status);
      add(count_sample("grades", found == figures.grades.end() ? 0 : found->second,
                       with("status", to_string(status))));
    }
    const auto& settled = figures.settled;
    add(money("pnl_usdc", settled.arb.pnl, with("strategy", to_string(trade_kind::arb))));
    add(money("pnl_usdc", settled.capture.pnl,
              with("strategy", to_string(trade_kind::capture))));
    add(money("pnl_usdc", settled.directional.pnl,
              with("strategy", to_string(trade_kind::directional))));
    add(money("pnl_provisional_usdc", figures.unsettled.net.pnl, wallet));
    add(money("pnl_today_usdc", figures.today_settled.net.pnl, wallet));
    add(money("unrealized_cost_usdc", figures.unrealized_cost, wallet));
    // These do not add up.
    if (!has_many_wallets()) {
      add(money("drawdown_usdc", figures.present_drawdown, wallet));
      add(money("largest_drawdown_usdc", figures.largest_drawdown, wallet));
      add(number("losing_streak_windows", figures.losing_streak, wallet));
    }
    const auto& unsettled = figures.unsettled;
    add(money("fees_usdc_total", settled.fees_observed + unsettled.fees_observed,
              with("source", "observed")));
    add(money("fees_usdc_total", settled.fees_modelled + unsettled.fees_modelled,
              with("source", "modelled")));
    add(money("rebates_usdc_total", settled.rebates + unsettled.rebates,
              with("kind", "window")));
    for (const auto& [type, amount] : figures.account)
      add(money("rebates_usdc_total", amount, with("kind", to_string(type))));
    add(money("volume_usdc_total", settled.volume + unsettled.volume, wallet));
    add(number("fills_total", settled.fills + unsettled.fills, wallet));
    add_proofs(figures.proofs, wallet);
  }

  /// Nothing before a day has all figures: an unknown difference is not 0.
  void add_proofs(const proof_summary& proofs, const labels& wallet) {
    if (proofs.compared() == 0)
      return;
    add(money("reconcile_difference_usdc", proofs.amount, wallet));
    add(count_sample("reconcile_fills_difference", proofs.fills, wallet));
    if (!has_many_wallets())
      add(seconds("reconcile_last_timestamp_seconds",
                  proofs.compared_at->time_since_epoch(), wallet));
  }

  void add_series(const series_figures& figures) {
    const auto& coverage = figures.coverage;
    for (const auto& [word, count] : {std::pair{"watched", coverage.watched},
                                      std::pair{"backfilled", coverage.backfilled},
                                      std::pair{"missed", coverage.missed},
                                      std::pair{"unsupported", coverage.unsupported}})
      add(number("windows_total", count,
                 {{"series", figures.series}, {"coverage", word}}));
    add(count_sample("windows_unresolved", figures.unresolved,
                     {{"series", figures.series}}));
  }

  void add_server() {
    const auto& server = view_.snapshot.server;
    for (const auto& [code, count] : server.requests)
      add(count_sample("web_requests_total", count, {{"code", code}}));
    for (const auto& [reason, count] : server.refused)
      add(count_sample("web_clients_refused_total", count, {{"reason", reason}}));
    add(count_sample("web_connections", server.connections));
    add(count_sample("web_streams", server.streams));
    add(count_sample("web_events_dropped_total", server.dropped_events));
    if (view_.snapshot.free_bytes)
      add(count_sample("disk_free_bytes", *view_.snapshot.free_bytes));
  }

  void add_process() {
    const auto& process = view_.snapshot.process;
    add(seconds("process_cpu_seconds_total", process.cpu_time));
    add(count_sample("process_resident_memory_bytes", process.resident_bytes));
    add(count_sample("process_open_fds", process.open_descriptors));
    add(unix_time("process_start_time_seconds", process.started));
  }

  const web_view& view_;
  std::vector<metric_sample> samples_;
  std::uint64_t left_out_ = 0;
  /// Where the sample of a name and labels is.
  std::map<std::pair<std::string, labels>, std::size_t> places_;
};

} // namespace

std::vector<metric_sample> collect_samples(const web_view& view) {
  return sample_list{view}.collect();
}

web_reply serve_metrics(const web_request& request, const web_view& view) {
  const bool is_open =
      request.accept.find("application/openmetrics-text") != std::string::npos;
  const auto format = is_open ? exposition::open_metrics : exposition::prometheus;
  return {200,
          is_open ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                  : "text/plain; version=0.0.4; charset=utf-8",
          write_metrics(collect_samples(view), format)};
}

} // namespace tracker
