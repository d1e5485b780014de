// SPDX-License-Identifier: MIT
// A simulated activity feed: rows in order of time, twins included, served in pages by
// the rules of either dialect.
#pragma once

#include "actors/wallet/activity_decoder.hpp"
#include "actors/wallet/activity_reader.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

namespace tracker::test {

/// A row with the time `second`; rows of the same kind are twins.
inline activity_event feed_row(std::int64_t second, int kind) {
  activity_event row;
  row.type = kind % 7 == 6 ? activity_type::reward : activity_type::buy;
  row.wallet = "0xab";
  row.condition_id = row.type == activity_type::buy ? "0xcd" : "";
  row.slug = "btc-updown-5m-0";
  row.asset = "12";
  row.time = from_unix_seconds(second);
  row.size = shares::from_micros(kind);
  row.transaction = "0x" + std::to_string(second);
  return row;
}

/// The unreadable form of `row`, as the feed serves it.
inline set_aside_row unreadable(const activity_event& row) {
  return {
      {"size", "an amount", "-1"}, row.slug, row.condition_id, row.transaction, row.time};
}

class feed {
public:
  enum class dialect_kind { v1, v2 };

  explicit feed(dialect_kind dialect = dialect_kind::v1, std::size_t limit = 500)
      : dialect_{dialect}, limit_{limit} {}

  /// Adds a row after the others of its second.
  void add(const activity_event& row) {
    const auto position = std::upper_bound(
        rows_.begin(), rows_.end(), row,
        [](const activity_event& a, const activity_event& b) { return a.time < b.time; });
    rows_.insert(position, row);
  }
  void add(std::int64_t second, int kind, int times = 1) {
    for (int i = 0; i < times; ++i)
      add(feed_row(second, kind));
  }
  /// Makes every row of this second unreadable, or readable again.
  void spoil(std::int64_t second, bool bad = true) {
    spoiled_ = bad ? from_unix_seconds(second) : timestamp{};
  }
  /// Serves at most `limit` rows, whatever is requested.
  void clamp_to(std::size_t limit) { limit_ = limit; }

  activity_page answer(const activity_query& query) const {
    auto next = std::find_if(rows_.begin(), rows_.end(), [&](const activity_event& row) {
      return row.time >= query.start;
    });
    const auto skip = query.cursor.empty() ? query.offset : std::stoul(query.cursor);
    const auto left = static_cast<std::size_t>(rows_.end() - next);
    std::advance(next, static_cast<std::ptrdiff_t>(std::min(skip, left)));
    activity_page page;
    for (; next != rows_.end() && page.rows < limit_; ++next)
      append(page, *next);
    if (dialect_ == dialect_kind::v2) {
      page.more = next != rows_.end();
      page.cursor = *page.more ? std::to_string(skip + page.rows) : "";
    }
    return page;
  }

  /// The identities that the booked rows must have, sorted.
  std::vector<std::string> truth() const {
    activity_log counted;
    return identities(counted.book(rows_));
  }

  static std::vector<std::string> identities(const std::vector<activity_event>& rows) {
    std::vector<std::string> result;
    for (const auto& row : rows)
      result.push_back(activity_identity(row));
    std::sort(result.begin(), result.end());
    return result;
  }

private:
  void append(activity_page& page, const activity_event& row) const {
    auto& list = row.condition_id.empty() ? page.account_events : page.events;
    if (row.time == spoiled_)
      page.set_aside.push_back(unreadable(row));
    else
      list.push_back(row);
    ++page.rows;
    page.oldest = std::min(page.oldest.value_or(row.time), row.time);
    page.newest = std::max(page.newest.value_or(row.time), row.time);
  }

  dialect_kind dialect_;
  std::size_t limit_;
  std::vector<activity_event> rows_;
  timestamp spoiled_{};
};

/// A reader and the rows that it has booked.
struct booked {
  activity_reader reader;
  std::vector<activity_event> rows;
  std::size_t pages = 0;
  page_notes seen;

  /// Applies one page.
  reading take(const activity_page& page, const page_facts& facts) {
    auto result = reader.apply(page, facts);
    rows.insert(rows.end(), result.events.begin(), result.events.end());
    rows.insert(rows.end(), result.account_events.begin(), result.account_events.end());
    ++pages;
    seen.mis_sorted = seen.mis_sorted || result.notes.mis_sorted;
    seen.clamped = seen.clamped || result.notes.clamped;
    seen.oversized = seen.oversized || result.notes.oversized;
    seen.stale = seen.stale || result.notes.stale;
    return result;
  }
  /// Reads pages until no further one is due at once.
  next_step poll(const feed& platform, const page_facts& facts) {
    auto next = next_step::request_next;
    while (next == next_step::request_next)
      next = take(platform.answer(reader.next_query()), facts).next;
    return next;
  }
  std::vector<std::string> identities() const { return feed::identities(rows); }
};

/// A reader that begins at `second`, without booked rows.
inline booked from_second(std::int64_t second, paging_rules rules = activity_rules_v1) {
  return {activity_reader{rules, from_unix_seconds(second)}, {}, 0, {}};
}

/// The span from second `begin` to second `end`.
inline history_span span(std::int64_t begin, std::int64_t end) {
  return {from_unix_seconds(begin), from_unix_seconds(end)};
}

/// The page with its last row corrupted in transfer.
inline activity_page spoiled(activity_page page, const std::string& found = "-1") {
  if (page.events.empty())
    return page;
  page.set_aside.push_back(unreadable(page.events.back()));
  page.set_aside.back().why.found = found;
  page.events.pop_back();
  return page;
}

/// An answer at `second`, when the platform has indexed everything older than `delay`.
inline page_facts answered(std::int64_t second, std::int64_t delay = 60) {
  return {from_unix_seconds(second), from_unix_seconds(second - delay)};
}

} // namespace tracker::test
