// SPDX-License-Identifier: MIT
#include "actors/wallet/wallet_watch.hpp"

#include "actors/text/time_text.hpp"
#include "actors/wallet/activity_v1.hpp"
#include "actors/wallet/activity_v2.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

constexpr const char* endpoint_v1 = "/activity";
constexpr const char* endpoint_v2 = "/v2/activity";
constexpr const char* freshness_endpoint = "/v2/status";

const paging_rules& paging_of(data_dialect dialect) {
  return dialect == data_dialect::v1 ? activity_rules_v1 : activity_rules_v2;
}

bool is_away(const fetch_error& error) {
  const auto kind = error.kind;
  return error.host_paused || kind == fetch_error_kind::resolve ||
         kind == fetch_error_kind::connect || kind == fetch_error_kind::tls ||
         kind == fetch_error_kind::timeout || kind == fetch_error_kind::cancelled;
}

} // namespace

wallet_watch::wallet_watch(watched_wallet of, wallet_rules rules)
    : wallet_{std::move(of)}, rules_{rules} {}

void wallet_watch::resume(const history_span& known,
                          const std::vector<doubtful_row>& doubtful) {
  if (rules_.since && *rules_.since < known.from)
    return;
  auto again = known;
  again.to -= rules_.overlap;
  for (const auto& row : doubtful)
    again.to = std::min(again.to, row.near - std::chrono::seconds{1});
  reader_.emplace(paging_of(rules_.dialect), again);
}

std::optional<wallet_question> wallet_watch::question(timestamp now) {
  if (asking_ || now < next_poll_)
    return std::nullopt;
  if (!reader_)
    reader_.emplace(paging_of(rules_.dialect),
                    rules_.since.value_or(now - rules_.lookback));
  asking_ = true;
  return pose();
}

wallet_question wallet_watch::pose() {
  asked_ = rules_.dialect == data_dialect::v2 && !freshness_ ? subject::freshness
                                                             : subject::rows;
  if (asked_ == subject::freshness)
    return {freshness_endpoint, freshness_endpoint};
  if (rules_.dialect == data_dialect::v1)
    return {endpoint_v1, activity_path_v1(wallet_.address, reader_->next())};
  return {endpoint_v2, activity_path_v2(wallet_.address, reader_->next())};
}

wallet_news wallet_watch::answer(const fetch_result& result, timestamp now) {
  asking_ = false;
  if (const auto* error = std::get_if<fetch_error>(&result.value))
    return fail(to_string(*error), is_away(*error), now);
  const auto& reply = std::get<fetch_reply>(result.value);
  return asked_ == subject::freshness ? take_freshness(reply, now)
                                      : take_rows(reply, now);
}

wallet_news wallet_watch::fail(std::string reason, bool host_away, timestamp now) {
  ++failures_;
  freshness_.reset();
  next_poll_ = now + rules_.poll_interval;
  wallet_news news;
  news.failure = poll_failure{std::move(reason), host_away};
  return news;
}

wallet_news wallet_watch::take_freshness(const fetch_reply& reply, timestamp now) {
  const auto read = decode_freshness_v2(*reply.body);
  if (const auto* refused = std::get_if<decode_error>(&read))
    return fail(fmt::format("data {}: {}", freshness_endpoint, to_string(*refused)),
                false, now);
  // A clock that is ahead of ours must not make rows known that are still to come.
  freshness_ = std::min(std::get<timestamp>(read), now) - reply.age;
  next_poll_ = now;
  return {};
}

wallet_news wallet_watch::take_rows(const fetch_reply& reply, timestamp now) {
  auto page = read(*reply.body, now);
  if (const auto* refused = std::get_if<decode_error>(&page))
    return fail(
        fmt::format("data {}: {}",
                    rules_.dialect == data_dialect::v1 ? endpoint_v1 : endpoint_v2,
                    to_string(*refused)),
        false, now);
  failures_ = 0;
  const auto facts = facts_of(reply, now);
  wallet_news news;
  news.has_page = true;
  news.rows = reader_->take(std::get<activity_page>(page), facts);
  rows_ += news.rows.events.size() + news.rows.account_events.size();
  news.complete = news.rows.next == next_step::rest;
  if (news.complete)
    read_at_ = std::max(read_at_, facts.answered_at);
  if (news.rows.next == next_step::ask_on) {
    next_poll_ = now;
  } else {
    freshness_.reset();
    next_poll_ = now + rules_.poll_interval;
  }
  return news;
}

decoded<activity_page> wallet_watch::read(const std::string& body, timestamp now) const {
  return rules_.dialect == data_dialect::v1
             ? decode_activity_v1(body, wallet_.address, now)
             : decode_activity_v2(body, wallet_.address, now);
}

page_facts wallet_watch::facts_of(const fetch_reply& reply, timestamp now) const {
  // A host's clock that is ahead of ours must not make rows known that are still to come.
  const auto answered = std::min(reply.date.value_or(now), now) - reply.age;
  return {answered, freshness_ ? *freshness_ : answered - rules_.indexing_delay};
}

history_span wallet_watch::history() const {
  return reader_ ? reader_->history() : history_span{{}, timestamp{} - timespan{1}};
}

std::vector<doubtful_row> wallet_watch::doubtful() const {
  std::vector<doubtful_row> result;
  if (!reader_)
    return result;
  for (const auto& row : reader_->set_aside())
    result.push_back({row.slug, row.condition_id, row.near, to_string(row.why)});
  return result;
}

std::string wallet_watch::summary(timestamp now) const {
  if (!reader_)
    return "activity not asked for yet";
  const auto known = reader_->history();
  auto text = known.to < known.from
                  ? fmt::format("{} rows, activity not read yet", rows_)
                  : fmt::format("{} rows, activity known from {} to {}", rows_,
                                format_utc(known.from), format_utc(known.to));
  if (read_at_ != timestamp{})
    text += fmt::format(", read {}s ago", std::chrono::floor<std::chrono::seconds>(
                                              std::max(now - read_at_, timespan{}))
                                              .count());
  if (!reader_->set_aside().empty())
    text += fmt::format(", {} rows set aside", reader_->set_aside().size());
  if (failures_ > 0)
    text += fmt::format(", {} failed questions in a row", failures_);
  return text;
}

} // namespace tracker
