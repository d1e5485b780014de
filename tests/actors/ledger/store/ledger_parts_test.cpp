// SPDX-License-Identifier: MIT
// The pure parts of the ledger.
#include "actors/ledger/entry_queue.hpp"
#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/running_totals.hpp"
#include "actors/ledger/sql/column_forms.hpp"
#include "actors/ledger/store/ledger_backup.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"

#include <rapidcheck.h>

#include <algorithm>

namespace {

using namespace tracker;
using namespace tracker::test;

TEST_CASE("a hash is 32 bytes, and no other text is a hash") {
  const auto text = "0x00ff" + std::string(58, '7') + "a9";
  const auto bytes = parse_hash(text);
  REQUIRE(bytes);
  CHECK((*bytes)[0] == 0x00);
  CHECK((*bytes)[1] == 0xff);
  CHECK((*bytes)[2] == 0x77);
  CHECK((*bytes)[31] == 0xa9);
  CHECK(hash_text({reinterpret_cast<const char*>(bytes->data()), bytes->size()}) == text);
  for (const auto& other :
       {std::string{}, std::string{"0x"}, text.substr(2), text + "0",
        "0X" + text.substr(2), "0x00fF" + std::string(60, '7'),
        "0x00f:" + std::string(60, '7'), "0x00f`" + std::string(60, '7'),
        "0x00fg" + std::string(60, '7'), "0x00f\xff" + std::string(60, '7')}) {
    CAPTURE(other);
    CHECK_FALSE(parse_hash(other));
  }
}

TEST_CASE("a hash read is the hash written") {
  CHECK(rc::check("round trip", [](const hash_bytes& bytes) {
    const auto text =
        hash_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    RC_ASSERT(parse_hash(text) == bytes);
  }));
}

TEST_CASE("the coverage of a window only grows") {
  const auto time = [](std::int64_t count) { return timestamp{timespan{count}}; };
  const window_coverage missed{coverage_kind::missed, {}, {}, "down"};
  const window_coverage filled{coverage_kind::backfilled, {}, {}, ""};
  const window_coverage first_part{coverage_kind::watched, time(1), time(5),
                                   "began late"};
  const window_coverage second_part{coverage_kind::watched, time(3), time(9), ""};
  CHECK(merge_coverage(missed, filled) == filled);
  CHECK(merge_coverage(filled, missed) == filled);
  CHECK(merge_coverage(filled, first_part) == first_part);
  CHECK(merge_coverage(first_part, filled) == first_part);
  CHECK(merge_coverage(first_part, second_part) ==
        window_coverage{coverage_kind::watched, time(1), time(9), ""});
  CHECK(merge_coverage(second_part, first_part) ==
        window_coverage{coverage_kind::watched, time(1), time(9), "began late"});
  CHECK(merge_coverage(missed, {coverage_kind::missed, {}, {}, "no answer"}).why ==
        "no answer");
}

TEST_CASE("not offered replaces missed and unsupported, and is replaced by backfilled") {
  const window_coverage absent{coverage_kind::not_offered, {}, {}, "not listed"};
  const window_coverage filled{coverage_kind::backfilled, {}, {}, ""};
  const window_coverage missed{coverage_kind::missed, {}, {}, "down"};
  const window_coverage odd{coverage_kind::unsupported, {}, {}, "version v3"};
  CHECK(merge_coverage(missed, absent) == absent);
  CHECK(merge_coverage(odd, absent) == absent);
  CHECK(merge_coverage(absent, missed) == absent);
  CHECK(merge_coverage(absent, odd) == absent);
  CHECK(merge_coverage(absent, filled) == filled);
  CHECK(merge_coverage(filled, absent) == filled);
}

TEST_CASE("unsupported replaces known coverage and is replaced by it") {
  const window_coverage seen{coverage_kind::watched, timestamp{timespan{1}},
                             timestamp{timespan{2}}, ""};
  const window_coverage odd{coverage_kind::unsupported, {}, {}, "version v3"};
  const window_coverage filled{coverage_kind::backfilled, {}, {}, ""};
  CHECK(merge_coverage(seen, odd) == odd);
  CHECK(merge_coverage(odd, filled) == filled);
  CHECK(merge_coverage(odd, {coverage_kind::missed, {}, {}, "down"}).how ==
        coverage_kind::missed);
}

TEST_CASE("facts leave the queue in arrival order, with their numbers") {
  entry_queue queue{100};
  CHECK(queue.empty());
  for (int window = 0; window < 5; ++window) {
    CHECK(queue.next_number() == static_cast<std::uint64_t>(window));
    CHECK(queue.push(grade_entry(grade_of(window))));
  }
  const auto slug_at = [&](std::size_t place) {
    return std::get<record_grade>(queue.oldest(10)[place]).what->window.slug;
  };
  CHECK(queue.oldest(2).size() == 2);
  queue.pop(2);
  CHECK(queue.first_number() == 2);
  CHECK(queue.next_number() == 5);
  CHECK(queue.size() == 3);
  CHECK(slug_at(0) == window_number(2).slug);
  CHECK(slug_at(2) == window_number(4).slug);
}

TEST_CASE("a full queue merges facts about the same subject and refuses the rest") {
  entry_queue queue{3};
  auto other = grade_of(0);
  other.wallet = other_wallet;
  queue.push(grade_entry(grade_of(0, grade_status::provisional, 1), market_number(0)));
  queue.push(grade_entry(other));
  queue.push(coverage_entry(0, {coverage_kind::missed, {}, {}, ""}));
  const auto grade_at = [&](std::size_t place) {
    return std::get<record_grade>(queue.oldest(10)[place]);
  };

  CHECK(queue.push(grade_entry(grade_of(0, grade_status::final, 2))));
  CHECK(grade_at(0).what->revision == 2);
  CHECK(*grade_at(0).in == market_number(0));
  CHECK(grade_at(1).what->wallet == other_wallet);
  // An older revision does not replace a newer one.
  CHECK(queue.push(grade_entry(grade_of(0))));
  CHECK(grade_at(0).what->revision == 2);
  CHECK(queue.push(coverage_entry(0, {coverage_kind::backfilled, {}, {}, ""})));
  CHECK(std::get<record_coverage>(queue.oldest(10)[2]).seen.how ==
        coverage_kind::backfilled);
  CHECK(queue.merged() == 3);

  CHECK_FALSE(queue.push(grade_entry(grade_of(1))));
  CHECK_FALSE(queue.push(coverage_entry(1, {})));
  CHECK(queue.refused() == 2);
  CHECK(queue.size() == 3);
  // Events are not limited: their senders wait for answers.
  CHECK(queue.push(events_entry({buy_in(0, 1)})));
  CHECK(queue.size() == 4);
}

TEST_CASE("backups are named by time, and only such names are backups") {
  const auto time = from_unix_seconds(1'768'936'500);
  const auto name = backup_name("/d/tracker.db", time);
  CHECK(name == "/d/tracker.db.backup-20260120T191500Z");
  CHECK(backup_time("/d/tracker.db", name) == time);
  for (const auto* other :
       {"/d/tracker.db", "/d/tracker.db.backup-", "/d/tracker.db.backup-unfinished",
        "/d/tracker.db.backup-20260120T191500Z.gz", "/d/tracker.db.backup-20260120",
        "/d/tracker.db.backup-20261320T191500Z", "/d/other.db.backup-20260120T191500Z"}) {
    CAPTURE(other);
    CHECK_FALSE(backup_time("/d/tracker.db", other));
  }
}

TEST_CASE("the oldest backups are surplus") {
  const std::vector<std::string> all{"a", "b", "c"};
  CHECK(surplus_backups(all, 0) == all);
  CHECK(surplus_backups(all, 2) == std::vector<std::string>{"a"});
  CHECK(surplus_backups(all, 3).empty());
  CHECK(surplus_backups(all, 9).empty());
}

TEST_CASE("a backup is due when none is recent") {
  const auto now = from_unix_seconds(1'768'936'500);
  const timespan hour = std::chrono::hours{1};
  const auto due = [&](std::vector<timestamp> times) {
    std::vector<std::string> names;
    for (const auto time : times)
      names.push_back(backup_name("tracker.db", time));
    return backup_is_due("tracker.db", names, hour, now);
  };
  CHECK(due({}));
  CHECK(due({now - hour}));
  CHECK_FALSE(due({now - hour + std::chrono::seconds{1}}));
  CHECK_FALSE(due({now}));
  CHECK(due({now + hour}));
  CHECK_FALSE(due({now - hour / 2, now + hour}));
}

TEST_CASE(
    "a session that began with the clock ahead restarts when the clock is set back") {
  const auto& zone = *date::locate_zone("America/Los_Angeles");
  const auto started = run_start + std::chrono::hours{8};
  running_totals totals{started, zone};
  const auto read_one = [](const time_bounds&) {
    return std::optional{std::vector{grade_of(0)}};
  };
  const auto read_nothing = [](const time_bounds&) {
    return std::optional{std::vector<grade>{}};
  };
  totals.follow_clock(started, read_one);
  CHECK(totals.session().span.begin == started);
  CHECK(totals.session().sums.pending == 0);
  totals.follow_clock(run_start, read_one);
  CHECK(totals.session().span == time_bounds{run_start, timestamp::max()});
  CHECK(totals.session().sums.pending == 1);
  totals.follow_clock(run_start, read_nothing);
  CHECK(totals.session().sums.pending == 1);
}

TEST_CASE("running totals are those of the day and of the session") {
  const auto& zone = *date::locate_zone("America/Los_Angeles");
  running_totals totals{run_start, zone};
  const auto day = day_bounds(day_of(run_start, zone), zone);
  const auto graded = [](std::int64_t window, std::int64_t pnl) {
    auto result = grade_of(window, grade_status::final, 1);
    result.figures.kind = trade_kind::directional;
    result.figures.one_sided.kind = trade_kind::directional;
    result.figures.pnl = result.figures.directional_pnl = usdc::from_micros(pnl);
    return result;
  };
  const auto read_nothing = [](const time_bounds&) {
    return std::optional{std::vector<grade>{}};
  };
  totals.begin(run_start, [&](const time_bounds& span) {
    return std::optional{span == day ? std::vector{graded(-9, 5), graded(-200, 1000)}
                                     : std::vector{grade_of(0)}};
  });
  CHECK(totals.today().span == day);
  totals.follow_day(run_start + std::chrono::hours{1}, read_nothing);
  CHECK(totals.today().sums.net.pnl.micros() == 5);
  CHECK(totals.session().sums.pending == 1);

  totals.book(grade_of(0), graded(0, 70));
  totals.book(std::nullopt, graded(1, -20));
  CHECK(totals.today().sums.net.pnl.micros() == 55);
  CHECK(totals.session().sums.net.pnl.micros() == 50);
  CHECK(totals.session().sums.windows == 2);
  // A window of an earlier session is amended.
  totals.book(graded(-9, 5), graded(-9, 6));
  CHECK(totals.today().sums.net.pnl.micros() == 56);
  CHECK(totals.session().sums.net.pnl.micros() == 50);

  totals.follow_day(day.end, [](const time_bounds&) -> std::optional<std::vector<grade>> {
    return std::nullopt;
  });
  CHECK(totals.today().span == day);
  CHECK(totals.today().sums.net.pnl.micros() == 56);
  totals.follow_day(day.end, read_nothing);
  CHECK(totals.today().span.begin == day.end);
  CHECK(totals.today().sums.windows == 0);
  CHECK(totals.session().sums.net.pnl.micros() == 50);
}

/// A window that ends with the day belongs to it.
TEST_CASE("a window belongs to the span of its last instant") {
  const auto window = window_number(0);
  CHECK(is_in_span(window, {window.start, window.end}));
  CHECK_FALSE(is_in_span(window, {window.end, window.end + std::chrono::hours{1}}));
}

TEST_CASE("facts are described by count, and up to four grades by window") {
  CHECK(describe_facts({}) == "nothing");
  std::vector<ledger_entry> facts{events_entry({buy_in(0, 1)}), coverage_entry(0, {}),
                                  events_entry({buy_in(0, 2)})};
  CHECK(describe_facts(facts) == "1 coverage record, 2 activity reports");
  std::string names;
  for (int window = 0; window < 5; ++window) {
    facts.push_back(grade_entry(grade_of(window)));
    if (window < 4)
      names += grade_of(window).window.slug + ", ";
  }
  CHECK(describe_facts(facts) ==
        "5 grades (" + names + "…), 1 coverage record, 2 activity reports");
}

} // namespace
