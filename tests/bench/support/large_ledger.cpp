// SPDX-License-Identifier: MIT
#include "tests/bench/support/large_ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

namespace tracker::test {

namespace {

constexpr std::int64_t window_s = 900;

std::uint64_t mixed(std::uint64_t number) {
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9U;
  number = (number ^ (number >> 27)) * 0x94d049bb133111ebU;
  return number ^ (number >> 31);
}

std::string hash_of(std::uint64_t number) {
  const auto one = mixed(number + 1);
  return fmt::format("0x{:016x}{:016x}{:016x}{:016x}", one, mixed(one), mixed(one + 1),
                     number);
}

std::string series_number(std::uint64_t number) {
  return fmt::format("coin{}-updown-15m", number % large_ledger::series_count);
}

/// Commits entries up to `end`, `step` of them at a time; returns the seconds it took.
template <class Make>
double commit_all(ledger_store& store, std::uint64_t end, std::uint64_t step, Make make) {
  const auto start_time = std::chrono::steady_clock::now();
  for (std::uint64_t first = 0; first < end; first += step)
    value_or_throw(store.commit(make(first, std::min(step, end - first))));
  return std::chrono::duration<double>{std::chrono::steady_clock::now() - start_time}
      .count();
}

} // namespace

large_ledger::large_ledger(std::uint64_t windows, timestamp end)
    : windows_{windows}
    , first_start_s_{
          (to_unix_seconds(end) / window_s -
           static_cast<std::int64_t>((windows + series_count - 1) / series_count)) *
          window_s} {}

const watched_wallet& large_ledger::owner() {
  static const watched_wallet result{"main",
                                     "0x1234567890123456789012345678901234abcdef"};
  return result;
}

std::vector<std::string> large_ledger::series_names() {
  std::vector<std::string> result;
  for (std::uint64_t number = 0; number < series_count; ++number)
    result.push_back(series_number(number));
  return result;
}

window large_ledger::window_number(std::uint64_t number) const {
  return names_of(number).bounds;
}

large_ledger::names large_ledger::names_of(std::uint64_t number) const {
  const auto start =
      first_start_s_ + static_cast<std::int64_t>(number / series_count) * window_s;
  names result;
  result.series = series_number(number);
  result.bounds = {fmt::format("{}-{}", result.series, start), from_unix_seconds(start),
                   from_unix_seconds(start + window_s)};
  result.traded.slug = result.bounds.slug;
  result.traded.condition_id = hash_of(number + (1ULL << 40));
  result.traded.up_token = fmt::format("{:077}", mixed(2 * number));
  result.traded.down_token = fmt::format("{:077}", mixed(2 * number + 1));
  result.traded.start = result.bounds.start;
  result.traded.end = result.bounds.end;
  return result;
}

activity_event large_ledger::event_number(std::uint64_t number, const names& known) {
  activity_event result;
  const auto chance = mixed(number);
  result.type = chance % 3 == 0 ? activity_type::sell : activity_type::buy;
  result.wallet = owner().address;
  result.slug = known.bounds.slug;
  result.condition_id = known.traded.condition_id;
  result.asset = chance % 2 == 0 ? known.traded.up_token : known.traded.down_token;
  result.time = known.bounds.start + std::chrono::seconds{chance % 900};
  result.size = shares::from_micros(static_cast<std::int64_t>(chance % 100'000'000));
  result.at_price = price::from_micros(static_cast<std::int64_t>(chance % 990'000));
  result.cash = usdc::from_micros(static_cast<std::int64_t>(chance % 50'000'000));
  result.quoted = result.cash;
  result.transaction = hash_of(number);
  return result;
}

std::vector<activity_event> large_ledger::events(std::uint64_t first,
                                                 std::size_t count) const {
  std::vector<activity_event> result;
  result.reserve(count);
  names known;
  for (std::uint64_t number = first; number < first + count; ++number) {
    if (result.empty() || number % events_of_a_window == 0)
      known = names_of(number / events_of_a_window);
    result.push_back(event_number(number, known));
  }
  return result;
}

ledger_entry large_ledger::entry_of(std::vector<activity_event> events) {
  static const auto no_doubt = std::make_shared<const std::vector<doubtful_row>>();
  return record_events{
      owner(),
      std::make_shared<const std::vector<activity_event>>(std::move(events)),
      {},
      no_doubt};
}

ledger_entry large_ledger::grade_entry(std::uint64_t number) const {
  const auto known = names_of(number);
  grade result;
  result.window = known.bounds;
  result.series = known.series;
  result.wallet = owner();
  result.status = grade_status::final;
  result.winner = settlement::up;
  result.graded_at = known.bounds.end;
  result.resolved_at = known.bounds.end;
  result.revision = 2;
  const auto chance = static_cast<std::int64_t>(mixed(number) % 20'000'000);
  auto& figures = result.figures;
  figures.kind = number % 4 == 0 ? trade_kind::none : trade_kind::arb;
  if (figures.kind != trade_kind::none) {
    figures.up.bought = figures.down.bought = shares::from_micros(chance);
    figures.up.cost = figures.down.cost = usdc::from_micros(chance / 2);
    figures.up.average_entry = figures.down.average_entry = price::from_micros(490'000);
    figures.up.first_bought = figures.down.first_bought = known.bounds.start;
    figures.arb.pairs = shares::from_micros(chance);
    figures.arb.cost = figures.cost = usdc::from_micros(chance);
    figures.pnl = figures.arb.pnl = usdc::from_micros(chance / 10 - 1'000'000);
    figures.fees = usdc::from_micros(chance / 100);
    figures.fills = 10;
  }
  return record_grade{std::make_shared<const grade>(result),
                      std::make_shared<const market>(known.traded)};
}

ledger_entry large_ledger::coverage_entry(std::uint64_t number) const {
  const auto known = names_of(number);
  return record_coverage{
      known.series,
      known.bounds,
      {coverage_kind::watched, known.bounds.start, known.bounds.end, ""}};
}

void large_ledger::fill(const std::string& file, std::uint64_t events) const {
  auto store = value_or_throw(ledger_store::open(file, "bench", {}));
  constexpr std::uint64_t step = 20'000;
  const auto for_events = commit_all(store, events, step, [&](auto first, auto count) {
    return std::vector{entry_of(this->events(first, count))};
  });
  const auto for_grades =
      commit_all(store, windows_, step / 2, [&](auto first, auto count) {
        std::vector<ledger_entry> batch;
        for (auto number = first; number < first + count; ++number) {
          batch.push_back(grade_entry(number));
          batch.push_back(coverage_entry(number));
        }
        return batch;
      });
  fmt::print("{} events booked in {:.1f} s, {} grades in {:.1f} s\n", events, for_events,
             windows_, for_grades);
}

} // namespace tracker::test
