// SPDX-License-Identifier: MIT
#include "actors/proof/proof_actor.hpp"

#include "actors/ledger/days/day_comparison.hpp"
#include "actors/polling/crash_reason.hpp"
#include "actors/polling/stage_actor.hpp"
#include "actors/proof/positions.hpp"
#include "actors/proof/wallet_check.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

class proof_shell : public proof_actor::base {
public:
  proof_shell(caf::actor_config& config, proof_options options, fetcher_actor fetcher,
              ledger_actor ledger, log_port log)
      : proof_actor::base{config}
      , options_{std::move(options)}
      , fetcher_{std::move(fetcher)}
      , ledger_{std::move(ledger)}
      , log_{std::move(log)} {}

  const char* name() const override { return "proof"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    return {
        [this](const tick& current_tick) { return handle(current_tick); },
        [this](const use_fetcher& change) {
          ++handled_;
          fetcher_ = change.fetcher;
        },
        [this](const use_wallet_actors& change) {
          ++handled_;
          wallets_ = change.wallets;
        },
        [this](const shutdown&) { return stop(); },
        [this](const status_request&) {
          ++handled_;
          return actor_status{is_busy_ ? 1U : 0U, summary()};
        },
    };
  }

private:
  tick_handled handle(const tick& current_tick) {
    const tick_handled result{current_tick.sequence, clock().now()};
    ++handled_;
    next_round_ = std::min(next_round_, current_tick.now + options_.interval);
    next_positions_ =
        std::min(next_positions_, current_tick.now + options_.positions.interval);
    now_ = current_tick.now;
    if (!is_busy_ && !stopping_ && now_ >= next_round_ && !is_over_) {
      next_round_ = now_ + options_.interval;
      compares_positions_ = !options_.only && now_ >= next_positions_;
      if (compares_positions_)
        next_positions_ = now_ + options_.positions.interval;
      if (!options_.only) {
        options_.wallets.clear();
        for (const auto& running : wallets_)
          options_.wallets.push_back(running.wallet);
      }
      next_wallet_ = 0;
      check_next_wallet();
    }
    return result;
  }

  // -- a round over the wallets ------------------------------------------------------

  void check_next_wallet() {
    is_busy_ = false;
    if (stopping_) {
      finish();
      return;
    }
    if (next_wallet_ >= options_.wallets.size()) {
      end_round();
      return;
    }
    is_busy_ = true;
    wallet_ = options_.wallets[next_wallet_++];
    const auto first = options_.only
                           ? options_.only->first
                           : day_of(now_) - options_.rules.patience - 3 * day_length;
    request(ledger_, caf::infinite, recall_proofs{wallet_, first})
        .then([this](const proofs_memory& memory) { begin_check(memory); },
              [this](const caf::error& error) { skip_wallet(error); });
  }

  void begin_check(const proofs_memory& memory) {
    ++handled_;
    auto days = due_days(memory);
    if (days.empty()) {
      recall_due_positions();
      return;
    }
    check_.emplace(wallet_, std::move(days), *memory.proofs);
    recorded_ = *memory.proofs;
    take_step();
  }

  std::vector<timestamp> due_days(const proofs_memory& memory) {
    if (!memory.history)
      return {};
    if (!options_.only)
      return days_to_check(*memory.history, *memory.proofs, now_, options_.rules);
    std::vector<timestamp> result;
    for (auto day = options_.only->first; day <= options_.only->last; day += day_length) {
      const auto* found = find_proof(*memory.proofs, day);
      const bool is_known =
          memory.history->from <= day && memory.history->to >= day + day_length;
      if (is_known && (found == nullptr || !is_settled(*found)))
        result.push_back(day);
    }
    return result;
  }

  void skip_wallet(const caf::error& error) {
    log_.error("no-memory", fmt::format("ledger: no answer about a day: {}; next try in "
                                        "{} s",
                                        system().render(error), options_.interval / 1s));
    check_.reset();
    check_next_wallet();
  }

  void take_step() {
    if (stopping_) {
      check_next_wallet();
      return;
    }
    auto step = check_->next(now_);
    if (const auto* asked = std::get_if<ask_platform>(&step)) {
      fetch(*asked, [this](const fetch_result& result) {
        check_->apply(result, now_);
        take_step();
      });
    } else if (const auto* day = std::get_if<ask_ledger>(&step)) {
      request(ledger_, caf::infinite, recall_day{wallet_, day->day})
          .then(
              [this](const day_memory& memory) {
                ++handled_;
                check_->apply(memory);
                take_step();
              },
              [this](const caf::error& error) { skip_wallet(error); });
    } else if (auto* compared = std::get_if<day_compared>(&step)) {
      conclude(std::move(compared->fact));
      take_step();
    } else {
      check_.reset();
      recall_due_positions();
    }
  }

  template <class Use>
  void fetch(const ask_platform& asked, Use use) {
    request_fetch(*this, fetcher_,
                  {asked.target, asked.endpoint, asked.path, options_.request_deadline,
                   log_.actor()},
                  [this, use](const fetch_result& result) {
                    ++handled_;
                    use(result);
                  });
  }

  // -- positions of ended windows ------------------------------------------------------

  void recall_due_positions() {
    if (!compares_positions_ || stopping_) {
      check_next_wallet();
      return;
    }
    request(ledger_, caf::infinite, due_positions(wallet_, now_, options_.positions))
        .then(
            [this](const positions_memory& memory) {
              ++handled_;
              positions_.emplace(wallet_, *memory.due);
              compare_next_position();
            },
            [this](const caf::error& error) { skip_wallet(error); });
  }

  void compare_next_position() {
    const auto asked = stopping_ ? std::nullopt : positions_->next();
    if (!asked) {
      positions_.reset();
      check_next_wallet();
      return;
    }
    fetch(*asked, [this](const fetch_result& result) {
      std::string problem;
      const auto check = positions_->apply(result, now_, problem);
      if (check)
        conclude(*check);
      else
        positions_.reset();
      note_positions(problem);
      if (check)
        compare_next_position();
      else
        check_next_wallet();
    });
  }

  void conclude(const position_check& check) {
    const bool is_last = check.checks >= options_.positions.max_checks;
    if (differs(check))
      log_.warn("position-differs",
                fmt::format("{} {}: {}; {}", check.slug, display_name(check.wallet),
                            position_text(check),
                            is_last
                                ? fmt::format("not checked again after {} checks, the "
                                              "grade states it",
                                              check.checks)
                                : fmt::format("checked again in {} min",
                                              options_.positions.pause / 1min)));
    send(ledger_, record_position{std::make_shared<const position_check>(check)});
  }

  /// Logs once when positions cannot be read, and once when they can be read again.
  void note_positions(const std::string& problem) {
    if (problem.empty() == positions_problem_.empty())
      return;
    positions_problem_ = problem;
    if (problem.empty())
      log_.info("positions-again", "positions of ended windows are compared again");
    else
      log_.warn(
          "no-positions",
          fmt::format("positions of ended windows are not compared: {}; next try in "
                      "{} s",
                      problem, options_.positions.interval / 1s));
  }

  // -- a compared day ------------------------------------------------------------------

  void conclude(record_proof fact) {
    auto proof = *fact.proof;
    const auto state = state_of(proof);
    if (options_.only)
      proof.closed = false;
    else if (is_last_check(proof.day, now_, options_.rules))
      proof.closed = state != proof_state::proven;
    const auto* found = find_proof(recorded_, proof.day);
    const auto text = proof_text(proof);
    if (found == nullptr || proof_text(*found) != text || proof.closed)
      report(proof, state, text);
    if (lacks_fills(proof) && !proof.closed)
      order_reread(proof);
    fact.proof = std::make_shared<const day_proof>(std::move(proof));
    send(ledger_, std::move(fact));
  }

  void report(const day_proof& proof, proof_state state, const std::string& text) {
    const auto line = "PROOF " + text;
    const std::string next =
        proof.closed ? "; not checked again, `reconcile` does" : "; checked again";
    const log_fields fields{{"day", day_text(proof.day)},
                            {"wallet", display_name(proof.wallet)},
                            {"state", to_string(state)},
                            {"requests", std::to_string(proof.requests)}};
    if (state == proof_state::differs || (state == proof_state::open && proof.closed))
      log_.warn("proof", line + next, fields);
    else
      log_.info("proof", line, fields);
  }

  /// The fills that the platform counts and the ledger lacks may have been indexed late.
  void order_reread(const day_proof& proof) {
    for (const auto& [wallet, actor] : wallets_)
      if (actor && wallet.address == proof.wallet.address) {
        log_.info("proof-reread",
                  fmt::format("the platform counts {} more fills of {} on {}: its "
                              "activity since then is read again",
                              *proof.platform.fills - proof.ours.fills,
                              display_name(proof.wallet), day_text(proof.day)));
        send(actor, read_again{proof.day});
      }
  }

  // -- the end -------------------------------------------------------------------------

  void end_round() {
    if (!options_.only)
      return;
    is_over_ = true;
    // The ledger answers after it has stored what was sent before.
    request(ledger_, caf::infinite, recall_proofs{{}, timestamp::max()})
        .then([this](const proofs_memory&) { report_end(); },
              [this](const caf::error&) { report_end(); });
  }

  void report_end() {
    span_progress progress;
    progress.series = "proof";
    progress.over = true;
    caf::anon_send(options_.listener, std::move(progress));
  }

  std::string summary() const {
    return check_ ? "compares a day with the platform's figures" : "no day is compared";
  }

  caf::typed_response_promise<drained> stop() {
    ++handled_;
    stopping_ = make_response_promise<drained>();
    auto promise = *stopping_;
    if (!is_busy_)
      finish();
    return promise;
  }

  void finish() {
    log_.essential("drained", fmt::format("drained: {} messages handled", handled_));
    stopping_->deliver(drained{handled_});
    quit();
  }

  proof_options options_;
  fetcher_actor fetcher_;
  ledger_actor ledger_;
  log_port log_;
  /// The watched wallets; a round takes them when it begins.
  std::vector<running_wallet> wallets_;
  /// Of the last tick.
  timestamp now_{};
  timestamp next_round_{};
  timestamp next_positions_{};
  /// Whether the round compares positions, too.
  bool compares_positions_ = false;
  std::size_t next_wallet_ = 0;
  bool is_busy_ = false;
  bool is_over_ = false;
  /// The wallet in work.
  watched_wallet wallet_;
  std::optional<wallet_check> check_;
  std::optional<positions_round> positions_;
  /// Why the last positions could not be read; empty: they were read.
  std::string positions_problem_;
  /// The earlier proofs of the wallet in work.
  std::vector<day_proof> recorded_;
  std::uint64_t handled_ = 0;
  std::optional<caf::typed_response_promise<drained>> stopping_;
};

} // namespace

proof_actor spawn_proof(caf::actor_system& system, proof_options options,
                        fetcher_actor fetcher, ledger_actor ledger, log_port log) {
  return system.spawn<proof_shell>(std::move(options), std::move(fetcher),
                                   std::move(ledger), std::move(log));
}

} // namespace tracker
