// SPDX-License-Identifier: MIT
#include "actors/web/web_actor.hpp"

#include "actors/polling/crash_reason.hpp"
#include "actors/polling/polling_actor.hpp"
#include "actors/polling/wake_event.hpp"
#include "actors/web/measure/process_figures.hpp"
#include "actors/web/router.hpp"
#include "actors/web/server/request_checks.hpp"
#include "actors/web/snapshots.hpp"
#include "actors/web/web_ledger_actor.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/prctl.h>

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr timespan snapshot_interval = 1s;
/// The connections end so long before the end of the stage's time.
constexpr timespan drain_margin = 100ms;
/// Bytes of an exception's text in the log.
constexpr std::size_t max_shown_reason = 200;

class web_shell final : public polling_actor<web_actor> {
public:
  web_shell(caf::actor_config& config, web_options options,
            const std::shared_ptr<listen_socket>& listener, log_port log)
      : polling_actor{config}
      , options_{std::move(options)}
      , context_{std::make_shared<const web_context>(options_.context)}
      , log_{std::move(log)}
      , server_{std::make_unique<http_server>(
            std::move(*listener), options_.limits, options_.token,
            [this](std::uint64_t id, const web_request& request) {
              return decide(id, request);
            },
            [](std::string_view path) {
              const auto* route = find_route(path);
              return route != nullptr && route->is_public;
            })} {}

  const char* name() const override { return "web"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    prctl(PR_SET_NAME, "tracker.web");
    figures_reader_ = spawn_web_ledger(system(), context_, options_.make_source);
    page_reader_ = spawn_web_ledger(system(), context_, options_.make_source);
    renew_snapshot();
    log_.info("web-listens", fmt::format("the page is at {}", url_of(server_->address())),
              {{"url", url_of(server_->address())}});
    start_polling();
    return {
        [this](poll_again) { poll([this] { turn(); }); },
        [this](const status_screen& screen) {
          ++handled_;
          maker_.add_screen(screen, clock().now());
        },
        [this](const use_watched& change) {
          ++handled_;
          context_ = replace_watched(*context_, change);
          send(figures_reader_, change);
          send(page_reader_, change);
        },
        [this](const status_request&) {
          ++handled_;
          return actor_status{server_->open_requests(), summary()};
        },
        [this](const shutdown& order) { return begin_drain(order); },
    };
  }

  void on_exit() override {
    // An undelivered promise would keep this actor and its thread.
    drains_.clear();
    server_->stop();
    for (auto* reader : {&figures_reader_, &page_reader_}) {
      if (*reader)
        send(*reader, shutdown{});
      *reader = web_ledger_actor{};
    }
    polling_actor::on_exit();
  }

protected:
  void wait(bool mailbox_empty) override {
    const auto now = clock().now();
    auto limit = server_->timeout(now);
    const auto shorten = [&](steady_point moment) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(moment - now).count();
      const auto wait = static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
      limit = limit < 0 ? wait : std::min(limit, wait);
    };
    shorten(next_snapshot_);
    if (drain_until_)
      shorten(*drain_until_);
    std::array<pollfd, 3> watched{{{server_->descriptor(), POLLIN, 0},
                                   {wake_.descriptor(), POLLIN, 0},
                                   {server_->listener_descriptor(), POLLIN, 0}}};
    poll_or_pause(watched.data(), watched.size(), mailbox_empty ? limit : 0);
    if (watched[1].revents != 0)
      wake_.clear();
  }
  void wake() noexcept override { wake_.signal(); }

private:
  void turn() {
    const auto now = clock().now();
    if (now >= next_snapshot_) {
      next_snapshot_ = std::max(next_snapshot_ + snapshot_interval, now);
      report_faults();
      renew_snapshot();
      ask_for_news();
    }
    server_->run(now);
    end_if_drained();
  }

  /// Logs one line for all faults of a second.
  void report_faults() {
    const auto faults = server_->take_faults();
    if (faults.requests == 0)
      return;
    log_.error(
        "web-request-failed",
        fmt::format("{} of the last second failed: {}; without a reply, their "
                    "connections were closed",
                    faults.requests == 1 ? std::string{"a request"}
                                         : fmt::format("{} requests", faults.requests),
                    shown_excerpt(*context_,
                                  faults.reason.empty() ? "no memory" : faults.reason,
                                  max_shown_reason)));
  }

  // -- the snapshot ---------------------------------------------------------------------

  void renew_snapshot() {
    auto fresh = maker_.make(options_.now ? std::optional{options_.now()} : std::nullopt,
                             clock().now());
    const auto& counts = server_->counts();
    fresh.server.requests = counts.replies;
    fresh.server.refused = counts.refused;
    fresh.server.refused["queue_full"] = questions_refused_;
    fresh.server.connections = server_->connections();
    fresh.server.streams = server_->streams();
    fresh.server.dropped_events = server_->dropped_events();
    fresh.process = read_process_figures();
    fresh.process.started = process_started_;
    const auto before =
        std::exchange(snapshot_, std::make_shared<const web_snapshot>(std::move(fresh)));
    for (const auto& event : stream_events(*context_, before.get(), *snapshot_))
      server_->publish(event);
  }

  void ask_for_news() {
    if (std::exchange(is_refreshing_, true))
      return;
    request(figures_reader_, caf::infinite, refresh_ledger{snapshot_->now})
        .then(
            [this](const ledger_news& news) {
              is_refreshing_ = false;
              maker_.add_news(news);
            },
            [this](const caf::error& error) {
              is_refreshing_ = false;
              maker_.set_ledger_problem("the reader of the ledger has ended: " +
                                        system().render(error));
            });
  }

  // -- requests -------------------------------------------------------------------------

  http_decision decide(std::uint64_t id, const web_request& request) {
    ++handled_;
    const auto* route = find_route(request.path);
    if (route == nullptr)
      return unknown_path();
    const web_view view{*context_, *snapshot_};
    if (std::holds_alternative<stream_handler>(route->handler))
      return answer_as_stream{};
    const auto etag = etag_of(*route, view);
    if (const auto* handler = std::get_if<memory_handler>(&route->handler))
      return with_etag((*handler)(request, view), etag);
    if (matches_etag(request.if_none_match, etag)) {
      web_reply unchanged;
      unchanged.etag = etag;
      return unchanged;
    }
    return ask_ledger(id, request, std::get<ledger_handler>(route->handler), etag);
  }

  static web_reply with_etag(web_reply reply, const std::string& etag) {
    if (reply.status == 200 && reply.etag.empty())
      reply.etag = etag;
    return reply;
  }

  http_decision ask_ledger(std::uint64_t id, const web_request& request,
                           ledger_handler handler, const std::string& etag) {
    if (questions_ >= options_.max_questions) {
      ++questions_refused_;
      auto refusal = refuse_request(503, "too many questions to the ledger are open");
      refusal.headers.emplace_back("Retry-After", "1");
      return refusal;
    }
    ++questions_;
    const auto deadline = clock().now() + options_.question_time;
    this->request(page_reader_, options_.question_time,
                  ledger_question{request, handler, snapshot_, deadline})
        .then(
            [this, id, etag](const web_reply& reply) {
              --questions_;
              server_->answer(id, with_etag(reply, etag));
            },
            [this, id](const caf::error& error) {
              --questions_;
              server_->answer(id, error == caf::sec::request_timeout
                                      ? refuse_request(504, "the ledger took too long")
                                      : refuse_request(503, "the ledger cannot be read"));
            });
    return answer_later{};
  }

  // -- the end --------------------------------------------------------------------------

  caf::typed_response_promise<drained> begin_drain(const shutdown& order) {
    ++handled_;
    auto promise = make_response_promise<drained>();
    drains_.push_back(promise);
    drain_until_ = order.deadline - drain_margin;
    server_->stop_accepting();
    // Without an open request no event would end the wait.
    end_if_drained();
    return promise;
  }

  void end_if_drained() {
    if (drains_.empty() ||
        (server_->open_requests() > 0 && clock().now() < *drain_until_))
      return;
    server_->stop();
    log_.debug("drained", "drained: " + summary());
    for (auto& promise : std::exchange(drains_, {}))
      promise.deliver(drained{handled_});
    quit();
  }

  std::string summary() const {
    return fmt::format("{}, {} connections, {} streams, {} questions to the ledger",
                       url_of(server_->address()), server_->connections(),
                       server_->streams(), questions_);
  }

  wake_event wake_;
  web_options options_;
  std::shared_ptr<const web_context> context_;
  log_port log_;
  std::unique_ptr<http_server> server_;
  /// Two, so that no request waits for the figures of years: with a million grades they
  /// take 1.9 s, the page 0.2 s (bench_web).
  web_ledger_actor figures_reader_;
  web_ledger_actor page_reader_;
  snapshot_maker maker_;
  timestamp process_started_ = read_process_start();
  std::shared_ptr<const web_snapshot> snapshot_;
  steady_point next_snapshot_{};
  /// The ledger's reader has not answered the last `refresh_ledger`.
  bool is_refreshing_ = false;
  /// Questions to the ledger without an answer.
  std::size_t questions_ = 0;
  std::uint64_t questions_refused_ = 0;
  std::vector<caf::typed_response_promise<drained>> drains_;
  std::optional<steady_point> drain_until_;
  std::uint64_t handled_ = 0;
};

} // namespace

web_actor spawn_web(caf::actor_system& system, web_options options,
                    listen_socket listener, log_port log) {
  return system.spawn<web_shell, caf::detached>(
      std::move(options), std::make_shared<listen_socket>(std::move(listener)),
      std::move(log));
}

} // namespace tracker
