// SPDX-License-Identifier: MIT
// Grading on one core: events per second, and the time to read and to book a full
// activity page.
#include "actors/window/grade/accounting.hpp"
#include "actors/wallet/activity_decoder.hpp"
#include "actors/wallet/activity_reader.hpp"
#include "tests/actors/wallet/activity_rows.hpp"
#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/bench/support/order_statistics.hpp"

#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <stdexcept>
#include <utility>
#include <vector>

namespace {

using namespace tracker;
using namespace tracker::test;
using seconds = std::chrono::duration<double>;

constexpr int rounds = 7;
constexpr std::size_t windows = 2'000;
constexpr std::size_t events_of_a_window = 100;
constexpr std::size_t rows_of_a_page = 500;

const timestamp read_at = from_unix_seconds(1'800'000'000);

/// CPU time of this thread: independent of other load on the machine.
seconds core_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

/// The median CPU time of some runs of `body`.
template <class Body>
seconds median_of(Body body) {
  std::vector<seconds> times(rounds);
  for (auto& time : times) {
    const auto start = core_time();
    body();
    time = core_time() - start;
  }
  return test::median(std::move(times));
}

void require(bool holds, const char* failure) {
  if (!holds)
    throw std::runtime_error{failure};
}

/// A busy window: buys of makers and takers on both sides, sells, merges.
std::vector<activity_event> busy_window(const book& trades) {
  std::vector<activity_event> events;
  while (events.size() < events_of_a_window) {
    events.push_back(trades.buy_up("80", "0.72", "58.72896"));
    events.push_back(trades.buy_down("249", "0.31"));
    events.push_back(trades.buy_up("55.597408", "0.73"));
    events.push_back(trades.sell_down("40", "0.25"));
    events.push_back(trades.merge("12.5"));
  }
  return events;
}

void grade_windows() {
  std::vector<std::pair<book, std::vector<activity_event>>> span;
  for (std::size_t i = 0; i < windows; ++i) {
    const book trades{market_at(september + 900 * static_cast<std::int64_t>(i))};
    span.emplace_back(trades, busy_window(trades));
  }
  const auto events = static_cast<double>(windows * events_of_a_window);
  usdc total;
  const auto once = median_of([&] {
    total = {};
    for (const auto& [trades, rows] : span)
      total += account(trades.market, std::nullopt, rows, settlement::up).pnl;
  });
  const auto single = account(span.front().first.market, std::nullopt,
                              span.front().second, settlement::up);
  require(total.micros() == single.pnl.micros() * static_cast<std::int64_t>(windows),
          "the windows do not add up");
  const auto repeated = median_of([&] {
    for (const auto& [trades, rows] : span) {
      window_account books{trades.market};
      for (const auto& row : rows) {
        books.add(row);
        require(books.figures(std::nullopt).residual == usdc{}, "a residual");
      }
    }
  });
  fmt::print("graded once a window of {}:  {:>12.0f} events/s (goal 1000000)\n",
             events_of_a_window, events / once.count());
  fmt::print("graded after every event:    {:>12.0f} events/s\n",
             events / repeated.count());
}

/// A page in the format of the platform, with distinct rows.
std::vector<row_text> full_page() {
  std::vector<row_text> rows;
  for (std::size_t i = 0; i < rows_of_a_page; ++i)
    rows.push_back(
        row_text::trade()
            .set("timestamp", std::to_string(1'789'943'818 + i / 4))
            .set("size", fmt::format("{}.597408", i + 1))
            .set("title", "\"Bitcoin Up or Down - September 20, 6:35PM-6:40PM ET\"")
            .set("name",
                 "\"a name, and a picture: https://polymarket-upload.s3.us-east-2."
                 "amazonaws.com/BTC+fullsize.png\""));
  return rows;
}

template <class Decode>
void read_pages(const char* dialect, const std::string& body, Decode decode) {
  activity_page page;
  const auto reading = median_of(
      [&] { page = std::get<activity_page>(decode(body, row_wallet, read_at)); });
  require(page.events.size() == rows_of_a_page, "rows are missing");
  const auto booking = median_of([&] {
    activity_log log;
    require(log.book(page.events).size() == rows_of_a_page, "rows are not booked");
  });
  fmt::print("{} page of {} rows, {} bytes: read {:.2f} ms (goal 5), booked {:.2f} ms\n",
             dialect, rows_of_a_page, body.size(), reading.count() * 1e3,
             booking.count() * 1e3);
}

} // namespace

int main() {
  grade_windows();
  const auto rows = full_page();
  read_pages("v1", page_v1(rows), decode_activity_v1);
  read_pages("v2", page_v2(rows), decode_activity_v2);
}
