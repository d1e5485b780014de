// SPDX-License-Identifier: MIT
#include "actors/window/source_replies.hpp"

#include "actors/window/decode/market_decoder.hpp"
#include "actors/window/decode/resolution_decoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

using namespace std::chrono_literals;

namespace {

/// The row of `known` in a reply of `/v2/resolutions`.
decoded<std::optional<market_resolution>> find_resolution(const std::string& body,
                                                          const market& known) {
  auto rows = decode_resolutions_v2(body);
  if (auto* refused = std::get_if<decode_error>(&rows))
    return std::move(*refused);
  auto& all = std::get<std::vector<market_resolution>>(rows);
  if (all.empty())
    return std::nullopt;
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& row) {
    return row.condition_id == known.condition_id;
  });
  if (found == all.end())
    return decode_error{"data[0].condition_id", '"' + known.condition_id + '"',
                        '"' + all.front().condition_id + '"'};
  return std::move(*found);
}

} // namespace

winner_source source_of(host source) {
  switch (source) {
  case host::gamma:
    return winner_source::gamma;
  case host::clob:
    return winner_source::clob;
  case host::data:
    break;
  }
  return winner_source::resolutions;
}

bool is_unavailable(const fetch_error& error) {
  return error.target == host::data && error.kind == fetch_error_kind::status &&
         (error.status == 404 || error.status == 410);
}

bool is_host_trouble(const fetch_error& error) {
  return is_unreachable(error) || is_unavailable(error) ||
         error.kind == fetch_error_kind::refused ||
         (error.kind == fetch_error_kind::status &&
          (error.status == 403 || error.status == 429 || error.status >= 500));
}

source_report gamma_report(const market& described, timestamp now) {
  return {
      winner_source::gamma, *described.settled, described.closed_at.value_or(now), {}};
}

decoded<std::optional<source_report>>
read_clob_report(const std::string& body, const market& known, timestamp now) {
  auto read = decode_clob_settlement(body, known);
  if (auto* refused = std::get_if<decode_error>(&read))
    return std::move(*refused);
  const auto winner = std::get<std::optional<settlement>>(read);
  if (!winner)
    return std::nullopt;
  return source_report{winner_source::clob, *winner, now, {}};
}

decoded<std::optional<source_report>>
read_resolution_report(const std::string& body, const market& known, timestamp now) {
  auto read = find_resolution(body, known);
  if (auto* refused = std::get_if<decode_error>(&read))
    return std::move(*refused);
  const auto& row = std::get<std::optional<market_resolution>>(read);
  if (!row || !known.up_index)
    return std::nullopt;
  const auto winner = settlement_of(*row, *known.up_index);
  if (!winner)
    return std::nullopt;
  return source_report{winner_source::resolutions, *winner,
                       row->resolved_at.value_or(now), row->reporter};
}

std::optional<std::string> clock_skew::compare(host source, const fetch_reply& reply,
                                               timestamp requested_at, timestamp now) {
  // What is rounded: `Date` to its second, `now` to the tick before.
  constexpr timespan rounding = 1s;
  if (!reply.date || reply.age > 0s)
    return std::nullopt;
  // After a step of the clock between the two ticks there is nothing to compare.
  if (now < requested_at)
    return std::nullopt;
  const timespan ahead = requested_at - *reply.date - rounding;
  const timespan behind = *reply.date - now - rounding;
  const auto found = ahead > tolerance    ? state::ahead
                     : behind > tolerance ? state::behind
                                          : state::right;
  if (found == reported_)
    return std::nullopt;
  reported_ = found;
  if (found == state::right)
    return std::nullopt;
  const auto distance =
      found == state::ahead ? requested_at - *reply.date : *reply.date - now;
  return fmt::format("clock: {}s {} {}; set the system clock (NTP)",
                     std::chrono::floor<std::chrono::seconds>(distance).count(),
                     found == state::ahead ? "ahead of" : "behind", to_string(source));
}

} // namespace tracker
