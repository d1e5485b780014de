// SPDX-License-Identifier: MIT
#include "actors/wallet/wallet_actor.hpp"

#include "actors/platform/ids.hpp"
#include "actors/polling/crash_reason.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/response_promise.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <memory>
#include <optional>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// The fetcher always answers by the deadline; this only bounds what a lost answer can
/// do.
constexpr timespan answer_slack = 5s;

using event_list = std::vector<activity_event>;

/// Polls that fail are told when reading has been impossible for this long.
constexpr timespan told_failure = 10s;

const char* word_of(drift_kind kind) {
  switch (kind) {
  case drift_kind::field:
    return "field";
  case drift_kind::type:
    return "type";
  case drift_kind::side:
    return "side";
  }
  return "?";
}

class wallet_shell : public wallet_actor::base {
public:
  wallet_shell(caf::actor_config& config, wallet_options options, fetcher_actor fetcher,
               ledger_actor ledger, log_port log)
      : wallet_actor::base{config}
      , options_{std::move(options)}
      , watch_{options_.of, options_.rules}
      , fetcher_{std::move(fetcher)}
      , ledger_{std::move(ledger)}
      , log_{std::move(log)} {}

  const char* name() const override { return "wallet"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    return {
        [this](const tick& current_tick) { return handle(current_tick); },
        [this](const use_fetcher& change) {
          ++handled_;
          fetcher_ = change.fetcher;
        },
        [this](const use_windows& change) { listen(change); },
        [this](const shutdown&) { return stop(); },
        [this](const status_request&) {
          ++handled_;
          return actor_status{is_idle() ? 0U : 1U, summary()};
        },
    };
  }

private:
  tick_handled handle(const tick& current_tick) {
    const tick_handled taken{current_tick.sequence, clock().now()};
    ++handled_;
    now_ = current_tick.now;
    ask();
    return taken;
  }

  /// A window actor that is new has its rows from the ledger; those that were under way
  /// to the one before it are read again.
  void listen(const use_windows& change) {
    ++handled_;
    if (!windows_.empty())
      recalled_ = false;
    windows_ = change.windows;
  }

  bool is_idle() const { return !watch_.is_asking() && !recording_; }

  std::string summary() const {
    return watch_.summary(now_) + (recording_ ? ", waiting for the ledger" : "");
  }

  void ask() {
    if (stopping_ || !is_idle() || recalling_)
      return;
    if (!recalled_)
      recall();
    else if (const auto asked = watch_.question(now_))
      ask(*asked);
  }

  void recall() {
    recalling_ = true;
    request(ledger_, caf::infinite, recall_wallet{options_.of})
        .then(
            [this](const wallet_memory& memory) {
              ++handled_;
              recalling_ = false;
              recalled_ = true;
              watch_ = wallet_tracker{options_.of, options_.rules};
              if (memory.history)
                watch_.resume(*memory.history, *memory.doubtful);
              ask();
            },
            [this](const caf::error& error) {
              recalling_ = false;
              log_.error("no-memory", "the ledger does not say where the last run has "
                                      "stopped: " +
                                          system().render(error));
            });
  }

  void ask(const wallet_question& asked) {
    fetch_request wanted{host::data, asked.endpoint, asked.path,
                         options_.question_deadline, log_.actor()};
    if (asked.is_second)
      wanted.owner += second_reading_owner;
    request(fetcher_, options_.question_deadline + answer_slack, std::move(wanted))
        .then([this](const fetch_result& result) { take(result); },
              [this, endpoint = asked.endpoint](const caf::error& error) {
                take({fetch_error{fetch_error_kind::cancelled, host::data, endpoint, 0,
                                  "no answer from the fetcher: " + system().render(error),
                                  true, 0}});
              });
  }

  void take(const fetch_result& result) {
    ++handled_;
    note_retired_dialect(result);
    auto news = watch_.answer(result, now_);
    report(news);
    if (news.has_page)
      record(std::move(news.rows));
    else
      go_on();
  }

  /// The first dialect is shut down one day: what to do is said once.
  void note_retired_dialect(const fetch_result& result) {
    const auto* error = std::get_if<fetch_error>(&result.value);
    if (error == nullptr || (error->status != 404 && error->status != 410) ||
        options_.rules.dialect != data_dialect::v1 || is_dialect_retired_)
      return;
    is_dialect_retired_ = true;
    log_.error(
        "data-api-retired",
        fmt::format("data {}: status {}: the platform does not serve this dialect; "
                    "set http.data-api = \"v2\", it is asked in vain meanwhile",
                    error->endpoint, error->status));
  }

  void record(reading rows) {
    recording_ = true;
    auto all = rows.events;
    all.insert(all.end(), rows.account_events.begin(), rows.account_events.end());
    const auto read = std::make_shared<const event_list>(std::move(rows.events));
    const auto doubtful =
        std::make_shared<const std::vector<doubtful_row>>(watch_.doubtful());
    request(ledger_, caf::infinite,
            record_events{options_.of, std::make_shared<const event_list>(std::move(all)),
                          watch_.history(), doubtful})
        .then(
            [this, read, doubtful](const events_recorded& recorded) {
              ++handled_;
              recording_ = false;
              watch_.note_recorded(*recorded.fresh);
              // Until everything was read once, rows that the ledger knows may be unknown
              // to the windows.
              tell_windows(watch_.had_complete_reading() ? of_markets(*recorded.fresh)
                                                         : read,
                           doubtful);
              go_on();
            },
            [this](const caf::error& error) {
              // The ledger has ended, and with it the run: nothing was booked.
              recording_ = false;
              recalled_ = false;
              log_.error("not-recorded",
                         "rows did not reach the ledger: " + system().render(error));
              go_on();
            });
  }

  void go_on() {
    if (stopping_)
      finish_if_idle();
    else
      ask();
  }

  static std::shared_ptr<const event_list> of_markets(const event_list& rows) {
    event_list result;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(result),
                 [](const activity_event& row) { return !row.condition_id.empty(); });
    return std::make_shared<const event_list>(std::move(result));
  }

  /// Each series takes the rows that name its markets: the slug may be empty.
  void tell_windows(const std::shared_ptr<const event_list>& rows,
                    const std::shared_ptr<const std::vector<doubtful_row>>& doubtful) {
    for (const auto& to : windows_)
      send(to.window, wallet_activity{options_.of, rows, watch_.history(), doubtful,
                                      watch_.read_at()});
  }

  caf::typed_response_promise<drained> stop() {
    ++handled_;
    stopping_ = make_response_promise<drained>();
    auto promise = *stopping_;
    finish_if_idle();
    return promise;
  }

  void finish_if_idle() {
    if (!is_idle())
      return;
    log_.essential("drained", fmt::format("drained: {} messages handled", handled_));
    stopping_->deliver(drained{handled_});
    quit();
  }

  // -- what happened, for people and scripts ----------------------------------------

  void report(const wallet_news& news) {
    if (news.failure)
      report_failure(*news.failure);
    if (news.failed_before && std::exchange(is_failure_told_, false))
      log_.info(
          "poll-answered",
          fmt::format(
              "activity is read again after {}s",
              std::chrono::floor<std::chrono::seconds>(*news.failed_before).count()));
    if (news.never_active)
      log_.warn("no-activity",
                fmt::format("wallet {} has no activity on the platform yet: is {} the "
                            "address that holds the positions?",
                            display_name(options_.of),
                            mask_address(options_.of.address)));
    report_foreign(news);
    for (const auto& row : news.rows.set_aside) {
      const auto slug = mask_addresses(row.slug);
      log_.warn(
          "row-set-aside",
          fmt::format("data activity: a row of {} near {} is not booked: {}",
                      slug.empty() ? "no readable market" : slug, format_utc(row.near),
                      to_string(row.why)),
          {{"slug", slug}, {"transaction", row.transaction}, {"field", row.why.field}});
    }
    report_oddities(news.rows);
    if (news.complete && !was_complete_) {
      was_complete_ = true;
      log_.info("activity-read", fmt::format("activity read back to {}",
                                             format_utc(watch_.history().from)));
    }
  }

  /// Rows and words that are not ours, each kind once.
  void report_foreign(const wallet_news& news) {
    for (const auto& note : news.drift) {
      auto text = fmt::format(
          "data {}: unknown {} \"{}\", first seen in a row of {}; {}", news.endpoint,
          word_of(note.kind), note.word, note.slug.empty() ? "no market" : note.slug,
          note.kind == drift_kind::field ? "ignored" : "such rows are not graded");
      if (note.kind == drift_kind::field)
        log_.info("drift", std::move(text));
      else
        log_.warn("drift", std::move(text));
    }
    for (const auto& row : news.skipped)
      log_.info("row-skipped",
                fmt::format("data {}: a row of type {} near {} is skipped, it belongs to "
                            "no Up/Down window: {}",
                            news.endpoint, row.kind, format_utc(row.near),
                            to_string(row.why)));
    if (news.combination)
      log_.info("combination",
                fmt::format(
                    "data {}: rows of combinations belong to no Up/Down window and "
                    "are kept as account rows; first {} {} for ${} at {}",
                    news.endpoint, news.combination->platform_type,
                    to_string(news.combination->size), to_string(news.combination->cash),
                    format_utc(news.combination->at)));
  }

  /// One line when reading has been impossible for a while; each failure for itself is of
  /// interest to a debugger only. The fetcher reports hosts that are away.
  void report_failure(const poll_failure& failure) {
    const bool is_lasting = failure.lasting >= told_failure && failure.in_a_row > 1;
    const auto next = std::chrono::ceil<std::chrono::seconds>(failure.next_try).count();
    if (!is_lasting || failure.host_away || is_failure_told_) {
      log_.debug("poll-failed",
                 stopping_ ? failure.reason
                           : fmt::format("{}; next try in {}s", failure.reason, next));
      return;
    }
    is_failure_told_ = true;
    log_.warn(
        "poll-failed",
        fmt::format("activity not read for {}s: {}; next try in {}s",
                    std::chrono::floor<std::chrono::seconds>(failure.lasting).count(),
                    failure.reason, next));
  }

  void report_oddities(const reading& rows) {
    if (rows.notes.mis_sorted)
      log_.warn("page-mis-sorted",
                "data activity: the page is not in the order asked for; asked again");
    if (rows.notes.oversized)
      log_.debug("page-oversized", "data activity: more rows than were asked for");
    if (rows.notes.clamped)
      log_.debug("page-clamped", "data activity: fewer rows than were asked for, and "
                                 "not all there were; read on");
    if (rows.notes.stale)
      log_.debug("page-stale", "data activity: older than an answer before it");
    if (rows.next == next_step::blocked)
      log_.error("activity-blocked",
                 "data activity: one second holds more rows than the platform hands "
                 "out; windows from there on can not become FINAL");
  }

  wallet_options options_;
  wallet_tracker watch_;
  fetcher_actor fetcher_;
  ledger_actor ledger_;
  log_port log_;
  std::vector<series_window> windows_;
  timestamp now_{};
  std::uint64_t handled_ = 0;
  bool was_complete_ = false;
  bool is_dialect_retired_ = false;
  bool is_failure_told_ = false;
  /// The ledger has said where to go on; it is being asked; it is writing.
  bool recalled_ = false;
  bool recalling_ = false;
  bool recording_ = false;
  std::optional<caf::typed_response_promise<drained>> stopping_;
};

} // namespace

wallet_actor spawn_wallet(caf::actor_system& system, wallet_options options,
                          fetcher_actor fetcher, ledger_actor ledger, log_port log) {
  return system.spawn<wallet_shell>(std::move(options), std::move(fetcher),
                                    std::move(ledger), std::move(log));
}

} // namespace tracker
