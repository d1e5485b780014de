// SPDX-License-Identifier: MIT
// Whatever happens, in whatever order: the promises of the dispatcher.
#include "actors/fetcher/policy/dispatcher.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

namespace tracker {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

http_answer answer_of(std::uint16_t status, std::string body,
                      std::string retry_after = {}) {
  http_answer answer;
  answer.status = status;
  answer.body = std::make_shared<const std::string>(std::move(body));
  answer.retry_after = std::move(retry_after);
  return answer;
}

std::vector<transfer_result> possible_endings() {
  using kind = fetch_error_kind;
  return {answer_of(200, "{}"),
          answer_of(200, "[]"),
          answer_of(200, R"({"error":"Too Many Requests"})"),
          answer_of(200, "<html>"),
          answer_of(403, "<html>"),
          answer_of(502, "<html>"),
          answer_of(429, "slow down"),
          answer_of(404, "{}"),
          answer_of(429, "{}", "3"),
          answer_of(500, "{}"),
          answer_of(503, "{}", "9999999"),
          transport_failure{kind::connect, 0, "refused", true},
          transport_failure{kind::timeout, 0, "late", true},
          transport_failure{kind::truncated, 200, "cut", true},
          transport_failure{kind::too_large, 200, "huge", false}};
}

/// A world that does at random what the world may do, and keeps the books.
class world {
public:
  world() : desk_{options()} {}

  void submit() {
    const auto from = static_cast<host>(*rc::gen::inRange(0, 3));
    const auto path = "/" + std::to_string(*rc::gen::inRange(0, 5));
    const timespan deadline = milliseconds{*rc::gen::inRange(1, 20'000)};
    const auto owner = std::string(1, *rc::gen::elementOf(std::string{"abc"}));
    desk_.submit(++last_, {from, path, path, deadline, owner}, now_);
    open_[last_] = {now_ + deadline, owner};
    carry_out();
  }
  void land() {
    if (in_transfer_.empty())
      return;
    const auto chosen =
        std::next(in_transfer_.begin(),
                  *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(in_transfer_)));
    const auto id = chosen->first;
    in_transfer_.erase(chosen);
    desk_.end_attempt(id, *rc::gen::elementOf(possible_endings()), now_, timestamp{});
    carry_out();
  }
  void cancel() {
    const auto owner = *rc::gen::elementOf(std::vector<std::string>{"a", "b", "c", ""});
    desk_.cancel(owner);
    carry_out();
    for (const auto& [who, request] : open_)
      RC_ASSERT(!owner.empty() && request.owner != owner);
  }
  void pass(timespan span) {
    const auto until = now_ + span;
    for (auto next = look(); next && *next <= until; next = look()) {
      RC_ASSERT(*next > now_);
      now_ = *next;
    }
    now_ = until;
    look();
  }
  void check() const {
    RC_ASSERT(desk_.open() == open_.size());
    for (const auto& [who, request] : open_)
      RC_ASSERT(now_ <= request.deadline);
    std::map<char, std::size_t> per_host;
    std::set<std::string> urls;
    for (const auto& [id, url] : in_transfer_) {
      RC_ASSERT(urls.insert(url).second);
      RC_ASSERT(++per_host[url.front()] <= options().max_transfers_per_host);
    }
    RC_ASSERT(open_.size() <= options().max_open_requests);
    const auto limit = options().limits.front();
    for (std::size_t first = 0; first < asked_.size(); ++first)
      RC_ASSERT(static_cast<std::int64_t>(asked_.size() - first) <=
                limit.burst + (asked_.back() - asked_[first]) / limit.interval);
  }
  void end() {
    pass(seconds{21});
    RC_ASSERT(open_.empty());
    RC_ASSERT(in_transfer_.empty());
    RC_ASSERT(!look().has_value());
    RC_ASSERT(outages_ == 0 || outages_ == 1);
  }

private:
  struct asked_for {
    steady_point deadline;
    std::string owner;
  };

  static dispatcher_options options() {
    dispatcher_options result;
    result.base_urls = {"g", "d", "c"};
    result.max_transfers_per_host = 2;
    result.max_open_requests = 12;
    result.limits = {{host::gamma, "", 3, milliseconds{700}}};
    result.jitter_seed = 5;
    return result;
  }

  std::optional<steady_point> look() {
    const auto next = desk_.advance(now_);
    carry_out();
    return next;
  }
  void carry_out() {
    const auto orders = desk_.take_orders();
    for (auto id : orders.aborts)
      RC_ASSERT(in_transfer_.erase(id) == 1U);
    for (const auto& start : orders.starts) {
      RC_ASSERT(in_transfer_.emplace(start.joint_request, start.url).second);
      if (start.url.front() == 'g')
        asked_.push_back(now_);
    }
    for (const auto& answer : orders.answers) {
      RC_ASSERT(open_.count(answer.to) == 1U);
      RC_ASSERT(now_ <= open_.at(answer.to).deadline);
      open_.erase(answer.to);
    }
    for (const auto& notice : orders.notices)
      if (notice.text.starts_with("gamma:") && notice.level != log_level::debug) {
        // A failing host may turn out to block us.
        if (notice.event == "host-blocked" && outages_ == 1)
          continue;
        outages_ += notice.event == "host-back" ? -1 : 1;
        RC_ASSERT(outages_ == 0 || outages_ == 1);
      }
  }

  dispatcher desk_;
  steady_point now_{std::chrono::hours{1}};
  ticket last_ = 0;
  std::map<ticket, asked_for> open_;
  std::map<joint_request_id, std::string> in_transfer_;
  std::vector<steady_point> asked_;
  int outages_ = 0;
};

TEST_CASE("every ticket is answered once and in time, within limits and budgets") {
  const auto promises_kept = [] {
    world at_random;
    for (auto step : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 10))) {
      if (step < 4)
        at_random.submit();
      else if (step < 7)
        at_random.land();
      else if (step < 9)
        at_random.pass(milliseconds{*rc::gen::inRange(0, 3000)});
      else
        at_random.cancel();
      at_random.check();
    }
    at_random.end();
  };
  CHECK(rc::check("the dispatcher keeps its promises", promises_kept));
}

} // namespace
} // namespace tracker
