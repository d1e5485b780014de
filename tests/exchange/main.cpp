// SPDX-License-Identifier: MIT
// The exchange as a program, for trying the tracker by hand:  exchange_server --port 8080
// --window-length 6 --misbehave 0.33 --kinds status,cut,stall  It prints the addresses of
// wallets that trade; `/books?user=…&slug=…` on the data host shows the value of a window
// for one of them.  SIGUSR1 switches the faults off and on; SIGINT or SIGTERM ends it.
#include "tests/exchange/server.hpp"
#include "tests/simulator/wallets/activity.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>

namespace {

using namespace tracker::exchange;

struct command_line {
  std::uint16_t port = 8080;
  std::uint64_t seed = 1;
  unsigned window_length = 0;
  double resolution_delay = 0.5;
  double resolution_spread = 0;
  double clob_lag = 0;
  double index_delay = 0;
  double index_jitter = 0;
  double late_by = 0;
  std::optional<unsigned> serving_lag;
  unsigned ingestion_lag = 0;
  std::optional<unsigned> frozen;
  unsigned block_delay = 0;
  unsigned history = 900;
  market_rules rules;
  unsigned cache = 0;
  double misbehave = 0;
  std::string endpoints;
  std::vector<std::string> kinds;
  int status = 500;
  double pause = 10;
  bool verbose = false;
};

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const auto kind : all_fault_kinds())
    names.emplace_back(to_string(kind));
  return names;
}

void add_market_options(CLI::App& app, command_line& line) {
  app.add_option("--window-length", line.window_length,
                 "Seconds of every window; 0: what the slug's suffix says");
  app.add_option("--resolution-delay", line.resolution_delay,
                 "Seconds from a window's end to gamma's word on its winner");
  app.add_option("--resolution-spread", line.resolution_spread,
                 "Seconds that this differs by from window to window");
  app.add_option("--clob-lag", line.clob_lag, "Seconds that the clob is behind gamma");
  const CLI::Range percent{0, 100};
  app.add_option("--split", line.rules.split_percent, "Percent of windows settled 50/50")
      ->check(percent);
  app.add_option("--swapped", line.rules.swapped_percent,
                 "Percent of windows whose outcomes are listed as Down, Up")
      ->check(percent);
  app.add_option("--stuck", line.rules.stuck_percent, "Percent of windows never resolved")
      ->check(percent);
  app.add_option("--protocol2", line.rules.protocol2_percent,
                 "Percent of windows that are markets of Protocol V2")
      ->check(percent);
  app.add_option("--odd-version", line.rules.odd_version_percent,
                 "Percent of windows of an unknown version")
      ->check(percent);
  app.add_option("--stuck-source", line.rules.stuck_source_percent,
                 "Percent of windows of which one of the three sources names no winner")
      ->check(percent);
  app.add_option("--disagreeing", line.rules.disagreeing_percent,
                 "Percent of windows of which one of the three sources names another "
                 "winner")
      ->check(percent);
  app.add_option("--data-v1-status", line.rules.data_v1_status,
                 "Status of the data host's first dialect");
  app.add_option("--frozen", line.frozen,
                 "Seconds before now from which on the data host knows nothing new");
  app.add_option("--misleading", line.rules.misleading_percent,
                 "Percent of windows whose last prices favour the loser")
      ->check(percent);
}

void add_wallet_options(CLI::App& app, command_line& line) {
  auto& wallets = line.rules.wallets;
  app.add_option("--wallets", wallets.count, "Wallets that trade");
  app.add_option("--series", wallets.series, "Slug prefixes of the windows they trade")
      ->delimiter(',');
  app.add_option("--since", line.history,
                 "Seconds before now at which the first window they trade may start");
  app.add_option("--index-delay", line.index_delay,
                 "Seconds after which a row of theirs shows up");
  app.add_option("--index-jitter", line.index_jitter,
                 "Seconds that this differs by from row to row");
  app.add_option("--late", wallets.late_percent,
                 "Percent of rows that show up later still")
      ->check(CLI::Range{0, 100});
  app.add_option("--late-by", line.late_by, "Seconds by which, at most");
  app.add_option("--serving-lag", line.serving_lag,
                 "Seconds that /v2/status says serving is behind");
  app.add_option("--ingestion-lag", line.ingestion_lag,
                 "Seconds that /v2/status says its slowest source is behind");
  app.add_option("--block-delay", line.block_delay,
                 "Seconds by which a trade's block may be later");
  const CLI::Range percent{0, 100};
  app.add_option("--idle", wallets.idle_percent,
                 "Percent of windows in which a wallet does not trade")
      ->check(percent);
  app.add_option("--early", wallets.early_percent,
                 "Percent of them in which it trades before the start")
      ->check(percent);
  app.add_option("--old-redemptions", wallets.old_redemption_percent,
                 "Percent of redemptions in the form of before August 2026")
      ->check(percent);
  app.add_option("--other-fees", line.rules.other_fees_percent,
                 "Percent of windows with another fee schedule or none")
      ->check(percent);
}

void add_fault_options(CLI::App& app, command_line& line) {
  app.add_option("--misbehave", line.misbehave,
                 "Share of requests that meet a fault, 0 to 1")
      ->check(CLI::Range{0.0, 1.0});
  app.add_option("--kinds", line.kinds, "Faults to choose from; without it, all")
      ->delimiter(',')
      ->check(CLI::IsMember{kind_names()});
  app.add_option("--where", line.endpoints,
                 "Host or endpoint that misbehaves (`clob`, `gamma /markets/slug`)");
  app.add_option("--status", line.status, "Status of the fault `status`");
  app.add_option("--pause", line.pause,
                 "Seconds of the faults `delay`, `stall` and `half`");
}

std::chrono::milliseconds seconds(double count) {
  return std::chrono::milliseconds{static_cast<std::int64_t>(count * 1000)};
}

fault_rule rule_of(const command_line& line) {
  fault_rule rule;
  rule.endpoints = line.endpoints;
  rule.per_mille = static_cast<unsigned>(line.misbehave * 1000);
  for (const auto& name : line.kinds.empty() ? kind_names() : line.kinds) {
    fault next;
    next.kind = *parse_fault_kind(name);
    next.code = line.status;
    next.pause = seconds(line.pause);
    rule.faults.push_back(next);
  }
  return rule;
}

void print(const logged_request& entry) {
  std::cout << to_string(entry.destination) << ' ' << entry.method << ' ' << entry.target
            << ' ' << entry.status << (entry.met ? ' ' : '\n');
  if (entry.met)
    std::cout << to_string(*entry.met) << '\n';
  std::cout.flush();
}

server_options options_of(const command_line& line) {
  server_options options;
  options.port = line.port;
  options.seed = line.seed;
  options.rules = line.rules;
  options.rules.seed = line.seed;
  options.rules.window_length = std::chrono::seconds{line.window_length};
  options.rules.resolution_delay = seconds(line.resolution_delay);
  options.rules.resolution_spread = seconds(line.resolution_spread);
  options.rules.clob_lag = seconds(line.clob_lag);
  auto& wallets = options.rules.wallets;
  wallets.index_delay = seconds(line.index_delay);
  wallets.index_jitter = seconds(line.index_jitter);
  wallets.late_by = seconds(line.late_by);
  if (line.serving_lag)
    wallets.serving_lag = std::chrono::seconds{*line.serving_lag};
  wallets.ingestion_lag = std::chrono::seconds{line.ingestion_lag};
  if (line.frozen)
    options.rules.data_frozen_since = options.now() - std::chrono::seconds{*line.frozen};
  wallets.block_delay = std::chrono::seconds{line.block_delay};
  wallets.trading_begin = options.now() - std::chrono::seconds{line.history};
  if (line.verbose)
    options.on_request = print;
  return options;
}

/// Runs until SIGINT or SIGTERM; SIGUSR1 switches the rule.
void serve(server& exchange, const fault_rule& rule, const sigset_t& signals) {
  bool misbehaves = false;
  for (int signal = SIGUSR1; signal == SIGUSR1; sigwait(&signals, &signal)) {
    misbehaves = !misbehaves && rule.per_mille > 0;
    exchange.behave();
    if (misbehaves)
      exchange.misbehave(rule);
    std::cout << (misbehaves ? "misbehaving" : "behaving") << std::endl;
  }
}

sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1})
    sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

} // namespace

int main(int argc, char** argv) {
  command_line line;
  CLI::App app{"A local stand-in for the platform's three hosts"};
  app.add_option("--port", line.port,
                 "Port of gamma; data and clob follow. 0: any free ones")
      ->check(CLI::Range{0, 65533});
  app.add_option("--seed", line.seed, "Decides winners, identifiers and faults");
  app.add_option("--cache", line.cache,
                 "Seconds for which replies are cached; 0: not at all");
  app.add_flag("--verbose", line.verbose, "Print every request");
  add_market_options(app, line);
  add_wallet_options(app, line);
  add_fault_options(app, line);
  CLI11_PARSE(app, argc, argv);
  // This comes before the server starts its threads, which inherit the mask.
  const auto signals = block_signals();
  try {
    const auto options = options_of(line);
    server exchange{options};
    exchange.cache("", std::chrono::seconds{line.cache});
    std::cout << "gamma " << exchange.gamma_url() << "\ndata " << exchange.data_url()
              << "\nclob " << exchange.clob_url() << std::endl;
    for (const auto& wallet : simulated_wallets(options.rules))
      std::cout << "wallet " << wallet << std::endl;
    serve(exchange, rule_of(line), signals);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
