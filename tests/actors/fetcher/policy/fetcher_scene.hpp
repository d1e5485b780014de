// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fetcher/policy/dispatcher.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tracker::test {

inline dispatcher_options plain_options() {
  dispatcher_options options;
  options.base_urls = {"https://gamma", "https://data", "https://clob"};
  options.limits.clear();
  options.jitter_seed = 1;
  return options;
}

/// When the virtual time of a test begins.
inline constexpr steady_point scene_start{std::chrono::hours{1}};

inline http_answer answer_of(std::uint16_t status, std::string body,
                             std::string retry_after = {}) {
  http_answer answer;
  answer.status = status;
  answer.body = std::make_shared<const std::string>(std::move(body));
  answer.retry_after = std::move(retry_after);
  return answer;
}

inline transport_failure no_connection() {
  return {fetch_error_kind::connect, 0, "connection refused", true};
}

/// A dispatcher, its virtual time, and a record of its orders.
struct dispatcher_scene {
  explicit dispatcher_scene(dispatcher_options options = plain_options())
      : subject{std::move(options)} {}

  /// Submits a request and starts what is due.
  ticket ask(const std::string& path, const std::string& endpoint = "/markets",
             timespan deadline = std::chrono::seconds{15}, host target = host::gamma,
             const std::string& owner = "window") {
    subject.submit(++last, {target, endpoint, path, deadline, owner}, now);
    advance();
    return last;
  }
  void advance() {
    next = subject.advance(now);
    keep_orders();
  }
  void keep_orders() {
    auto orders = subject.take_orders();
    for (auto id : orders.aborts) {
      CHECK(in_transfer.erase(id) == 1);
      aborted.push_back(id);
    }
    for (auto& start : orders.starts) {
      started.push_back(start.url);
      in_transfer.emplace(start.id, start.url);
    }
    for (auto& answer : orders.answers) {
      CHECK(answers.count(answer.id) == 0);
      answers.emplace(answer.id, std::move(answer.result));
      answered_at.emplace(answer.id, now);
    }
    for (auto& notice : orders.notices)
      notices.push_back(std::move(notice));
  }
  /// Advances the virtual time and calls the dispatcher at each time it requests.
  void pass(timespan span) {
    const auto end = now + span;
    while (next && *next <= end) {
      now = std::max(now, *next);
      advance();
    }
    now = end;
    advance();
  }
  /// Ends the transfer of this URL.
  void end_transfer(const std::string& url, const transfer_result& result) {
    const auto found =
        std::find_if(in_transfer.begin(), in_transfer.end(),
                     [&](const auto& entry) { return entry.second == url; });
    REQUIRE(found != in_transfer.end());
    const auto id = found->first;
    in_transfer.erase(found);
    subject.end_attempt(id, result, now, wall);
    keep_orders();
    advance();
  }
  /// Fails three attempts at this URL: no connection.
  void fail_three_times(const std::string& url) {
    for (auto i = 0; i < 3; ++i) {
      if (i > 0)
        pass(std::chrono::seconds{2});
      end_transfer(url, no_connection());
    }
  }
  bool is_open(ticket id) const { return answers.count(id) == 0; }
  const fetch_error& error(ticket id) const {
    REQUIRE(answers.count(id) == 1);
    REQUIRE(std::holds_alternative<fetch_error>(answers.at(id).value));
    return std::get<fetch_error>(answers.at(id).value);
  }
  const fetch_reply& reply(ticket id) const {
    REQUIRE(answers.count(id) == 1);
    REQUIRE(std::holds_alternative<fetch_reply>(answers.at(id).value));
    return std::get<fetch_reply>(answers.at(id).value);
  }
  std::size_t lines(const std::string& event) const {
    return static_cast<std::size_t>(
        std::count_if(notices.begin(), notices.end(),
                      [&](const auto& notice) { return notice.event == event; }));
  }

  dispatcher subject;
  steady_point now = scene_start;
  timestamp wall = from_unix_seconds(784111777);
  ticket last = 0;
  std::optional<steady_point> next;
  std::map<joint_request_id, std::string> in_transfer;
  std::vector<std::string> started;
  std::vector<joint_request_id> aborted;
  std::map<ticket, fetch_result> answers;
  std::map<ticket, steady_point> answered_at;
  std::vector<dispatcher_orders::notice> notices;
};

} // namespace tracker::test
