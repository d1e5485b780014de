// SPDX-License-Identifier: MIT
#include "main/commands/alerts/rule_listing.hpp"

#include "actors/ledger/query/calendar.hpp"
#include "actors/notifier/channels/notification.hpp"
#include "actors/notifier/channels/outbox.hpp"
#include "actors/notifier/rules/readings.hpp"
#include "actors/notifier/transport/post_url.hpp"
#include "actors/text/display_width.hpp"
#include "actors/text/escaped_text.hpp"
#include "main/config/tables/setting_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t columns = 6;
using table_row = std::array<std::string, columns>;

/// Only a running tracker measures these; the ledger has what they have opened.
constexpr std::array<std::string_view, 3> measured_rules{"platform_unreachable",
                                                         "stale_source", "drift"};

/// `45 s`, `90 min`, `1 h`: the largest unit without a rest.
std::string span_text(timespan span) {
  if (span >= 1h && span % 1h == timespan{})
    return fmt::format("{} h", span / 1h);
  if (span >= 2min && span % 1min == timespan{})
    return fmt::format("{} min", span / 1min);
  return fmt::format("{} s", span / 1s);
}

/// `12 min`, `3 h 5 min`, `2 d 4 h`.
std::string age_text(timespan age) {
  if (age >= 48h)
    return fmt::format("{} d {} h", age / 24h, age % 24h / 1h);
  if (age >= 2h)
    return fmt::format("{} h {} min", age / 1h, age % 1h / 1min);
  return age >= 2min ? fmt::format("{} min", age / 1min)
                     : fmt::format("{} s", std::max<timespan>(age, 0s) / 1s);
}

std::string escaped(const std::string& text) {
  std::string result;
  append_escaped(result, text, escaping::line);
  return result;
}

std::string limit_column(const effective_rule& rule) {
  if (rule.row->unit == rule_limit::none || rule.limit <= 0)
    return "-";
  return rule.row->unit == rule_limit::duration ? span_text(timespan{rule.limit})
                                                : limit_text(rule.row->unit, rule.limit);
}

class listing_writer {
public:
  explicit listing_writer(const rule_listing& listing)
      : listing_{listing}
      , rules_{effective_rules(listing.settings.rules)}
      , readings_{read_figures(rules_, listing.figures, listing.now)} {
    readings_.push_back(read_disk(*find_rule(rules_, "disk"), listing.disk_free));
  }

  std::string text() {
    print_rules();
    print_alerts();
    print_channels();
    return std::move(text_);
  }

private:
  // -- the rules -----------------------------------------------------------------------

  const alert_record* find_open(std::string_view rule) const {
    const auto& alerts = listing_.history.alerts;
    const auto found =
        std::find_if(alerts.begin(), alerts.end(), [&](const alert_record& alert) {
          return alert.key.rule == rule && alert.state == alert_state::firing;
        });
    return found == alerts.end() ? nullptr : &*found;
  }

  /// The readings of a rule, closest to firing first.
  std::vector<alert_reading> readings_of(const std::string& rule) const {
    std::vector<alert_reading> result;
    std::copy_if(readings_.begin(), readings_.end(), std::back_inserter(result),
                 [&](const alert_reading& reading) { return reading.rule == rule; });
    std::stable_sort(result.begin(), result.end(),
                     [](const alert_reading& left, const alert_reading& right) {
                       return left.level > right.level;
                     });
    return result;
  }

  std::string count_text(const std::string& rule) const {
    const auto& alerts = listing_.history.alerts;
    const auto count =
        std::count_if(alerts.begin(), alerts.end(), [&](const alert_record& alert) {
          return alert.key.rule == rule && alert.state == alert_state::event;
        });
    return count == 0 ? "none in 24 h" : fmt::format("{} in 24 h", count);
  }

  /// State and present value of a rule that no reading tells.
  std::pair<std::string, std::string> state_without_reading(const std::string& rule) {
    if (std::find(measured_rules.begin(), measured_rules.end(), rule) !=
        measured_rules.end()) {
      if (const auto* open = find_open(rule))
        return {"firing", escaped(open->summary)};
      return {"unknown", "measured while the tracker runs; no alert is open"};
    }
    if (rule == "stuck") {
      const auto pending = listing_.figures.pending(listing_.now);
      if (!pending.empty())
        return {"clear",
                fmt::format("{}: {} after its end, no winner yet", pending.front().slug,
                            age_text(listing_.now - pending.front().end))};
      return {"clear", "every window that is over has a winner"};
    }
    if (rule == "winner_conflict")
      return {"clear", "no conflict in 7 days"};
    return {"unknown", rule == "idle_bot" ? "no fill in 7 days" : "no grade in 7 days"};
  }

  std::pair<std::string, std::string> state_of(const effective_rule& rule) {
    const auto& name = rule.row->name;
    if (!rule.enabled)
      return {"off", rule.row->unit != rule_limit::none && rule.limit <= 0
                         ? "it has no limit; set one in alerts.rules"
                         : "by alerts.rules"};
    if (rule.row->is_event) {
      if (name == "digest" && listing_.settings.digest == digest_period::never)
        return {"off", "by alerts.digest"};
      return {"event", count_text(name)};
    }
    const auto readings = readings_of(name);
    if (readings.empty())
      return state_without_reading(name);
    const auto& worst = readings.front();
    auto value =
        escaped(worst.subject.empty() ? worst.value : worst.subject + ": " + worst.value);
    const auto firing =
        std::count_if(readings.begin(), readings.end(), [](const alert_reading& reading) {
          return reading.level == reading_level::firing;
        });
    if (firing > 1)
      value += fmt::format(", and {} more", firing - 1);
    switch (worst.level) {
    case reading_level::unknown:
      return {"unknown", value};
    case reading_level::clear:
      return {"clear", value};
    case reading_level::between:
      return {"near", value};
    case reading_level::firing:
      return {"firing", value};
    }
    return {"?", value};
  }

  void print_rules() {
    std::vector<table_row> rows{
        {"Rule", "Severity", "For", "Limit", "State", "Present value"}};
    for (const auto& rule : rules_) {
      auto [state, value] = state_of(rule);
      rows.push_back({rule.row->name, to_string(rule.severity), span_text(rule.hold),
                      limit_column(rule), std::move(state), std::move(value)});
    }
    std::array<std::size_t, columns> widths{};
    for (const auto& row : rows)
      for (std::size_t i = 0; i < columns; ++i)
        widths[i] = std::max(widths[i], display_width(row[i]));
    for (const auto& row : rows) {
      for (std::size_t i = 0; i + 1 < columns; ++i)
        text_ += padded(row[i], widths[i]) + "  ";
      text_ += row.back() + '\n';
    }
  }

  // -- the ledger's alerts -------------------------------------------------------------

  /// `; accepted by phone; not accepted yet by hook`.
  std::string delivery_text(const alert_record& alert) const {
    std::string accepted;
    std::string waiting;
    for (const auto& channel : listing_.settings.channels) {
      const auto known =
          std::find_if(listing_.history.channels.begin(), listing_.history.channels.end(),
                       [&](const auto& one) { return one.name == channel.name; });
      if (known == listing_.history.channels.end())
        continue;
      const bool is_sent = (alert.sent_mask & begin_bit(*known)) != 0;
      if (!is_sent && !is_meant_for(alert, channel, *known))
        continue;
      auto& names = is_sent ? accepted : waiting;
      names += (names.empty() ? "" : ", ") + channel.name;
      if (!is_sent && is_held_back(alert, channel, listing_.now, *listing_.zone))
        names += fmt::format(" (quiet until {})", format_minute(channel.quiet->end));
    }
    std::string text;
    if (!accepted.empty())
      text += "; accepted by " + accepted;
    if (!waiting.empty())
      text += "; not accepted yet by " + waiting;
    return text.empty() ? "; for no channel" : text;
  }

  void print_alert(const alert_record& alert) {
    const auto begin = format_local_minute(alert.opened, *listing_.zone);
    const bool is_firing = alert.state == alert_state::firing;
    const auto end = alert.state == alert_state::resolved && alert.closed
                         ? ", until " + format_local_minute(*alert.closed, *listing_.zone)
                     : is_firing
                         ? fmt::format(", for {}", age_text(listing_.now - alert.opened))
                         : std::string{};
    text_ +=
        fmt::format("  {}{}: {}: {} {}{}\n", begin, end, title_of(alert.key.rule),
                    escaped(alert.summary), mark_of(alert.key), delivery_text(alert));
  }

  void print_alerts() {
    std::vector<alert_record> open;
    std::vector<alert_record> over;
    for (const auto& alert : listing_.history.alerts)
      if (alert.state != alert_state::silent)
        (alert.state == alert_state::firing ? open : over).push_back(alert);
    text_ += open.empty() ? "\nNo alert is open.\n" : "\nOpen alerts:\n";
    for (const auto& alert : open)
      print_alert(alert);
    if (over.empty())
      return;
    text_ += fmt::format("\nOver, in the last 24 hours{}:\n",
                         over.size() > max_listed ? fmt::format(" (the last {} of {})",
                                                                max_listed, over.size())
                                                  : std::string{});
    for (auto alert = over.size() > max_listed
                          ? std::prev(over.end(), static_cast<std::ptrdiff_t>(max_listed))
                          : over.begin();
         alert != over.end(); ++alert)
      print_alert(*alert);
  }

  // -- where they go -------------------------------------------------------------------

  void print_channels() {
    const auto& settings = listing_.settings;
    text_ += '\n';
    if (settings.channels.empty())
      text_ +=
          settings.heartbeat_url.empty()
              ? "No channel is configured: nothing is watched for (alerts.channels).\n"
              : "No channel is configured: no alert is sent (alerts.channels).\n";
    for (const auto& channel : settings.channels) {
      const auto place = channel.kind == channel_kind::command ? channel.program
                         : channel.url.empty()                 ? std::string{}
                                                               : hide_path(channel.url);
      text_ += fmt::format(
          "Channel {}: {}{}, {}{}{}\n", channel.name, to_string(channel.kind),
          place.empty() ? "" : " " + place,
          channel.min_severity == alert_severity::medium
              ? std::string{"every severity"}
              : fmt::format("{} and above", to_string(channel.min_severity)),
          channel.sends_resolved ? "" : ", without ends", quiet_text(channel));
    }
    if (!settings.heartbeat_url.empty())
      text_ += fmt::format("Heartbeat: {} every minute while the tracker is healthy\n",
                           hide_path(settings.heartbeat_url));
    else if (!settings.channels.empty())
      text_ += "Heartbeat: none: a tracker that is dead cannot say so "
               "(alerts.heartbeat-url)\n";
    if (settings.digest != digest_period::never)
      text_ +=
          settings.digest == digest_period::daily
              ? fmt::format("Digest: daily at {}\n", format_minute(settings.digest_at))
              : fmt::format("Digest: hourly at minute {}\n",
                            settings.digest_at.count() % 60);
  }

  static std::string quiet_text(const channel_settings& channel) {
    if (!channel.quiet)
      return {};
    return fmt::format(", only critical ones from {} to {}",
                       format_minute(channel.quiet->begin),
                       format_minute(channel.quiet->end));
  }

  const rule_listing& listing_;
  std::vector<effective_rule> rules_;
  std::vector<alert_reading> readings_;
  std::string text_;
};

} // namespace

std::string listing_text(const rule_listing& listing) {
  return listing_writer{listing}.text();
}

} // namespace tracker
