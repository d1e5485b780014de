// SPDX-License-Identifier: MIT
// The listing of the command `alerts`.
#include "main/commands/alerts/rule_listing.hpp"
#include "tests/actors/notifier/notifier_samples.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <sstream>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

rule_listing empty_listing() {
  rule_listing result{{}, alert_figures{utc()}, {}, std::nullopt, monday + 3h, &utc()};
  return result;
}

/// The line of the listing that begins with `begin`; each run of blanks is one blank.
std::string line_of(const rule_listing& listing, const std::string& begin) {
  std::istringstream stream{listing_text(listing)};
  for (std::string line; std::getline(stream, line);) {
    const auto first = line.find_first_not_of(' ');
    if (first == std::string::npos || !line.substr(first).starts_with(begin))
      continue;
    line.erase(
        std::unique(line.begin(), line.end(),
                    [](char one, char other) { return one == ' ' && other == ' '; }),
        line.end());
    return line;
  }
  return {};
}

} // namespace

TEST_CASE("alerts command: a ledger without grades and a tracker without channels",
          "[alerts]") {
  const auto listing = empty_listing();
  CHECK(line_of(listing, "books_open") ==
        "books_open critical 60 s - unknown no grade in 7 days");
  CHECK(line_of(listing, "loss_day") ==
        "loss_day high 0 s - off it has no limit; set one in alerts.rules");
  CHECK(line_of(listing, "stuck") ==
        "stuck medium 0 s 1 h clear every window that is over has a winner");
  CHECK(line_of(listing, "idle_bot") ==
        "idle_bot medium 0 s 1 h unknown no fill in 7 days");
  CHECK(line_of(listing, "stale_source") ==
        "stale_source high 2 min - unknown measured while the tracker runs; no alert is "
        "open");
  CHECK(line_of(listing, "missed") == "missed medium 0 s - event none in 24 h");
  CHECK(line_of(listing, "digest") == "digest medium 0 s - off by alerts.digest");
  CHECK(line_of(listing, "disk") == "disk high 0 s 256 MB unknown not known");
  CHECK(line_of(listing, "No channel") ==
        "No channel is configured: nothing is watched for (alerts.channels).");
  CHECK(line_of(listing, "No alert") == "No alert is open.");
}

TEST_CASE("alerts command: present values and the distance to firing", "[alerts]") {
  auto listing = empty_listing();
  rule_change loss;
  loss.rule = "loss_day";
  loss.limit = 20 * dollar;
  listing.settings.rules = {loss};
  listing.disk_free = std::uint64_t{300} << 20;
  for (int i = 1; i <= 3; ++i)
    listing.figures.book(grade_of(monday + i * 15min, -dollar));
  listing.figures.book(grade_of(monday + 150min, 0, grade_status::pending));
  for (int i = 0; i <= 30; ++i)
    listing.figures.book_fill(alert_wallet, monday + i * 5min);
  CHECK(line_of(listing, "loss_day") ==
        "loss_day high 0 s $20.00 clear -$3.00, $17.00 to go");
  CHECK(line_of(listing, "losing_streak") ==
        "losing_streak medium 0 s 5 near main: 3 in a row, 2 to go");
  CHECK(line_of(listing, "stuck") == "stuck medium 0 s 1 h clear " +
                                         window_ending(monday + 150min).slug +
                                         ": 30 min after its end, no winner yet");
  CHECK(line_of(listing, "idle_bot") ==
        "idle_bot medium 0 s 1 h clear main: 30 min of 60 min");
  CHECK(line_of(listing, "disk") == "disk high 0 s 256 MB near 300 MB free");
  // The listing shows the wallet with the longest losing streak.
  auto other = grade_of(monday + 2h, -dollar);
  other.wallet = {"alpha", "0x00000000000000000000000000000000000000aa"};
  listing.figures.book(other);
  CHECK(line_of(listing, "losing_streak") ==
        "losing_streak medium 0 s 5 near main: 3 in a row, 2 to go");
}

TEST_CASE(
    "alerts command: open alerts with their time and the channels that accepted them",
    "[alerts]") {
  auto listing = empty_listing();
  auto phone = channel_named("phone", channel_kind::ntfy);
  phone.url = "https://ntfy.sh/";
  phone.topic = "planted";
  phone.quiet = quiet_hours{22h, 7h};
  auto chat = channel_named("chat", channel_kind::slack);
  chat.url = "https://hooks.slack.com/services/planted";
  auto late = channel_named("late", channel_kind::command);
  late.program = "/usr/bin/mail-alert";
  late.min_severity = alert_severity::critical;
  listing.settings.channels = {phone, chat, late};
  listing.settings.heartbeat_url = "https://hc-ping.com/planted";
  listing.settings.digest = digest_period::daily;
  listing.settings.digest_at = 21h;
  listing.history.channels = {
      {"phone", 0, monday}, {"chat", 3, monday}, {"late", 4, monday}};
  auto stale = alert_of("stale_source", 2, monday + 2h + 20min);
  stale.key.subject = "data";
  stale.summary = "data does not answer";
  stale.sent_mask = 1;
  auto resolved = closed(alert_of("disk", 1, monday + 1h), monday + 90min);
  resolved.sent_mask = 9;
  auto missed = alert_of("missed", 1, monday + 2h, alert_severity::medium);
  missed.state = alert_state::event;
  missed.closed = missed.opened;
  missed.summary = "one \x1b[31m window";
  auto noted = missed;
  noted.state = alert_state::silent;
  noted.summary = "of long ago";
  listing.history.alerts = {resolved, noted, missed, stale};
  CHECK(line_of(listing, "stale_source") ==
        "stale_source high 2 min - firing data does not answer");
  CHECK(line_of(listing, "missed") == "missed medium 0 s - event 1 in 24 h");
  CHECK(line_of(listing, "2026-11-23 02:20") ==
        " 2026-11-23 02:20, for 40 min: Source stale: data does not answer "
        "#stale_source-2; accepted by phone; not accepted yet by chat");
  CHECK(line_of(listing, "2026-11-23 01:00") ==
        " 2026-11-23 01:00, until 2026-11-23 01:30: Disk nearly full: disk is true "
        "#disk-1; accepted by phone, chat");
  CHECK(
      line_of(listing, "2026-11-23 02:00") ==
      " 2026-11-23 02:00: Window missed: one \\u001b[31m window #missed-1; not accepted "
      "yet by phone (quiet until 07:00), chat");
  CHECK(line_of(listing, "Channel phone") ==
        "Channel phone: ntfy https://ntfy.sh, every severity, only critical ones from "
        "22:00 to 07:00");
  CHECK(line_of(listing, "Channel chat") ==
        "Channel chat: slack https://hooks.slack.com/…, every severity");
  CHECK(line_of(listing, "Channel late") ==
        "Channel late: command /usr/bin/mail-alert, critical and above");
  CHECK(line_of(listing, "Heartbeat") == "Heartbeat: https://hc-ping.com/… every minute "
                                         "while the tracker is healthy");
  CHECK(line_of(listing, "Digest") == "Digest: daily at 21:00");
  const auto text = listing_text(listing);
  CHECK(text.find("planted") == std::string::npos);
  CHECK(text.find("of long ago") == std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
}
