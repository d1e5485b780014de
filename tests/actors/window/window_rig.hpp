// SPDX-License-Identifier: MIT
// A window actor between a fetcher and a ledger that are doubles.
#pragma once

#include "actors/window/window_actor.hpp"
#include "tests/actors/window/sample_windows.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/fetcher_double.hpp"
#include "tests/support/market_bodies.hpp"

#include <date/tz.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tracker::test::window_rig {

inline const watched_wallet owner{"main", std::string{"0x"}.append(40, 'a')};

struct window_scene : actor_fixture {
  explicit window_scene(std::vector<watched_wallet> wallets = {})
      : options_{options_for(std::move(wallets))} {}

  window_options options_;
  captured_log lines = std::make_shared<std::vector<log_line>>();
  log_tee_actor tee = spawn_log_double(system, lines);
  std::shared_ptr<fetcher_script> script = std::make_shared<fetcher_script>();
  fetcher_actor fetcher = spawn_fetcher_double(system, script);
  std::shared_ptr<ledger_script> book = empty_ledger();
  ledger_actor ledger = spawn_ledger_double(system, book);
  window_actor watcher =
      spawn_window(system, options_, fetcher, ledger,
                   log_port{tee, "btc-updown-15m", [] { return first.start; }});
  std::uint64_t sequence = 0;

  static window_options options_for(std::vector<watched_wallet> wallets) {
    window_options result;
    result.series = btc;
    result.wallets = std::move(wallets);
    result.request_deadline = std::chrono::seconds{15};
    result.zone = date::locate_zone("America/Los_Angeles");
    return result;
  }

  /// A kept promise holds the double that holds the promise.
  ~window_scene() { script->held.clear(); }
  window_scene(const window_scene&) = delete;
  window_scene& operator=(const window_scene&) = delete;

  tick_handled send_tick(timestamp now) {
    return ask<tick_handled>(watcher, tick{++sequence, {}, now, now});
  }
  std::vector<log_line> lines_of(const std::string& event) const {
    std::vector<log_line> result;
    std::copy_if(lines->begin(), lines->end(), std::back_inserter(result),
                 [&](const log_line& line) { return line.event == event; });
    return result;
  }
  void settle_all(settlement winner) {
    script->answer = [winner](const fetch_request& asked) {
      return asked.target == host::gamma  ? ok(gamma_body(first, winner))
             : asked.target == host::clob ? ok(clob_body(first, winner))
                                          : ok(resolution_body(first, winner));
    };
  }
  /// The settlement that each source reports; nothing: it names no winner.
  void settle(std::optional<settlement> gamma, std::optional<settlement> clob,
              std::optional<settlement> resolutions) {
    script->answer = [=](const fetch_request& asked) {
      return asked.target == host::gamma  ? ok(gamma_body(first, gamma))
             : asked.target == host::clob ? ok(clob_body(first, clob))
                                          : ok(resolution_body(first, resolutions));
    };
  }
  /// Sends the ticks of the seconds from `begin` to `end`, counted from the end of the
  /// first window.
  void run(int begin, int end) {
    for (int second = begin; second < end; ++second)
      send_tick(first.end + second * std::chrono::seconds{1});
  }
  const grade& last_of_first() const {
    return *std::find_if(
                book->grades.rbegin(), book->grades.rend(),
                [](const record_grade& each) { return each.what->window == first; })
                ->what;
  }
  std::size_t count(log_level level, const std::string& event) const {
    const auto all = lines_of(event);
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(),
                      [&](const log_line& line) { return line.level == level; }));
  }
};

struct wallet_scene : window_scene {
  wallet_scene() : window_scene{{owner}} {}

  void tell(std::vector<activity_event> rows, timestamp known_to) {
    self->send(watcher,
               wallet_activity{
                   owner,
                   std::make_shared<const std::vector<activity_event>>(std::move(rows)),
                   {first.start - std::chrono::hours{48}, known_to},
                   std::make_shared<const std::vector<doubtful_row>>(),
                   known_to});
    drain();
  }
};

} // namespace tracker::test::window_rig
