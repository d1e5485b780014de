// SPDX-License-Identifier: MIT
#include "actors/backfill/backfill_actor.hpp"

#include "actors/polling/crash_reason.hpp"
#include "actors/text/time_text.hpp"
#include "actors/window/grade/completeness.hpp"
#include "actors/window/grade/winner.hpp"
#include "actors/window/grade_log.hpp"
#include "actors/window/window_tracker.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// The fetcher always answers by the deadline; this only bounds what a lost answer can
/// do.
constexpr timespan answer_slack = 5s;

/// From one word on the progress to the next.
constexpr timespan progress_pause = 1s;

window_tracker_rules hurried_rules() {
  window_tracker_rules result;
  result.hurried = true;
  return result;
}

bool is_settled_for(const remembered_window& of, const std::string& address) {
  return std::any_of(of.grades.begin(), of.grades.end(), [&](const grade& at) {
    return at.wallet.address == address && is_settled(at.status);
  });
}

class backfill_shell : public window_actor::base {
public:
  backfill_shell(caf::actor_config& config, backfill_options options,
                 fetcher_actor fetcher, ledger_actor ledger, log_port log)
      : window_actor::base{config}
      , options_{std::move(options)}
      , span_{options_.of, options_.span}
      , watch_{options_.of, hurried_rules()}
      , books_{options_.of, options_.wallets, options_.books}
      , fetcher_{std::move(fetcher)}
      , ledger_{std::move(ledger)}
      , log_{std::move(log)} {}

  const char* name() const override { return "backfill"; }

  void on_exit() override { options_.listener = nullptr; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    return {
        [this](const tick& current_tick) { return handle(current_tick); },
        [this](const use_fetcher& change) {
          ++handled_;
          fetcher_ = change.fetcher;
        },
        [this](const wallet_activity& news) {
          ++handled_;
          note_history(news);
          report(books_.take(news, now_));
          work();
        },
        // The windows have long ended: no delay of them is left.
        [this](const live_settings&) { ++handled_; },
        [this](const shutdown&) { return stop(); },
        [this](const status_request&) {
          ++handled_;
          return actor_status{watch_.open_questions(), summary()};
        },
    };
  }

private:
  tick_handled handle(const tick& current_tick) {
    const tick_handled taken{current_tick.sequence, clock().now()};
    ++handled_;
    now_ = current_tick.now;
    work();
    tell_progress();
    return taken;
  }

  void work() {
    if (stopping_ || now_ == timestamp{})
      return;
    take_up_more();
    for (const auto& asked : watch_.questions(now_))
      ask(asked);
  }

  // -- what is known of the wallets -----------------------------------------------------

  void note_history(const wallet_activity& news) {
    auto& known = histories_[news.wallet.address];
    if (known == news.history)
      return;
    known = news.history;
    moved_at_ = now_;
  }

  bool is_known(const window& of) const {
    return std::all_of(options_.wallets.begin(), options_.wallets.end(),
                       [&](const watched_wallet& wallet) {
                         const auto known = histories_.find(wallet.address);
                         return known != histories_.end() && covers(known->second, of);
                       });
  }

  bool is_out_of_patience() {
    if (moved_at_ == timestamp{})
      moved_at_ = now_;
    return now_ - moved_at_ >= options_.patience;
  }

  /// Where reading has got to; nothing: it has reached the next window, or is not begun.
  std::optional<timestamp> read_to() const {
    if (!span_.next() || is_known(*span_.next()) ||
        histories_.size() < options_.wallets.size())
      return std::nullopt;
    auto result = timestamp::max();
    for (const auto& [wallet, known] : histories_)
      result = std::min(result, known.to);
    return result;
  }

  /// What holds up the next window; empty: nothing does, or `read_to` says it.
  std::string waits_for() const {
    if (span_.is_over())
      return {};
    if (recalling_)
      return "the ledger";
    for (const auto& wallet : options_.wallets)
      if (span_.next() && !histories_.contains(wallet.address))
        return fmt::format("the first activity of {}", display_name(wallet));
    return failure_;
  }

  // -- the windows of the span ----------------------------------------------------------

  void take_up_more() {
    if (recalling_ || span_.open() > options_.slice / 2)
      return;
    const bool waits_no_more = is_out_of_patience();
    const auto slice = span_.take(
        options_.slice, [&](const window& of) { return waits_no_more || is_known(of); });
    if (!slice.empty())
      recall(slice);
  }

  void recall(const std::vector<window>& slice) {
    recalling_ = true;
    request(ledger_, caf::infinite, question_for(slice))
        .then(
            [this, slice](const windows_memory& memory) {
              ++handled_;
              recalling_ = false;
              for (std::size_t i = 0; i < slice.size(); ++i)
                take_up(slice[i], memory.windows->at(i));
              work();
            },
            [this, slice](const caf::error& error) {
              recalling_ = false;
              for (const auto& of : slice)
                span_.left(of, "the ledger does not say what is known of it: " +
                                   system().render(error));
            });
  }

  recall_windows question_for(const std::vector<window>& slice) const {
    recall_windows result{options_.of.name, {}};
    for (const auto& of : slice)
      result.slugs.push_back(of.slug);
    return result;
  }

  void take_up(const window& of, remembered_window memory) {
    memory.of = of;
    if (is_settled_for_all(memory)) {
      span_.settled(of);
      return;
    }
    if (!memory.coverage || memory.coverage->how == coverage_kind::missed ||
        memory.coverage->how == coverage_kind::unsupported)
      unseen_.insert(of.start);
    if (memory.grades.empty()) {
      report(books_.keep_rows(memory, of.start));
      report(books_.open(of, now_));
    } else {
      report(books_.restore(memory, "rows that were read later", now_));
    }
    auto reports = platform_reports(memory.grades);
    if (is_confirmed(reports))
      conclude(of, {});
    else
      watch_.resume(of, memory.in, now_, std::move(reports));
  }

  bool is_settled_for_all(const remembered_window& of) const {
    if (options_.wallets.empty())
      return is_settled_for(of, "");
    return std::all_of(
        options_.wallets.begin(), options_.wallets.end(),
        [&](const watched_wallet& wallet) { return is_settled_for(of, wallet.address); });
  }

  /// The sources are not asked about it any more. `why` is what the last look brought,
  /// empty where they agree on its winner.
  void conclude(const window& of, const std::string& why) {
    const auto* open = books_.unsettled(of);
    const auto text = open == nullptr ? std::string{}
                                      : fmt::format("{}: {}", to_string(open->status),
                                                    why.empty() ? open->reason : why);
    books_.forget(of);
    if (text.empty()) {
      span_.settled(of);
      return;
    }
    span_.left(of, text);
    if (unseen_.erase(of.start) > 0)
      cover(of, {unsupported_.contains(of.start) ? coverage_kind::unsupported
                                                 : coverage_kind::missed,
                 {},
                 {},
                 text});
    log_.warn("window-left", fmt::format("{} is left: {}", of.slug, text));
  }

  void cover(const window& of, window_coverage seen) {
    send(ledger_, record_coverage{options_.of.name, of, std::move(seen)});
  }

  // -- questions ------------------------------------------------------------------------

  void ask(const question& asked) {
    fetch_request wanted{asked.source, asked.endpoint, asked.path,
                         options_.question_deadline, log_.actor()};
    request(fetcher_, options_.question_deadline + answer_slack, std::move(wanted))
        .then([this, asked](const fetch_result& result) { take(asked, result); },
              [this, asked](const caf::error& error) {
                take(asked,
                     {fetch_error{fetch_error_kind::cancelled, asked.source,
                                  asked.endpoint, 0,
                                  "no answer from the fetcher: " + system().render(error),
                                  true, 0}});
              });
  }

  void take(const question& asked, const fetch_result& result) {
    ++handled_;
    if (!std::holds_alternative<fetch_error>(result.value))
      failure_.clear();
    for (const auto& event : watch_.answer(asked, result, now_))
      report(event);
    if (stopping_) {
      finish_if_idle();
      return;
    }
    for (const auto& event : watch_.let_go(options_.looks))
      conclude(event.of, event.reason);
    work();
  }

  void report(const window_event& event) {
    if (const auto* found = std::get_if<market_found>(&event)) {
      report(books_.learn(found->what, now_));
    } else if (const auto* failed = std::get_if<look_failed>(&event)) {
      failure_ = failed->reason;
      log_.debug("look-failed", fmt::format("{}: {}", failed->of.slug, failed->reason));
    } else if (const auto* odd = std::get_if<window_unsupported>(&event)) {
      unsupported_.insert(odd->of.start);
      log_.error("window-unsupported",
                 fmt::format("{}; {} is unsupported and gets no grade; an update of this "
                             "program may know it",
                             odd->reason, odd->of.slug));
    } else if (const auto* resolved = std::get_if<window_resolved>(&event)) {
      const auto& what = resolved->what;
      // A third source that answers behind two that agree changes nothing here.
      if (span_.is_done_with({what.slug, what.start, what.end}))
        return;
      report(books_.resolve(what, resolved->reports, now_));
      if (resolved->confirmed)
        conclude({what.slug, what.start, what.end}, {});
    } else if (const auto* disputed = std::get_if<sources_disagree>(&event)) {
      log_dispute(log_, *disputed);
    }
  }

  void report(const std::vector<grade_book_event>& events) {
    std::vector<grade_made> changes;
    for (const auto& event : events)
      if (const auto* made = std::get_if<grade_made>(&event)) {
        record(*made);
        changes.push_back(*made);
      } else if (const auto* rows = std::get_if<rows_out_of_time>(&event)) {
        take_late(rows->of);
      } else if (const auto* disputed = std::get_if<redemption_disagrees>(&event)) {
        log_dispute(log_, *disputed);
      }
    log_grades(log_, books_, std::move(changes), *options_.zone);
  }

  void record(const grade_made& made) {
    send(ledger_, record_grade{std::make_shared<const grade>(made.what), made.in});
    if (made.what.winner && unseen_.erase(made.what.of.start) > 0)
      cover(made.what.of, {coverage_kind::backfilled, {}, {}, ""});
  }

  /// Rows of a window that is done with: the ledger has them, and the rest of it. Those
  /// of windows that are still to be taken up come with them.
  void take_late(const window& of) {
    if (!span_.is_done_with(of))
      return;
    request(ledger_, caf::infinite, question_for({of}))
        .then(
            [this, of](const windows_memory& memory) {
              ++handled_;
              auto known = memory.windows->front();
              known.of = of;
              report(books_.restore(known, "late rows", now_));
              books_.forget(of);
            },
            [this, of](const caf::error& error) {
              log_.error("no-memory", fmt::format("late rows of {} do not reach its "
                                                  "grade: {}",
                                                  of.slug, system().render(error)));
            });
  }

  // -- progress and end -----------------------------------------------------------------

  void tell_progress() {
    if (!told_over_ && (span_.is_over() || now_ - told_at_ >= progress_pause))
      tell();
  }

  void tell() {
    auto progress = span_.progress();
    progress.read_to = read_to();
    progress.waits_for = waits_for();
    told_at_ = now_;
    told_over_ = progress.over;
    caf::anon_send(options_.listener, std::move(progress));
  }

  std::string summary() const {
    const auto of = span_.progress();
    auto text = fmt::format("backfill: {} of {} windows, {} of them left open",
                            of.settled + of.left, of.windows, of.left);
    if (const auto to = read_to())
      text += ", activity read to " + format_utc(*to);
    return text;
  }

  caf::typed_response_promise<drained> stop() {
    ++handled_;
    stopping_ = make_response_promise<drained>();
    auto promise = *stopping_;
    finish_if_idle();
    return promise;
  }

  void finish_if_idle() {
    if (watch_.open_questions() > 0)
      return;
    if (!told_over_)
      tell();
    log_.essential("drained", fmt::format("drained: {} messages handled", handled_));
    stopping_->deliver(drained{handled_});
    quit();
  }

  backfill_options options_;
  span_work span_;
  window_tracker watch_;
  grade_book books_;
  /// What is known of each wallet, by its address, and when that changed last.
  std::map<std::string, history_span> histories_;
  timestamp moved_at_{};
  /// The ledger is asked about the next windows.
  bool recalling_ = false;
  /// Why the last look at a window failed; empty: a host has answered since.
  std::string failure_;
  /// Windows under way of which nothing was seen before.
  std::set<timestamp> unseen_;
  /// Windows of which the platform says something that is not known here.
  std::set<timestamp> unsupported_;
  timestamp told_at_{};
  bool told_over_ = false;
  fetcher_actor fetcher_;
  ledger_actor ledger_;
  log_port log_;
  /// Of the last beat.
  timestamp now_{};
  std::uint64_t handled_ = 0;
  std::optional<caf::typed_response_promise<drained>> stopping_;
};

} // namespace

window_actor spawn_backfill(caf::actor_system& system, backfill_options options,
                            fetcher_actor fetcher, ledger_actor ledger, log_port log) {
  return system.spawn<backfill_shell>(std::move(options), std::move(fetcher),
                                      std::move(ledger), std::move(log));
}

} // namespace tracker
