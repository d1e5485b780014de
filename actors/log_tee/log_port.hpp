// SPDX-License-Identifier: MIT
#pragma once

#include "messages/interfaces.hpp"

#include <caf/send.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tracker {

/// Named values of a log line, printed by the JSON format.
using log_fields = std::vector<std::pair<std::string, std::string>>;

/// The access of an actor to the log: stamps a line with the time and the actor's name
/// and sends it to the log tee. Lines of one actor keep their order.
class log_port {
public:
  /// Without a tee, lines are discarded.
  log_port(log_tee_actor tee, std::string actor, wall_clock now)
      : tee_{std::move(tee)}, actor_{std::move(actor)}, now_{std::move(now)} {}

  /// `event` is the line's stable name for scripts, `text` is for people.
  void debug(std::string_view event, std::string text, log_fields fields = {}) const {
    send(make(log_level::debug, event, std::move(text), std::move(fields)));
  }
  void info(std::string_view event, std::string text, log_fields fields = {}) const {
    send(make(log_level::info, event, std::move(text), std::move(fields)));
  }
  void warn(std::string_view event, std::string text, log_fields fields = {}) const {
    send(make(log_level::warn, event, std::move(text), std::move(fields)));
  }
  void error(std::string_view event, std::string text, log_fields fields = {}) const {
    send(make(log_level::error, event, std::move(text), std::move(fields)));
  }
  /// A line that is never dropped; `rows` follow it as a block.
  void essential(std::string_view event, std::string text,
                 std::vector<std::string> rows = {}, log_fields fields = {}) const {
    auto line = make(log_level::info, event, std::move(text), std::move(fields));
    line.retention = log_retention::essential;
    line.rows = std::move(rows);
    send(std::move(line));
  }

  const std::string& actor() const { return actor_; }
  const wall_clock& clock() const { return now_; }
  /// The same port for another actor.
  log_port named(std::string actor) const { return {tee_, std::move(actor), now_}; }
  /// False: lines are discarded and need not be made.
  bool is_heard() const { return tee_ != nullptr; }

private:
  log_line make(log_level level, std::string_view event, std::string text,
                log_fields fields) const {
    log_line line;
    line.time = now_();
    line.level = level;
    line.actor = actor_;
    line.event = event;
    line.text = std::move(text);
    line.fields = std::move(fields);
    return line;
  }
  void send(log_line line) const {
    if (is_heard())
      caf::anon_send(tee_, std::move(line));
  }

  log_tee_actor tee_;
  std::string actor_;
  wall_clock now_;
};

} // namespace tracker
