// SPDX-License-Identifier: MIT
#include "actors/web/health.hpp"

#include "actors/service/service_health.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr timespan unknown_age{-1};

health_report report_of(std::vector<health_check> checks) {
  health_report result{health_status::pass, std::move(checks)};
  for (const auto& check : result.checks)
    result.status = std::max(result.status, check.status);
  return result;
}

/// The time since `moment`; unknown where it never came.
timespan age_of(steady_point moment, steady_point now) {
  return moment == steady_point{} ? unknown_age : now - moment;
}

health_check clock_check(const web_view& view) {
  const auto& snapshot = view.snapshot;
  health_check check{"clock", health_status::pass, age_of(snapshot.ticked, snapshot.made),
                     ""};
  if (snapshot.ended) {
    check.status = health_status::warn;
    check.detail = "the recording has ended";
  } else if (check.age < timespan{}) {
    check.status = health_status::fail;
    check.detail = "no tick yet";
  } else if (check.age >= limits_for(view.context.clock_interval).tick_age) {
    check.status = health_status::fail;
    check.detail = fmt::format("the last tick is {} s old", check.age / 1s);
  }
  return check;
}

/// Whether the actor answers the supervisor.
health_check answer_check(const watched_actor& actor, const web_snapshot& snapshot) {
  health_check check{actor.report.name, health_status::pass,
                     age_of(actor.answered, snapshot.made), ""};
  if (check.age < timespan{} || check.age > health_limits{}.ledger_answer) {
    check.status = health_status::fail;
    check.detail = check.age < timespan{}
                       ? "it has not answered yet"
                       : fmt::format("no answer for {} s", check.age / 1s);
  }
  return check;
}

health_check missing_check(std::string name) {
  return {std::move(name), health_status::fail, unknown_age, "not known yet"};
}

bool has_check(const std::vector<health_check>& checks, const std::string& name) {
  return std::any_of(checks.begin(), checks.end(),
                     [&](const health_check& check) { return check.name == name; });
}

health_check disk_check(const web_snapshot& snapshot) {
  health_check check{"disk", health_status::pass, unknown_age, ""};
  if (!snapshot.free_bytes) {
    check.status = health_status::warn;
    check.detail = "its free space is not known";
  } else if (*snapshot.free_bytes < least_free_bytes) {
    check.status = health_status::fail;
    check.detail = fmt::format("{} MB free", *snapshot.free_bytes / (1024UL * 1024));
  }
  return check;
}

web_reply reply_of(const health_report& report, const web_view& view) {
  web_reply reply{report.status == health_status::fail ? 503U : 200U, json_type,
                  health_json(report, view.context.version, view.snapshot.now)};
  reply.headers.emplace_back("Cache-Control", "no-store");
  return reply;
}

} // namespace

health_report check_health(const web_view& view) {
  std::vector<health_check> checks{clock_check(view)};
  if (!view.snapshot.ended) {
    const auto* ledger = find_actor(view.snapshot, "ledger");
    checks.push_back(ledger == nullptr ? missing_check("ledger")
                                       : answer_check(*ledger, view.snapshot));
  }
  return report_of(std::move(checks));
}

health_report check_readiness(const web_view& view) {
  const auto& snapshot = view.snapshot;
  std::vector<health_check> checks{clock_check(view)};
  if (snapshot.stopping && !snapshot.ended)
    checks.push_back(
        {"run", health_status::fail, unknown_age, "the tracker is stopping"});
  for (const auto& actor : snapshot.actors) {
    if (actor.report.status)
      checks.insert(checks.end(), actor.report.status->checks.begin(),
                    actor.report.status->checks.end());
    if (auto check = answer_check(actor, snapshot);
        check.status != health_status::pass && !snapshot.ended)
      checks.push_back(std::move(check));
  }
  const auto require_check = [&](const std::string& name) {
    if (!has_check(checks, name))
      checks.push_back(missing_check(name));
  };
  require_check("ledger");
  for (const auto& series : view.context.series)
    require_check("market " + series);
  if (view.context.wallets.size() > most_separate_wallets)
    // The polls actor has one check for all.
    require_check("activity of all wallets");
  else
    for (const auto& wallet : view.context.wallets)
      require_check("activity " + display_name(wallet));
  checks.push_back(disk_check(snapshot));
  if (!snapshot.ledger_problem.empty())
    checks.push_back({"page", health_status::warn, unknown_age, snapshot.ledger_problem});
  return report_of(std::move(checks));
}

std::string health_json(const health_report& report, const std::string& version,
                        timestamp now) {
  nlohmann::ordered_json checks = nlohmann::ordered_json::array();
  for (const auto& check : report.checks) {
    nlohmann::ordered_json row{{"name", check.name}, {"status", to_string(check.status)}};
    if (check.age >= timespan{}) {
      row["age_s"] = check.age / 1s;
      row["since"] = format_utc(now - check.age);
    }
    if (!check.detail.empty())
      row["detail"] = check.detail;
    checks.push_back(std::move(row));
  }
  const nlohmann::ordered_json body{
      {"status", to_string(report.status)}, {"version", version}, {"checks", checks}};
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

web_reply serve_health(const web_request& /*request*/, const web_view& view) {
  return reply_of(check_health(view), view);
}

web_reply serve_readiness(const web_request& /*request*/, const web_view& view) {
  return reply_of(check_readiness(view), view);
}

} // namespace tracker
