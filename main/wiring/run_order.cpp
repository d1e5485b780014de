// SPDX-License-Identifier: MIT
#include "main/wiring/run_order.hpp"

#include "actors/polling/crash_reason.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>

#include <set>
#include <stdexcept>
#include <utility>

namespace tracker {

namespace {

/// Sent to the thread that awaits the end of the run: its time is over.
struct time_over {};

} // namespace

} // namespace tracker

TRACKER_MESSAGE(tracker::time_over)

namespace tracker {

namespace {

/// Passes on the progress of an order and detects that all its series are done.
class order_progress {
public:
  order_progress(const run_order& order, std::size_t series)
      : order_{order}, series_{series} {}

  /// True if the last series has ended with this message.
  bool add(const span_progress& progress) {
    order_.past->report(progress);
    return progress.over && over_.insert(progress.series).second &&
           over_.size() == series_;
  }

private:
  const run_order& order_;
  std::size_t series_;
  std::set<std::string> over_;
};

} // namespace

finished await_end(const caf::actor_system& system, caf::scoped_actor& self,
                   const supervisor_actor& supervisor, const run_order& order,
                   std::size_t series) {
  order_progress progress{order, series};
  finished result;
  bool over = false;
  self->monitor(supervisor);
  if (order.limit)
    self->delayed_send(self, *order.limit, time_over{});
  self->receive_while([&] { return !over; })(
      [&](finished& end) {
        result = std::move(end);
        over = true;
      },
      [&](const span_progress& news) {
        if (progress.add(news))
          caf::anon_send(supervisor, stop_request{"the span is done"});
      },
      [&](time_over) {
        caf::anon_send(supervisor, stop_request{"the time of --for is over"});
      },
      [&](const caf::down_msg& down) {
        throw std::runtime_error{"the supervisor has ended: " +
                                 crash_text(system, down.reason)};
      });
  return result;
}

} // namespace tracker
