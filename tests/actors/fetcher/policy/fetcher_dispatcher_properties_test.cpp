// SPDX-License-Identifier: MIT
// The promises of the dispatcher under random events in random order.
#include "actors/fetcher/policy/dispatcher.hpp"
#include "tests/actors/fetcher/policy/fetcher_scene.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

namespace tracker {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::answer_of;

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

/// Random events and a check of every order.
class random_run {
public:
  random_run() : subject_{options()} {}

  void submit() {
    const auto target = static_cast<host>(*rc::gen::inRange(0, 3));
    const auto path = "/" + std::to_string(*rc::gen::inRange(0, 5));
    const timespan deadline = milliseconds{*rc::gen::inRange(1, 20'000)};
    const auto owner = std::string(1, *rc::gen::elementOf(std::string{"abc"}));
    subject_.submit(++last_, {target, path, path, deadline, owner}, now_);
    open_[last_] = {now_ + deadline, owner};
    carry_out();
  }
  void end_transfer() {
    if (in_transfer_.empty())
      return;
    const auto chosen =
        std::next(in_transfer_.begin(),
                  *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(in_transfer_)));
    const auto id = chosen->first;
    in_transfer_.erase(chosen);
    subject_.end_attempt(id, *rc::gen::elementOf(possible_endings()), now_, timestamp{});
    carry_out();
  }
  void cancel() {
    const auto owner = *rc::gen::elementOf(std::vector<std::string>{"a", "b", "c", ""});
    subject_.cancel(owner);
    carry_out();
    for (const auto& [id, request] : open_)
      RC_ASSERT(!owner.empty() && request.owner != owner);
  }
  void pass(timespan span) {
    const auto end = now_ + span;
    for (auto next = advance(); next && *next <= end; next = advance()) {
      RC_ASSERT(*next > now_);
      now_ = *next;
    }
    now_ = end;
    advance();
  }
  void check() const {
    RC_ASSERT(subject_.open() == open_.size());
    for (const auto& [id, request] : open_)
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
    RC_ASSERT(!advance().has_value());
    RC_ASSERT(outages_ == 0 || outages_ == 1);
  }

private:
  struct open_request {
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

  std::optional<steady_point> advance() {
    const auto next = subject_.advance(now_);
    carry_out();
    return next;
  }
  void carry_out() {
    const auto orders = subject_.take_orders();
    for (auto id : orders.aborts)
      RC_ASSERT(in_transfer_.erase(id) == 1U);
    for (const auto& start : orders.starts) {
      RC_ASSERT(in_transfer_.emplace(start.id, start.url).second);
      if (start.url.front() == 'g')
        asked_.push_back(now_);
    }
    for (const auto& answer : orders.answers) {
      RC_ASSERT(open_.count(answer.id) == 1U);
      RC_ASSERT(now_ <= open_.at(answer.id).deadline);
      open_.erase(answer.id);
    }
    for (const auto& notice : orders.notices)
      if (notice.text.starts_with("gamma:") && notice.level != log_level::debug) {
        // A failing host may be reported as blocked in the same outage.
        if (notice.event == "host-blocked" && outages_ == 1)
          continue;
        outages_ += notice.event == "host-back" ? -1 : 1;
        RC_ASSERT(outages_ == 0 || outages_ == 1);
      }
  }

  dispatcher subject_;
  steady_point now_{std::chrono::hours{1}};
  ticket last_ = 0;
  std::map<ticket, open_request> open_;
  std::map<joint_request_id, std::string> in_transfer_;
  std::vector<steady_point> asked_;
  int outages_ = 0;
};

TEST_CASE("every ticket is answered once, in time, within limits and budgets") {
  const auto promises_kept = [] {
    random_run run;
    for (auto step : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 10))) {
      if (step < 4)
        run.submit();
      else if (step < 7)
        run.end_transfer();
      else if (step < 9)
        run.pass(milliseconds{*rc::gen::inRange(0, 3000)});
      else
        run.cancel();
      run.check();
    }
    run.end();
  };
  CHECK(rc::check("the dispatcher keeps its promises", promises_kept));
}

} // namespace
} // namespace tracker
