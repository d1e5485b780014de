// SPDX-License-Identifier: MIT
#include "actors/capture/capture_actor.hpp"

#include "actors/capture/capture_record.hpp"
#include "actors/polling/crash_reason.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <fmt/format.h>

#include <optional>
#include <utility>

#include <sys/prctl.h>

namespace tracker {

namespace {

class recorder : public capture_actor::base {
public:
  recorder(caf::actor_config& config, std::variant<capture_file, capture_failure> opened,
           log_port log)
      : capture_actor::base{config}, log_{std::move(log)} {
    if (auto* file = std::get_if<capture_file>(&opened))
      file_.emplace(std::move(*file));
    else
      end(std::get<capture_failure>(opened).text);
  }

  const char* name() const override { return "capture"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    prctl(PR_SET_NAME, "tracker.capture");
    return {
        [this](const tick& current_tick) { return handle(current_tick); },
        [this](const captured_exchange& exchange) {
          ++handled_;
          append(exchange, exchange.answered.wall);
        },
        [this](const capture_mark&) {
          ++handled_;
          return capture_progress{file_.has_value()};
        },
        [this](const end_capture& order) {
          ++handled_;
          end(order.reason);
        },
        [this](const status_request&) {
          ++handled_;
          return actor_status{0, summary()};
        },
        [this](const shutdown&) {
          ++handled_;
          log_.essential("drained", "drained: " + summary());
          file_.reset();
          quit();
          return drained{handled_};
        },
    };
  }

private:
  tick_handled handle(const tick& current_tick) {
    const tick_handled handled{current_tick.sequence, clock().now()};
    ++handled_;
    if (last_tick_ && may_lack_ticks(*last_tick_, last_handled_, current_tick))
      end("the disk is slower than the clock");
    append(current_tick, current_tick.now);
    last_tick_ = current_tick;
    last_handled_ = clock().now();
    return handled;
  }

  void append(decltype(capture_record::content) content, timestamp now) {
    if (!file_)
      return;
    if (const auto problem = file_->append(std::move(content), clock().now(), now))
      end(problem->text);
  }

  void end(const std::string& reason) {
    if (end_)
      return;
    end_ = reason;
    log_.warn("capture-ended", fmt::format("the capture ends here, {}; the tracker goes "
                                           "on without one",
                                           reason));
    file_.reset();
  }

  std::string summary() const {
    if (end_)
      return "ended: " + *end_;
    return fmt::format("{} records, {} bytes in {} files, the last is {}",
                       file_->records(), file_->bytes(), file_->files(), file_->path());
  }

  log_port log_;
  /// Empty when the capture has ended.
  std::optional<capture_file> file_;
  /// Why the capture has ended.
  std::optional<std::string> end_;
  std::optional<tick> last_tick_;
  steady_point last_handled_{};
  std::uint64_t handled_ = 0;
};

} // namespace

capture_actor spawn_capture(caf::actor_system& system,
                            std::variant<capture_file, capture_failure> opened,
                            log_port log) {
  return system.spawn<recorder, caf::detached>(std::move(opened), std::move(log));
}

} // namespace tracker
