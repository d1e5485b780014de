// SPDX-License-Identifier: MIT
#include "main/commands/doctor_checks.hpp"

#include "actors/fetcher/policy/reply.hpp"
#include "actors/fetcher/transport/http_headers.hpp"
#include "actors/ledger/report/report_layout.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t mebibyte = 1024UL * 1024;
/// A day of one wallet takes a few megabytes.
constexpr std::uint64_t scarce_room = 512 * mebibyte;
constexpr std::uint64_t no_room = 16 * mebibyte;

constexpr const char* restore_advice =
    "stop the tracker and put a backup (beside the ledger) in its place";

std::string seconds_text(timespan span) {
  const auto tenths = std::chrono::floor<std::chrono::milliseconds>(span).count() / 100;
  return fmt::format("{}.{} s", tenths / 10, tenths % 10);
}

std::string milliseconds_text(timespan span) {
  return fmt::format("{} ms",
                     std::chrono::floor<std::chrono::milliseconds>(span).count());
}

std::string run_text(const std::optional<recorded_run>& last, bool runs_now) {
  if (!last)
    return "no run yet";
  auto text =
      fmt::format("last run {} from {}", last->version, format_utc(last->started));
  if (last->ended)
    return text + " to " + format_utc(*last->ended);
  return text + (runs_now ? ", still on" : ", ended without a last word");
}

std::optional<timestamp> time_in(const fetch_reply& reply) {
  const std::string_view body = *reply.body;
  std::int64_t seconds = 0;
  const auto [end, error] =
      std::from_chars(body.data(), body.data() + body.size(), seconds);
  constexpr std::int64_t last_second = 9'000'000'000;
  if (error != std::errc{} || seconds <= 0 || seconds > last_second)
    return std::nullopt;
  return from_unix_seconds(seconds);
}

/// The host's second lies between the question and the answer.
clock_offset offset_by(timestamp second, const probe& of) {
  return {of.asked - (second + 1s), of.answered - second};
}

const char* mark_of(health is) {
  switch (is) {
  case health::good:
    return "✓";
  case health::doubtful:
    return "⚠";
  case health::bad:
    return "✗";
  }
  return "?";
}

} // namespace

std::string advice_for(fetch_error_kind kind) {
  switch (kind) {
  case fetch_error_kind::resolve:
    return "look at the name servers (/etc/resolv.conf) and the URL";
  case fetch_error_kind::connect:
  case fetch_error_kind::timeout:
    return "look at the network and the firewall; the platform is closed to some "
           "countries";
  case fetch_error_kind::tls:
    return "look at ca-certificates and the clock; somebody may sit in between";
  case fetch_error_kind::status:
  case fetch_error_kind::platform:
    return "try again; if it stays, look at the URL and at the platform's status page";
  case fetch_error_kind::too_large:
  case fetch_error_kind::truncated:
  case fetch_error_kind::cancelled:
  case fetch_error_kind::refused:
    break;
  }
  return "try again";
}

std::variant<fetch_reply, fetch_error> reply_of(const probe& of) {
  auto classified = std::visit(
      [&](const auto& ending) -> verdict {
        if constexpr (std::is_same_v<std::decay_t<decltype(ending)>, http_answer>)
          return classify_reply(ending, of.answered);
        else
          return classify_reply(ending);
      },
      of.result);
  if (auto* failed = std::get_if<failed_attempt>(&classified))
    return std::move(failed->error);
  return std::get<fetch_reply>(std::move(classified));
}

std::string failure_text(const fetch_error& error) {
  auto text = std::string{to_string(error.kind)};
  if (error.status != 0)
    text += fmt::format(" {}", error.status);
  return error.detail.empty() ? text : text + ": " + error.detail;
}

timespan clock_offset::smallest() const {
  return least > timespan{} ? least : std::min(most, timespan{});
}

diagnosis check_configuration(const std::string& file) {
  return {health::good, "configuration",
          file.empty() ? "valid: defaults, no file" : "valid: " + file, ""};
}

diagnosis check_data_dir(const std::string& path, const path_facts& at) {
  diagnosis result{health::good, "data-dir", path, ""};
  if (!at.exists && at.writable) {
    result.is = health::doubtful;
    result.found += " is not there yet";
    result.advice = "start it: the first run makes it";
  } else if (!at.exists) {
    result.is = health::bad;
    result.found += " is not there and can not be made";
    result.advice = "make it, or set tracker.data-dir";
  } else if (!at.is_folder) {
    result.is = health::bad;
    result.found += " is no folder";
    result.advice = "set tracker.data-dir to a folder";
  } else if (!at.writable) {
    result.is = health::bad;
    result.found += " can not be written";
    result.advice = "chown it to the user that runs the tracker";
  } else if ((at.mode & 0077U) != 0) {
    result.is = health::doubtful;
    result.found += fmt::format(" has mode {:04o}: others may look into it", at.mode);
    result.advice = "chmod 700 " + path;
  } else {
    result.found += fmt::format(", mode {:04o}, writable", at.mode);
  }
  return result;
}

diagnosis
check_lock(const std::variant<std::optional<data_dir_holder>, std::string>& found) {
  if (const auto* why = std::get_if<std::string>(&found))
    return {health::bad, "lock", "can not be looked at: " + *why,
            "run the doctor as the user that runs the tracker"};
  const auto& holder = std::get<std::optional<data_dir_holder>>(found);
  if (!holder)
    return {health::good, "lock", "free: no tracker runs here", ""};
  return {health::good, "lock",
          holder->process == 0
              ? std::string{"held: a tracker runs here"}
              : fmt::format("held: a tracker runs here, process {}", holder->process),
          ""};
}

diagnosis check_room(const std::variant<std::uint64_t, std::string>& free_bytes) {
  if (const auto* why = std::get_if<std::string>(&free_bytes))
    return {health::doubtful, "disk", "its room is not known: " + *why,
            "look at tracker.data-dir"};
  const auto room = std::get<std::uint64_t>(free_bytes);
  auto found = fmt::format("{} MiB free", room / mebibyte);
  if (room >= scarce_room)
    return {health::good, "disk", std::move(found), ""};
  return {room < no_room ? health::bad : health::doubtful, "disk", std::move(found),
          "make room: a full disk holds up everything"};
}

diagnosis check_log(const std::string& path, const path_facts& at) {
  if (path.empty())
    return {health::good, "log", "no file: log.file is turned off", ""};
  if (at.exists && at.is_folder)
    return {health::bad, "log", path + " is a folder", "set log.file to a file"};
  if (!at.writable)
    return {health::bad, "log", path + " can not be written",
            "chown it and its folder to the user that runs the tracker"};
  return {health::good, "log", path + (at.exists ? ", writable" : ", to be made"), ""};
}

diagnosis check_capture(const std::string& path, const path_facts& at) {
  if (path.empty())
    return {health::good, "capture", "none: capture.file is turned off", ""};
  if (at.exists && at.is_folder)
    return {health::bad, "capture", path + " is a folder", "set capture.file to a file"};
  if (!at.writable)
    return {health::bad, "capture", path + " can not be written",
            "make its folder, and chown it to the user that runs the tracker"};
  return {health::good, "capture", path + ", writable", ""};
}

diagnosis check_ledger(const std::string& path,
                       const std::variant<ledger_facts, ledger_error>& found,
                       bool runs_now) {
  if (const auto* error = std::get_if<ledger_error>(&found)) {
    if (error->kind == ledger_error_kind::absent)
      return {health::doubtful, "ledger", path + " is not there yet",
              "start it: the first run makes it"};
    if (error->kind == ledger_error_kind::older)
      return {health::doubtful, "ledger", error->text, "start it"};
    return {health::bad, "ledger", error->text,
            error->kind == ledger_error_kind::corrupt ? restore_advice : ""};
  }
  const auto& facts = std::get<ledger_facts>(found);
  if (!facts.damage.empty())
    return {health::bad, "ledger",
            fmt::format("{} is damaged: {}", path, one_line(facts.damage)),
            restore_advice};
  return {health::good, "ledger",
          fmt::format("{}, {} KiB, every page sound; {}", path,
                      (facts.bytes + 1023) / 1024, run_text(facts.last_run, runs_now)),
          ""};
}

diagnosis check_backup(const std::optional<backup_facts>& newest, timespan interval) {
  if (!newest)
    return {health::good, "backup",
            interval > 0s ? "none yet: a running tracker makes the first"
                          : "none: ledger.backup-interval is 0s",
            ""};
  const auto* error = std::get_if<ledger_error>(&newest->inside);
  if (error != nullptr && error->kind == ledger_error_kind::older)
    return {health::good, "backup", newest->path + ", of an earlier version", ""};
  if (error != nullptr && error->kind != ledger_error_kind::corrupt)
    return {health::doubtful, "backup", error->text, ""};
  const auto damage =
      error != nullptr ? error->text : std::get<ledger_facts>(newest->inside).damage;
  if (!damage.empty())
    return {health::doubtful, "backup",
            fmt::format("{} is of no use: {}", newest->path, one_line(damage)),
            "move it away: a running tracker makes another; older ones lie beside it"};
  return {health::good, "backup", newest->path + ", every page sound", ""};
}

diagnosis check_host(const probe& of) {
  diagnosis result{health::good, to_string(of.to), of.base_url, ""};
  const auto reply = reply_of(of);
  if (const auto* error = std::get_if<fetch_error>(&reply)) {
    result.is = health::bad;
    result.found += ": " + failure_text(*error);
    result.advice = advice_for(error->kind);
  } else {
    result.found += " answers in " + milliseconds_text(of.answered - of.asked);
  }
  return result;
}

std::optional<clock_offset> offset_of(const std::vector<probe>& answers) {
  std::optional<clock_offset> result;
  const auto narrow = [&](const clock_offset& by) {
    result = result ? clock_offset{std::max(result->least, by.least),
                                   std::min(result->most, by.most)}
                    : by;
  };
  for (const auto& of : answers) {
    const auto reply = reply_of(of);
    const auto* said = std::get_if<fetch_reply>(&reply);
    if (said == nullptr || said->age > 0s)
      continue;
    if (said->date)
      narrow(offset_by(*said->date, of));
    if (of.to == host::clob)
      if (const auto second = time_in(*said))
        narrow(offset_by(*second, of));
  }
  return result;
}

diagnosis check_clock(const std::optional<clock_offset>& offset) {
  if (!offset)
    return {health::doubtful, "clock", "no host says what time it is",
            "try again when a host answers"};
  if (offset->least > offset->most + tolerable_skew)
    return {health::doubtful, "clock", "the hosts' clocks do not agree",
            "compare with another source of time: timedatectl"};
  const auto skew = offset->smallest();
  const auto distance = std::max(skew, -skew);
  if (distance == timespan{})
    return {health::good, "clock", "agrees with the hosts'", ""};
  auto found = fmt::format("{} {} the hosts'", seconds_text(distance),
                           skew > timespan{} ? "ahead of" : "behind");
  if (distance <= tolerable_skew)
    return {health::good, "clock", std::move(found), ""};
  return {health::doubtful, "clock", std::move(found),
          "set it: timedatectl set-ntp true; windows open and end by this clock"};
}

diagnosis check_zone_database(const std::string& name, const std::string& problem) {
  if (problem.empty())
    return {health::good, "timezone", name + " is known", ""};
  return {health::bad, "timezone", problem, "apt-get install tzdata"};
}

diagnosis check_open_files(std::uint64_t limit, std::uint64_t wanted) {
  diagnosis result{health::good, "open files", fmt::format("up to {}", limit), ""};
  if (limit < wanted) {
    result.is = health::doubtful;
    result.found += fmt::format(", and {} may be wanted", wanted);
    result.advice = fmt::format("ulimit -n {}, or LimitNOFILE= of the service", wanted);
  }
  return result;
}

std::string to_line(const diagnosis& of, std::size_t width) {
  auto line = fmt::format("{} {:<{}}  {}", mark_of(of.is), of.what, width, of.found);
  return of.advice.empty() ? line : line + "; to do: " + of.advice;
}

int exit_code_of(const std::vector<diagnosis>& all) {
  return std::any_of(all.begin(), all.end(),
                     [](const diagnosis& of) { return of.is == health::bad; })
             ? 1
             : 0;
}

} // namespace tracker
