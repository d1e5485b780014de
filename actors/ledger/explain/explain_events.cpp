// SPDX-License-Identifier: MIT
#include "actors/ledger/explain/explain_events.hpp"

#include "actors/ledger/explain/explain_sums.hpp"

#include <fmt/format.h>

namespace tracker {

namespace {

std::string distance(timestamp at, timestamp end) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(at - end).count();
  return fmt::format("T{:+}s", seconds);
}

std::string type_text(const activity_event& event) {
  return event.type == activity_type::other ? one_line(event.platform_type)
                                            : to_string(event.type);
}

std::string side_text(const activity_event& event, const std::optional<market>& in) {
  if (event.asset.empty())
    return "both";
  if (in && event.asset == in->up_token)
    return "UP";
  if (in && event.asset == in->down_token)
    return "DOWN";
  return "?";
}

table_cell cash_cell(const activity_event& event) {
  const bool out = event.type == activity_type::buy || event.type == activity_type::split;
  return {(out ? "-" : "+") + to_string(event.cash), tone::plain};
}

/// The fee, and why it is taken for one.
std::string fee_text(const activity_event& event, const market& in) {
  const auto read = fee_of(event, in);
  auto text = to_string(read.fee) + ' ' + to_string(read.source);
  return read.role == liquidity::unknown ? text : text + ' ' + to_string(read.role);
}

} // namespace

std::vector<std::string> event_lines(const std::vector<activity_event>& events,
                                     const window& of, const std::optional<market>& in,
                                     const date::time_zone& zone,
                                     const report_style& style) {
  using enum alignment;
  std::vector<std::vector<table_cell>> rows;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto& event = events[i];
    const bool fill = is_fill(event);
    rows.push_back({
        {fmt::format("#{}", i + 1)},
        {format_local_second(event.at, zone)},
        {distance(event.at, of.end)},
        {type_text(event)},
        {side_text(event, in)},
        {to_string(event.size)},
        {fill ? "@ " + to_string(event.at_price) : ""},
        cash_cell(event),
        {fill && in ? fee_text(event, *in) : ""},
        {event.transaction, tone::faint},
    });
  }
  return layout_table({{"", right},
                       {"Time", left},
                       {"To end", right},
                       {"Type", left},
                       {"Side", left},
                       {"Shares", right},
                       {"Price", left},
                       {"Cash", right},
                       {"Fee in it", left},
                       {"Transaction", left}},
                      rows, style.colours);
}

} // namespace tracker
