// SPDX-License-Identifier: MIT
#include "tests/simulator/market/market.hpp"

#include "tests/simulator/market/calendar.hpp"
#include "tests/simulator/market/ids.hpp"
#include "tests/simulator/market/value_text.hpp"

#include <algorithm>
#include <array>

namespace tracker::exchange {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view infix = "-updown-";
/// The nanoseconds of a timestamp end in the year 2262.
constexpr std::int64_t last_start = 9'000'000'000;

/// `15m`, `4h`, `6s`.
std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  if (text.empty())
    return std::nullopt;
  const auto count = parse_count(text.substr(0, text.size() - 1));
  if (!count || *count == 0)
    return std::nullopt;
  switch (text.back()) {
  case 's':
    return std::chrono::seconds{*count};
  case 'm':
    return std::chrono::minutes{*count};
  case 'h':
    return std::chrono::hours{*count};
  default:
    return std::nullopt;
  }
}

/// Whether this slug is in a share of `percent` of all slugs, another share for each
/// `purpose`.
bool chosen(std::string_view slug, std::string_view purpose, unsigned percent,
            const market_rules& rules) {
  return hash(slug, hash(purpose, rules.seed)) % 100 < percent;
}

settlement winner_of(std::string_view slug, const market_rules& rules) {
  if (chosen(slug, "split", rules.split_percent, rules))
    return settlement::split;
  return chosen(slug, "winner", 50, rules) ? settlement::up : settlement::down;
}

/// The usual one first, then others that were recorded or documented, and none.
constexpr std::array fee_schedules = {fee_schedule{70'000, 1}, fee_schedule{72'000, 1},
                                      fee_schedule{250'000, 2}, fee_schedule{50'000, 1},
                                      fee_schedule{0, 1}};

fee_schedule fees_of(std::string_view slug, const market_rules& rules) {
  if (!chosen(slug, "fees", rules.other_fees_percent, rules))
    return fee_schedules.front();
  return fee_schedules[1 + hash(slug, hash("schedule", rules.seed)) %
                               (fee_schedules.size() - 1)];
}

std::chrono::milliseconds resolution_delay(std::string_view slug,
                                           const market_rules& rules) {
  const auto choices = static_cast<std::uint64_t>(rules.resolution_spread.count()) + 1;
  const auto extra = hash(slug, hash("delay", rules.seed)) % choices;
  return rules.resolution_delay + std::chrono::milliseconds{extra};
}

bool name_positions(simulated_market& market, const market_rules& rules) {
  const auto id = [&](std::uint8_t index) {
    return make_position_id({market.slug, index}, rules.seed);
  };
  if (!id(0))
    return false;
  market.condition_id = to_hex(*id(0));
  market.up_token = to_decimal(*id(0));
  market.down_token = to_decimal(*id(1));
  return true;
}

bool name_parts(simulated_market& market, const std::string& key,
                const market_rules& rules) {
  const auto id = [&](id_kind kind) { return make_id({kind, key}, rules.seed); };
  if (!id(id_kind::condition))
    return false;
  market.condition_id = to_hex(*id(id_kind::condition));
  market.question_id = to_hex(*id(id_kind::question));
  market.up_token = to_decimal(*id(id_kind::up_token));
  market.down_token = to_decimal(*id(id_kind::down_token));
  return !market.is_protocol2 || name_positions(market, rules);
}

platform_source any_source(std::string_view slug, std::string_view purpose,
                           const market_rules& rules) {
  return static_cast<platform_source>(hash(slug, hash(purpose, rules.seed)) % 3);
}

/// The winners that the sources name, and when, for a window that is settled.
void decide_sources(simulated_market& market, const market_rules& rules) {
  const auto& slug = market.slug;
  market.gamma_resolves = market.settles;
  market.clob_resolves = *market.settles + rules.clob_lag;
  market.data_resolves = *market.settles + rules.resolutions_lag;
  if (chosen(slug, "disagreeing", rules.disagreeing_percent, rules))
    market.wrong_source = any_source(slug, "wrong source", rules);
  if (!chosen(slug, "stuck source", rules.stuck_source_percent, rules))
    return;
  market.stuck_source = any_source(slug, "which source", rules);
  market.is_forgotten = chosen(slug, "forgotten", 50, rules);
  switch (*market.stuck_source) {
  case platform_source::gamma:
    market.gamma_resolves.reset();
    break;
  case platform_source::clob:
    market.clob_resolves.reset();
    break;
  case platform_source::resolutions:
    market.data_resolves.reset();
    break;
  }
}

/// UMA's: 675 to 1576 s (platform-delta.md 6.3).
std::chrono::milliseconds oracle_delay(std::string_view slug, const market_rules& rules) {
  return 675s + std::chrono::seconds{hash(slug, hash("oracle", rules.seed)) % 902};
}

void decide_fate(simulated_market& market, const market_rules& rules, bool is_dated) {
  const auto& slug = market.slug;
  // A position's index, 0 for Up, is the place of its outcome.
  market.gamma_swapped =
      !market.is_protocol2 && chosen(slug, "gamma order", rules.swapped_percent, rules);
  market.clob_swapped = chosen(slug, "clob order", rules.swapped_percent, rules);
  market.misleading = chosen(slug, "misleading", rules.misleading_percent, rules);
  market.winner = winner_of(slug, rules);
  market.fees = fees_of(slug, rules);
  if (chosen(slug, "stuck", rules.stuck_percent, rules))
    return;
  market.settles =
      market.end + (is_dated ? oracle_delay(slug, rules) : resolution_delay(slug, rules));
  decide_sources(market, rules);
}

/// The middle of Up's book in thousandths: wanders around one half, then runs to one
/// side.
int up_middle(const simulated_market& market, timestamp now) {
  const auto elapsed = std::clamp(now, market.start, market.end) - market.start;
  const auto length = std::max<std::int64_t>((market.end - market.start).count(), 1);
  const auto progress = static_cast<int>(1000 * elapsed.count() / length);
  // The square keeps the outcome open for most of the window.
  const int lean = 490 * (progress * progress / 1000) / 1000;
  const auto current_tick = std::to_string(to_unix_seconds(now));
  const int noise = static_cast<int>(hash(market.slug + current_tick, 0) % 101) - 50;
  const int wander = noise * (1000 - progress) / 1000;
  if (market.winner == settlement::split)
    return 500 + wander;
  const bool up = (market.winner == settlement::up) != market.misleading;
  return 500 + (up ? lean : -lean) + wander;
}

} // namespace

bool is_unlisted(std::string_view slug, const market_rules& rules) {
  return chosen(slug, "unlisted", rules.unlisted_percent, rules);
}

std::optional<simulated_market>
find_market(std::string_view slug, const market_rules& rules, listing_rule listing) {
  if (const auto dated = find_dated(slug)) {
    simulated_market market;
    market.slug = dated_slug_of(*dated);
    market.asset = dated->asset;
    market.duration = dated->duration;
    market.start = dated->start;
    market.end = dated->end;
    if (is_unlisted(market.slug, rules) ||
        !name_parts(market, dated_key_of(*dated), rules))
      return std::nullopt;
    decide_fate(market, rules, true);
    return market;
  }
  if (listing == listing_rule::followed && is_unlisted(slug, rules))
    return std::nullopt;
  const auto middle = slug.find(infix);
  const auto dash = slug.rfind('-');
  if (middle == std::string_view::npos || middle == 0 || dash < middle + infix.size())
    return std::nullopt;
  simulated_market market;
  market.slug = slug;
  market.asset = slug.substr(0, middle);
  market.duration = slug.substr(middle + infix.size(), dash - middle - infix.size());
  const auto named = parse_duration(market.duration);
  const auto start = parse_count(slug.substr(dash + 1));
  const auto length = rules.window_length > 0s ? rules.window_length : named.value_or(0s);
  if (!start || *start > last_start || length == 0s)
    return std::nullopt;
  const auto grid = length == 4h ? std::chrono::seconds{1h} : length;
  market.is_protocol2 = chosen(slug, "protocol", rules.protocol2_percent, rules);
  market.version = market.is_protocol2 ? "v2" : "v1";
  if (chosen(slug, "odd version", rules.odd_version_percent, rules))
    market.version = rules.odd_version;
  if (*start % grid.count() != 0 || !name_parts(market, market.slug, rules))
    return std::nullopt;
  market.start = from_unix_seconds(*start);
  market.end = market.start + length;
  decide_fate(market, rules, false);
  return market;
}

std::optional<simulated_market> market_of_condition(std::string_view condition_id,
                                                    const market_rules& rules) {
  const auto bits = parse_hex(condition_id);
  if (const auto position = bits ? read_position_id(*bits, rules.seed) : std::nullopt) {
    auto market = find_market(position->slug, rules);
    return market && market->condition_id == to_hex(*bits) ? market : std::nullopt;
  }
  const auto identity = bits ? read_id(*bits, rules.seed) : std::nullopt;
  if (!identity || identity->kind != id_kind::condition)
    return std::nullopt;
  auto market = find_market(identity->slug, rules);
  return market && market->condition_id == to_hex(*bits) ? market : std::nullopt;
}

std::optional<simulated_token> find_token(std::string_view token_id,
                                          const market_rules& rules) {
  const auto bits = parse_decimal(token_id);
  if (const auto position = bits ? read_position_id(*bits, rules.seed) : std::nullopt) {
    auto market = find_market(position->slug, rules);
    if (!market || !market->is_protocol2)
      return std::nullopt;
    return simulated_token{std::move(*market),
                           position->index == 0 ? outcome::up : outcome::down};
  }
  const auto identity = bits ? read_id(*bits, rules.seed) : std::nullopt;
  if (!identity ||
      (identity->kind != id_kind::up_token && identity->kind != id_kind::down_token))
    return std::nullopt;
  auto market = find_market(identity->slug, rules);
  if (!market)
    return std::nullopt;
  return simulated_token{std::move(*market), identity->kind == id_kind::up_token
                                                 ? outcome::up
                                                 : outcome::down};
}

settlement word_of(const simulated_market& market, platform_source source) {
  if (market.wrong_source != source)
    return market.winner;
  return market.winner == settlement::up ? settlement::down : settlement::up;
}

timestamp listed_at(const simulated_market& market) {
  const bool is_hourly =
      market.duration == "1h" && series_name_of(market) == market.asset + "-1h";
  return market.start - (is_hourly ? 48h : 24h);
}

quote quote_of(const simulated_market& market, outcome side, timestamp now) {
  // A tick of one cent, and one tick between the best prices.
  const int bid = std::clamp(up_middle(market, now) / 10 * 10, 10, 980);
  return side == outcome::up ? quote{bid, bid + 10} : quote{990 - bid, 1000 - bid};
}

} // namespace tracker::exchange
