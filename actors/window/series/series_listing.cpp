// SPDX-License-Identifier: MIT
#include "actors/window/series/series_listing.hpp"

#include "actors/platform/fields.hpp"
#include "actors/text/escaped_text.hpp"
#include "actors/text/time_text.hpp"
#include "actors/window/series/series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr const char* events_endpoint = "/events/keyset";
constexpr const char* series_endpoint = "/series";

/// The platform clamps a page to this (platform-delta.md 6.2).
constexpr int page_limit = 100;
/// A day of 5m windows has 288; a list without an end is refused.
constexpr std::size_t max_pages = 8;
/// Limit of an opaque text that becomes part of an address.
constexpr std::size_t max_cursor = 1024;

constexpr timespan first_pause_of_list = 2s;
constexpr timespan longest_pause_of_list = 60s;

timestamp day_of(timestamp start) {
  return std::chrono::floor<std::chrono::days>(start);
}

bool is_slug_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
         letter == '-';
}

/// For an hour that occurs twice in New York the form of the slug is unknown: only its
/// beginning is compared.
bool has_form_of(const series& series, const window& expected, const std::string& slug) {
  if (slug.empty() || slug.size() > 100 ||
      !std::all_of(slug.begin(), slug.end(), is_slug_letter))
    return false;
  if (const auto named = window_of_slug(series, slug))
    return named->start == expected.start;
  return has_placeholder_slug(series, expected) &&
         slug.starts_with(dated_slug_prefix(series));
}

/// The window of an event with one market; nothing: it is not one of the series.
std::optional<window> read_window(const json_cursor& event, const series& series) {
  const auto markets = event.at("markets").elements();
  if (markets.size() != 1 || !markets.front().has("eventStartTime"))
    return std::nullopt;
  const auto& market = markets.front();
  auto result = window_at(series, read_time_text(market.at("eventStartTime")));
  const window found{market.at("slug").text(),
                     read_time_text(market.at("eventStartTime")),
                     read_time_text(market.at("endDate"))};
  if (found.start != result.start || found.end != result.end ||
      !has_form_of(series, result, found.slug))
    return std::nullopt;
  return found;
}

listing_page read_page(const json_cursor& body, const series& series) {
  listing_page page;
  for (const auto& event : body.at("events").elements()) {
    std::optional<window> found;
    try {
      found = read_window(event, series);
    } catch (const decode_error&) {
      // Ignore only this event.
    }
    if (found)
      page.windows.push_back(std::move(*found));
    else
      ++page.others;
  }
  if (body.has("next_cursor"))
    page.next_cursor = body.at("next_cursor").text();
  if (page.next_cursor.size() > max_cursor)
    body.at("next_cursor").refuse(fmt::format("at most {} characters", max_cursor));
  return page;
}

std::int64_t read_series_id(const json_cursor& list, std::string_view slug) {
  for (const auto& row : list.elements())
    if (row.at("slug").text() == slug) {
      const auto& text = row.at("id").text();
      std::int64_t id = 0;
      const auto* last = text.data() + text.size();
      const auto [end, error] = std::from_chars(text.data(), last, id);
      if (error != std::errc{} || end != last || id <= 0)
        row.at("id").refuse("a positive whole number");
      return id;
    }
  list.refuse(fmt::format("the series \"{}\"", slug));
}

} // namespace

decoded<listing_page> decode_listing(std::string_view body, const series& series) {
  return decode(body, [&](const json_cursor& root) { return read_page(root, series); });
}

decoded<std::int64_t> decode_series_id(std::string_view body, std::string_view slug) {
  return decode(body,
                [&](const json_cursor& root) { return read_series_id(root, slug); });
}

void series_listing::want(timestamp start, timestamp since) {
  auto& listed = days_[day_of(start)];
  if (listed.read_at && *listed.read_at >= since)
    return;
  listed.wanted_since = std::max(listed.wanted_since, since);
  listed.is_wanted = true;
}

std::optional<listing_request> series_listing::next_request(timestamp now) {
  if (open_ || !is_used())
    return std::nullopt;
  for (auto& [day, listed] : days_) {
    if (!listed.is_wanted || now < listed.next_try || now < listed.wanted_since)
      continue;
    open_ = day;
    if (series_.listing_id == 0)
      return listing_request{series_endpoint,
                             fmt::format("{}?slug={}", series_endpoint, series_.listing)};
    if (listed.cursor.empty()) {
      listed.found.clear();
      listed.pages = 0;
      listed.begun_at = now;
    }
    return page_request(day, listed);
  }
  return std::nullopt;
}

/// Gamma filters by the end: windows that start on the day end in it or one length later.
listing_request series_listing::page_request(timestamp day,
                                             const listed_day& listed) const {
  const auto end = window_at(series_, day + 24h - 1s).end;
  auto path = fmt::format("{}?series_id={}&end_date_min={}&end_date_max={}&limit={}"
                          "&order=id&ascending=true",
                          events_endpoint, series_.listing_id, format_utc(day),
                          format_utc(end), page_limit);
  if (!listed.cursor.empty())
    path += "&after_cursor=" + percent_encoded(listed.cursor);
  return {events_endpoint, std::move(path)};
}

std::optional<std::string> series_listing::apply_result(const fetch_result& result,
                                                        timestamp now) {
  if (!open_)
    return std::nullopt;
  const auto day = *std::exchange(open_, std::nullopt);
  const auto place = days_.find(day);
  if (place == days_.end())
    return std::nullopt;
  auto& listed = place->second;
  std::optional<std::string> failure;
  if (const auto* error = std::get_if<fetch_error>(&result.value)) {
    failure = to_string(*error);
  } else if (const auto& body = *std::get<fetch_reply>(result.value).body;
             series_.listing_id == 0) {
    auto id = decode_series_id(body, series_.listing);
    if (const auto* refused = std::get_if<decode_error>(&id))
      failure = fmt::format("gamma {}: {}", series_endpoint, to_string(*refused));
    else
      series_.listing_id = std::get<std::int64_t>(id);
  } else {
    auto page = decode_listing(body, series_);
    if (const auto* refused = std::get_if<decode_error>(&page))
      failure = fmt::format("gamma {}: {}", events_endpoint, to_string(*refused));
    else
      failure = take_page(listed, std::get<listing_page>(std::move(page)), day);
  }
  if (failure) {
    // An interrupted reading starts again: pages of two readings are not joined.
    listed.cursor.clear();
    listed.next_try = now + std::min<timespan>(first_pause_of_list *
                                                   (1 << std::min(listed.failures, 5U)),
                                               longest_pause_of_list);
    ++listed.failures;
  }
  return failure;
}

/// Adds a page to the reading; the last page completes it.
std::optional<std::string> series_listing::take_page(listed_day& listed,
                                                     listing_page page, timestamp day) {
  for (auto& found : page.windows)
    if (day_of(found.start) == day)
      listed.found.insert_or_assign(found.start, std::move(found.slug));
  const bool is_stuck = !page.next_cursor.empty() && page.next_cursor == listed.cursor;
  if (is_stuck || ++listed.pages > max_pages)
    return fmt::format("gamma {}: next_cursor: expected an end of the list of {}, found "
                       "page {}",
                       events_endpoint, day_text(day), listed.pages + 1);
  listed.cursor = std::move(page.next_cursor);
  if (!listed.cursor.empty())
    return std::nullopt;
  listed.slugs = std::exchange(listed.found, {});
  listed.read_at = listed.begun_at;
  listed.failures = 0;
  listed.is_wanted = listed.begun_at < listed.wanted_since;
  return std::nullopt;
}

const series_listing::listed_day* series_listing::find(timestamp start) const {
  const auto found = days_.find(day_of(start));
  return found == days_.end() ? nullptr : &found->second;
}

const std::string* series_listing::slug_of(timestamp start) const {
  const auto* listed = find(start);
  if (listed == nullptr)
    return nullptr;
  const auto found = listed->slugs.find(start);
  return found == listed->slugs.end() ? nullptr : &found->second;
}

std::optional<timestamp> series_listing::read_at(timestamp start) const {
  const auto* listed = find(start);
  return listed == nullptr ? std::nullopt : listed->read_at;
}

bool series_listing::has_windows(timestamp start) const {
  const auto* listed = find(start);
  return listed != nullptr && !listed->slugs.empty();
}

std::uint32_t series_listing::failures(timestamp start) const {
  const auto* listed = find(start);
  return listed == nullptr ? 0 : listed->failures;
}

bool series_listing::was_tried(timestamp start) const {
  const auto* listed = find(start);
  return listed != nullptr && (listed->read_at || listed->failures > 0);
}

void series_listing::forget_before(timestamp start) {
  while (!days_.empty() && days_.begin()->first < day_of(start) &&
         days_.begin()->first != open_)
    days_.erase(days_.begin());
}

} // namespace tracker
