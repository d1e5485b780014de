// SPDX-License-Identifier: MIT
#include "main/commands/doctor/doctor_checks.hpp"

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
    "stop the tracker and replace the ledger by a backup beside it";

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
  return text + (runs_now ? ", still running" : ", ended without a drain");
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

/// The host's second lies between the request and the answer.
clock_offset offset_from(timestamp second, const probe& answer) {
  return {answer.asked - (second + 1s), answer.answered - second};
}

std::string mark_of(health verdict, bool colours) {
  const auto mark = [&](const char* sign, tone colour) {
    return colours ? colour_text(sign, colour) : sign;
  };
  switch (verdict) {
  case health::good:
    return mark("✓", tone::good);
  case health::doubtful:
    return mark("⚠", tone::doubtful);
  case health::bad:
    return mark("✗", tone::bad);
  }
  return "?";
}

/// What to do about a ledger, or a backup of one, that cannot be read.
std::string advice_for(ledger_error_kind kind) {
  switch (kind) {
  case ledger_error_kind::newer:
    return "update this program: a newer one wrote the file";
  case ledger_error_kind::older:
    return "start the tracker: it brings the ledger up to date";
  case ledger_error_kind::corrupt:
    return restore_advice;
  case ledger_error_kind::read_only:
    return "chown the file and its folder to the user that runs the tracker";
  case ledger_error_kind::full:
    return "make room on the disk";
  case ledger_error_kind::busy:
    return "end the other program that holds the file, then try again";
  case ledger_error_kind::absent:
    return "start the tracker: the first run makes the ledger";
  case ledger_error_kind::displaced:
    return "restart the tracker: its file has been moved or deleted";
  case ledger_error_kind::io:
    return "look at the disk: dmesg, mount, df";
  case ledger_error_kind::unexpected:
    return restore_advice;
  }
  return "look at ledger.file";
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
    return "look at ca-certificates and the clock; a proxy may replace the certificate";
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

std::variant<fetch_reply, fetch_error> reply_of(const probe& answer) {
  auto classified = std::visit(
      [&](const auto& ending) -> attempt_outcome {
        if constexpr (std::is_same_v<std::decay_t<decltype(ending)>, http_answer>)
          return classify_reply(ending, answer.answered);
        else
          return classify_reply(ending);
      },
      answer.result);
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

diagnosis check_data_dir(const std::string& path, const path_facts& facts) {
  diagnosis result{health::good, "data-dir", path, ""};
  if (!facts.exists && facts.writable) {
    result.verdict = health::doubtful;
    result.text += " does not exist yet";
    result.advice = "start the tracker: the first run makes it";
  } else if (!facts.exists) {
    result.verdict = health::bad;
    result.text += " does not exist and cannot be made";
    result.advice = "make it, or set tracker.data-dir";
  } else if (!facts.is_folder) {
    result.verdict = health::bad;
    result.text += " is not a folder";
    result.advice = "set tracker.data-dir to a folder";
  } else if (!facts.writable) {
    result.verdict = health::bad;
    result.text += " cannot be written";
    result.advice = "chown it to the user that runs the tracker";
  } else if ((facts.mode & 0077U) != 0) {
    result.verdict = health::doubtful;
    result.text += fmt::format(" has mode {:04o}: other users may read it", facts.mode);
    result.advice = "chmod 700 " + path;
  } else {
    result.text += fmt::format(", mode {:04o}, writable", facts.mode);
  }
  return result;
}

diagnosis
check_lock(const std::variant<std::optional<data_dir_holder>, std::string>& found) {
  if (const auto* reason = std::get_if<std::string>(&found))
    return {health::bad, "lock", "cannot be read: " + *reason,
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
  if (const auto* reason = std::get_if<std::string>(&free_bytes))
    return {health::doubtful, "disk", "free space is not known: " + *reason,
            "look at tracker.data-dir"};
  const auto room = std::get<std::uint64_t>(free_bytes);
  auto found = fmt::format("{} MiB free", room / mebibyte);
  if (room >= scarce_room)
    return {health::good, "disk", std::move(found), ""};
  return {room < no_room ? health::bad : health::doubtful, "disk", std::move(found),
          "make room: without it nothing is stored"};
}

diagnosis check_log(const std::string& path, const path_facts& facts) {
  if (path.empty())
    return {health::good, "log", "no file: log.file is turned off", ""};
  if (facts.exists && facts.is_folder)
    return {health::bad, "log", path + " is a folder", "set log.file to a file"};
  if (!facts.writable)
    return {health::bad, "log", path + " cannot be written",
            "chown it and its folder to the user that runs the tracker"};
  return {health::good, "log",
          path + (facts.exists ? ", writable" : ", made by the first run"), ""};
}

diagnosis check_capture(const std::string& path, const path_facts& facts) {
  if (path.empty())
    return {health::good, "capture", "none: capture.file is turned off", ""};
  if (facts.exists && facts.is_folder)
    return {health::bad, "capture", path + " is a folder", "set capture.file to a file"};
  if (!facts.writable)
    return {health::bad, "capture", path + " cannot be written",
            "make its folder, and chown it to the user that runs the tracker"};
  return {health::good, "capture", path + ", writable", ""};
}

diagnosis check_ledger(const std::string& path,
                       const std::variant<ledger_facts, ledger_error>& found,
                       bool runs_now) {
  if (const auto* error = std::get_if<ledger_error>(&found)) {
    if (error->kind == ledger_error_kind::absent)
      return {health::doubtful, "ledger", path + " does not exist yet",
              advice_for(error->kind)};
    return {error->kind == ledger_error_kind::older ? health::doubtful : health::bad,
            "ledger", error->text, advice_for(error->kind)};
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
    return {health::doubtful, "backup", error->text, advice_for(error->kind)};
  const auto damage =
      error != nullptr ? error->text : std::get<ledger_facts>(newest->inside).damage;
  if (!damage.empty())
    return {health::doubtful, "backup",
            fmt::format("{} cannot be used: {}", newest->path, one_line(damage)),
            "move it away: a running tracker makes another; older ones are beside it"};
  return {health::good, "backup", newest->path + ", every page sound", ""};
}

diagnosis check_host(const probe& answer) {
  diagnosis result{health::good, to_string(answer.target), answer.base_url, ""};
  const auto reply = reply_of(answer);
  if (const auto* error = std::get_if<fetch_error>(&reply)) {
    result.verdict = health::bad;
    result.text += ": " + failure_text(*error);
    result.advice = advice_for(error->kind);
  } else {
    result.text += " answers in " + milliseconds_text(answer.answered - answer.asked);
  }
  return result;
}

std::optional<clock_offset> offset_of(const std::vector<probe>& answers) {
  std::optional<clock_offset> result;
  const auto narrow = [&](const clock_offset& bounds) {
    result = result ? clock_offset{std::max(result->least, bounds.least),
                                   std::min(result->most, bounds.most)}
                    : bounds;
  };
  for (const auto& answer : answers) {
    const auto reply = reply_of(answer);
    const auto* reply_value = std::get_if<fetch_reply>(&reply);
    if (reply_value == nullptr || reply_value->age > 0s)
      continue;
    if (reply_value->date)
      narrow(offset_from(*reply_value->date, answer));
    if (answer.target == host::clob)
      if (const auto second = time_in(*reply_value))
        narrow(offset_from(*second, answer));
  }
  return result;
}

diagnosis check_clock(const std::optional<clock_offset>& offset) {
  if (!offset)
    return {health::doubtful, "clock", "no host reported the time",
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

diagnosis check_open_files(std::uint64_t limit, std::uint64_t needed) {
  diagnosis result{health::good, "open files", fmt::format("up to {}", limit), ""};
  if (limit < needed) {
    result.verdict = health::doubtful;
    result.text += fmt::format(", and up to {} may be needed", needed);
    result.advice = fmt::format("ulimit -n {}, or LimitNOFILE= of the service", needed);
  }
  return result;
}

std::string to_line(const diagnosis& found, std::size_t width, bool colours) {
  auto line = fmt::format("{} {:<{}}  {}", mark_of(found.verdict, colours), found.name,
                          width, found.text);
  if (found.advice.empty())
    return line;
  return line + "; " + (colours ? colour_text("to do", tone::title) : "to do") + ": " +
         found.advice;
}

int exit_code_of(const std::vector<diagnosis>& all) {
  return std::any_of(all.begin(), all.end(),
                     [](const diagnosis& found) { return found.verdict == health::bad; })
             ? 1
             : 0;
}

} // namespace tracker
