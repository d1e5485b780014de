// SPDX-License-Identifier: MIT
// All data of the page, which is read before the HTML is written.
#pragma once

#include "actors/ledger/report/report_query.hpp"
#include "actors/web/page/attention.hpp"
#include "actors/web/page/live_rows.hpp"
#include "actors/web/page/span_figures.hpp"
#include "actors/web/page/strategy_rows.hpp"
#include "actors/web/page/window_rows.hpp"
#include "messages/metrics.hpp"

#include <date/tz.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tracker {

/// The part of the page's address after `?`, as decoded names and values.
using page_query = std::map<std::string, std::string, std::less<>>;

/// The value of a name; nothing: it is not given.
std::optional<std::string> value_of(const page_query& query, std::string_view name);

/// The options of `report --format=json` that a query gives: the span and the filters.
report_options options_of(const page_query& query);

/// What the address of the page selects.
struct page_selection {
  /// As given, for the links and the form; unknown names and empty values are dropped.
  page_query query;
  /// Of the table of strategies.
  page_span span = page_span::week;
  window_part windows;
  /// Configured wallets that are selected; empty: all.
  std::vector<std::string> wallets;
};

/// Reads the address. Returns the selection, or one line with the fault and what is
/// allowed.
std::variant<page_selection, std::string> parse_page_query(const page_query& query,
                                                           const known_names& known,
                                                           timestamp now,
                                                           const date::time_zone& zone);

/// The address of the page with this query: `/?wallet=main`.
std::string address_of(const page_query& query);

/// A series as its window actor describes it.
struct series_line {
  std::string series;
  /// `T-899s | no pos | btc-updown-15m-…`, `next window in 60s | …`.
  std::string text;
};

/// The sums of the whole ledger, which are not read for each page but kept.
struct whole_sums {
  totals settled;
  totals unsettled;
  /// In hundredths of a percent; nothing: nothing was paid.
  std::optional<std::int64_t> return_on_cost;
  /// Nothing: several wallets are added up, whose falls do not add.
  std::optional<usdc> drawdown_now;
  std::optional<usdc> drawdown_max;
};

/// The state of the tracker itself, for the strip.
struct page_strip {
  std::string version;
  /// `live`, `replay`, `demo`: every mode but live is marked on every page.
  std::string mode;
  timestamp now{};
  bool stopping = false;
  /// The recording that is played has ended: the figures are final.
  bool ended = false;
  /// The conditions of /ready.
  std::vector<health_check> checks;
  /// Hosts of the platform that do not answer: `gamma unreachable for 177 s`.
  std::vector<std::string> hosts;
  /// How far the platform's activity is behind, by its own status; nothing: not known.
  std::optional<timespan> platform_lag{};
  /// The figures are those of all trackers of the fleet.
  bool of_fleet = false;
  /// Why the ledger could not be read last; empty: it was read.
  std::string ledger_problem;
  /// When it was read last; nothing: never.
  std::optional<timestamp> ledger_read_at;
};

/// `watching`, `starting`, `stale 42 s`, `stopping`, and how it looks.
struct strip_state {
  std::string text;
  /// `good`, `warn`, `bad`.
  const char* tone = "good";
};
strip_state state_of(const page_strip& strip);

/// One line for each check that does not pass, and for the ledger's problem.
std::vector<std::string> strip_problems(const page_strip& strip);

struct page_view {
  page_strip strip;
  page_selection selection;
  const date::time_zone& zone;
  /// The configured wallets, or those of the fleet.
  std::vector<watched_wallet> wallets;
  known_names names;
  std::vector<series_line> series;
  page_figures figures;
  /// Nothing: not added up yet.
  std::optional<whole_sums> whole;
  std::vector<attention_item> attention;
  std::vector<live_row> live;
  std::vector<strategy_row> strategies;
  window_page windows;
};

/// The HTML of the page: complete without a script.
std::string write_page(const page_view& view);

/// The HTML of a page whose ledger cannot be read: the strip and what to do.
std::string write_trouble_page(const page_strip& strip, const date::time_zone& zone);

} // namespace tracker
