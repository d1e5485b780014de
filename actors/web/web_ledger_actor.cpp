// SPDX-License-Identifier: MIT
#include "actors/web/web_ledger_actor.hpp"

#include "actors/clock/wall_time.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/polling/crash_reason.hpp"
#include "actors/web/measure/ledger_watch.hpp"
#include "actors/web/page_handlers.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <utility>

#include <sys/prctl.h>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// The ledger's file, opened anew for each snapshot.
class file_source final : public page_source {
public:
  explicit file_source(std::string file) : file_{std::move(file)} {}

  ledger_result<ledger_stamp> stamp() override { return stamp_of(file_); }
  report_source::failure visit(const std::function<void(report_source&)>& read) override {
    auto opened = ledger_reader::open(file_);
    if (auto* error = std::get_if<ledger_error>(&opened))
      return std::move(*error);
    source_over<ledger_reader> source{std::get<ledger_reader>(std::move(opened))};
    read(source);
    return std::nullopt;
  }

private:
  std::string file_;
};

class web_ledger final : public web_ledger_actor::base {
public:
  web_ledger(caf::actor_config& config, std::shared_ptr<const web_context> context,
             std::unique_ptr<page_source> source)
      : web_ledger_actor::base{config}
      , context_{std::move(context)}
      , source_{std::move(source)}
      , revisions_{context_->started} {}

  const char* name() const override { return "web_ledger"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    prctl(PR_SET_NAME, "tracker.webread");
    return {
        [this](const ledger_question& question) { return answer(question); },
        [this](const refresh_ledger& order) { return refresh(order.now); },
        [this](const use_watched& change) {
          context_ = replace_watched(*context_, change);
          // The figures are those of the former names.
          must_read_ = true;
        },
        [this](const shutdown&) { quit(); },
    };
  }

private:
  web_reply answer(const ledger_question& question) {
    if (clock().now() >= question.deadline)
      return refuse_request(504, "the ledger was read for others for too long");
    const web_view view{*context_, *question.snapshot};
    web_reply reply;
    const auto failed = source_->visit([&](report_source& source) {
      reply = question.handler(question.request, view, source);
    });
    if (!failed)
      return reply;
    // A browser gets a page that renews itself.
    return question.handler == serve_page
               ? trouble_page(view, unreadable_text(*context_, *failed))
               : refuse_unreadable(*context_, *failed);
  }

  ledger_news refresh(timestamp now) {
    news_.free_bytes = free_bytes_of(context_->ledger_file);
    const auto stamp = source_->stamp();
    if (const auto* error = std::get_if<ledger_error>(&stamp)) {
      news_.problem = unreadable_text(*context_, *error);
      return news_;
    }
    news_.revision = revisions_.number(std::get<ledger_stamp>(stamp), wall_time());
    const bool is_new_day = figures_day_ && !figures_day_->contains(now - timespan{1});
    const bool is_old = !news_.figures || news_.figures->revision != news_.revision;
    const bool is_due = is_old || is_new_day || must_read_;
    if (!is_due)
      news_.problem.clear();
    else if (clock().now() >= next_reading_)
      read_figures(now);
    return news_;
  }

  void read_figures(timestamp now) {
    const auto file = stamp_of(context_->ledger_file);
    const auto begun = clock().now();
    auto figures = read(now);
    const auto* error = std::get_if<ledger_error>(&figures);
    const auto ended = clock().now();
    next_reading_ = ended + reading_pause(ended - begun, error != nullptr);
    if (error != nullptr) {
      news_.problem = unreadable_text(*context_, *error);
      return;
    }
    auto read =
        std::make_shared<ledger_figures>(std::get<ledger_figures>(std::move(figures)));
    read->revision = news_.revision;
    read->size_bytes = file.file_bytes + file.log_bytes;
    figures_day_ = read->today;
    news_.figures = std::move(read);
    news_.problem.clear();
    must_read_ = false;
  }

  ledger_result<ledger_figures> read(timestamp now) {
    ledger_result<ledger_figures> result;
    auto failed = source_->visit([&](report_source& source) {
      result = read_ledger_figures(
          source, {now, *context_->zone, context_->series, context_->wallets});
    });
    if (failed)
      result = std::move(*failed);
    return result;
  }

  std::shared_ptr<const web_context> context_;
  std::unique_ptr<page_source> source_;
  ledger_revisions revisions_;
  ledger_news news_;
  std::optional<time_bounds> figures_day_;
  steady_point next_reading_{};
  /// The figures must be read although the ledger has not changed.
  bool must_read_ = false;
};

} // namespace

web_ledger_actor spawn_web_ledger(caf::actor_system& system,
                                  std::shared_ptr<const web_context> context,
                                  const page_source_maker& make_source) {
  auto source =
      make_source ? make_source() : std::make_unique<file_source>(context->ledger_file);
  return system.spawn<web_ledger, caf::detached>(std::move(context), std::move(source));
}

} // namespace tracker
