// SPDX-License-Identifier: MIT
#include "main/commands/doctor/doctor_checks.hpp"
#include "main/commands/doctor/doctor_command.hpp"

#include "actors/text/time_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_checks.hpp"

#include <rapidcheck.h>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t mebibyte = 1024UL * 1024;
/// Sun, 06 Nov 1994 08:49:37 GMT.
const timestamp request_time = from_unix_seconds(784'111'777);
constexpr const char* request_date = "Sun, 06 Nov 1994 08:49:37 GMT";

http_answer answer(std::string body, std::string date = {}, std::string age = {},
                   std::uint16_t status = 200) {
  http_answer result;
  result.status = status;
  result.body = std::make_shared<const std::string>(std::move(body));
  result.date = std::move(date);
  result.age = std::move(age);
  return result;
}

probe probe_of(host target, timestamp time, timespan duration, transfer_result result) {
  return {target, "https://host", time, time + duration, std::move(result)};
}

probe failed(fetch_error_kind kind, std::string detail) {
  return probe_of(host::gamma, request_time, 1s,
                  transport_failure{kind, 0, std::move(detail)});
}

using holder = std::optional<data_dir_holder>;

} // namespace

TEST_CASE("doctor: the folder for the data") {
  struct folder_case {
    path_facts facts;
    health verdict;
    std::string part;
  };
  const auto cases = std::vector<folder_case>{
      {{true, true, 0700, true}, health::good, "mode 0700, writable"},
      {{true, true, 0755, true}, health::doubtful, "other users may read it"},
      {{true, true, 0500, false}, health::bad, "cannot be written"},
      {{true, false, 0600, true}, health::bad, "is not a folder"},
      {{false, false, 0, true}, health::doubtful, "does not exist yet"},
      {{false, false, 0, false}, health::bad, "cannot be made"},
  };
  for (const auto& [facts, verdict, part] : cases) {
    const auto found = check_data_dir("/home/u/polybot", facts);
    INFO(found.text);
    CHECK(found.verdict == verdict);
    CHECK(contains(found.text, part));
    CHECK(found.advice.empty() == (verdict == health::good));
  }
}

TEST_CASE("doctor: the lock") {
  CHECK(check_lock(holder{}).verdict == health::good);
  CHECK(contains(check_lock(holder{}).text, "no tracker runs"));
  CHECK(contains(check_lock(holder{{4711}}).text, "process 4711"));
  CHECK_FALSE(contains(check_lock(holder{{0}}).text, "process"));
  CHECK(check_lock(std::string{"Permission denied"}).verdict == health::bad);
}

TEST_CASE("doctor: free space on the disk") {
  CHECK(check_room(512 * mebibyte).verdict == health::good);
  CHECK(check_room(512 * mebibyte - 1).verdict == health::doubtful);
  CHECK(check_room(16 * mebibyte).verdict == health::doubtful);
  CHECK(check_room(16 * mebibyte - 1).verdict == health::bad);
  CHECK(check_room(std::uint64_t{0}).verdict == health::bad);
  CHECK(check_room(std::string{"stale file handle"}).verdict == health::doubtful);
}

TEST_CASE("doctor: the log") {
  CHECK(check_log("", {}).verdict == health::good);
  CHECK(check_log("/a/log", {true, false, 0600, true}).verdict == health::good);
  CHECK(check_log("/a/log", {false, false, 0, true}).verdict == health::good);
  CHECK(check_log("/a/log", {true, true, 0700, true}).verdict == health::bad);
  CHECK(check_log("/a/log", {true, false, 0400, false}).verdict == health::bad);
}

TEST_CASE("doctor: the capture") {
  CHECK(check_capture("", {}).verdict == health::good);
  CHECK(check_capture("/a/run.cap", {true, false, 0600, true}).verdict == health::good);
  CHECK(check_capture("/a/run.cap", {false, false, 0, true}).verdict == health::good);
  CHECK(check_capture("/a/run.cap", {true, true, 0700, true}).verdict == health::bad);
  CHECK(check_capture("/a/run.cap", {false, false, 0, false}).verdict == health::bad);
}

TEST_CASE("doctor: the ledger") {
  const recorded_run ended{"0.1.0", request_time, request_time + 1h};
  const recorded_run open{"0.1.0", request_time, std::nullopt};
  const auto sound = [](const recorded_run& last) {
    return ledger_facts{2048, "", last};
  };
  CHECK(contains(check_ledger("/db", sound(ended), false).text,
                 "last run 0.1.0 from 1994-11-06T08:49:37Z to 1994-11-06T09:49:37Z"));
  CHECK(contains(check_ledger("/db", sound(open), false).text, "without a drain"));
  CHECK(contains(check_ledger("/db", sound(open), true).text, "still running"));
  CHECK(check_ledger("/db", ledger_facts{}, false).verdict == health::good);
  const auto damaged = check_ledger("/db", ledger_facts{1, "row 3 missing", {}}, false);
  CHECK(damaged.verdict == health::bad);
  CHECK(contains(damaged.text, "row 3 missing"));
  CHECK(contains(damaged.advice, "backup"));
  using kind = ledger_error_kind;
  CHECK(check_ledger("/db", ledger_error{kind::absent, "x"}, false).verdict ==
        health::doubtful);
  CHECK(check_ledger("/db", ledger_error{kind::newer, "x"}, false).verdict ==
        health::bad);
  CHECK(check_ledger("/db", ledger_error{kind::older, "x"}, false).verdict ==
        health::doubtful);
  const auto corrupt = check_ledger("/db", ledger_error{kind::corrupt, "cut"}, false);
  CHECK(corrupt.verdict == health::bad);
  CHECK(corrupt.text == "cut");
}

TEST_CASE("doctor: the newest backup") {
  const auto backup_with = [](std::variant<ledger_facts, ledger_error> inside) {
    return backup_facts{"/db.backup-1", std::move(inside)};
  };
  CHECK(contains(check_backup({}, 24h).text, "none yet"));
  CHECK(contains(check_backup({}, 0h).text, "ledger.backup-interval is 0s"));
  CHECK(check_backup(backup_with(ledger_facts{}), 24h) ==
        diagnosis{health::good, "backup", "/db.backup-1, every page sound", ""});
  using kind = ledger_error_kind;
  CHECK(check_backup(backup_with(ledger_error{kind::older, "x"}), 24h).verdict ==
        health::good);
  for (const auto& bad : {backup_with(ledger_facts{1, "row 3 missing", {}}),
                          backup_with(ledger_error{kind::corrupt, "row 3 missing"})}) {
    const auto found = check_backup(bad, 24h);
    CHECK(found.verdict == health::doubtful);
    CHECK(contains(found.text, "row 3 missing"));
    CHECK(contains(found.advice, "move it away"));
  }
  const auto closed =
      check_backup(backup_with(ledger_error{kind::io, "not yours to read"}), 24h);
  CHECK(closed == diagnosis{health::doubtful, "backup", "not yours to read",
                            "look at the disk: dmesg, mount, df"});
}

TEST_CASE("doctor: every unreadable ledger and backup has advice") {
  using kind = ledger_error_kind;
  for (const auto error :
       {kind::newer, kind::older, kind::corrupt, kind::read_only, kind::full, kind::busy,
        kind::absent, kind::displaced, kind::io, kind::unexpected}) {
    INFO(to_string(error));
    const auto ledger = check_ledger("/db", ledger_error{error, "x"}, false);
    CHECK(ledger.verdict != health::good);
    CHECK_FALSE(ledger.advice.empty());
    const auto backup =
        check_backup(backup_facts{"/db.backup-1", ledger_error{error, "x"}}, 24h);
    CHECK((backup.verdict == health::good || !backup.advice.empty()));
  }
}

TEST_CASE("doctor: hosts that answer, and others") {
  const auto good =
      check_host(probe_of(host::clob, request_time, 12ms, answer("784111777")));
  CHECK(good == diagnosis{health::good, "clob", "https://host answers in 12 ms", ""});
  const auto cases = std::vector<std::pair<probe, std::string>>{
      {failed(fetch_error_kind::resolve, "no such name"), "no address: no such name"},
      {failed(fetch_error_kind::connect, ""), "no connection"},
      {failed(fetch_error_kind::tls, "self-signed certificate"),
       "TLS: self-signed certificate"},
      {failed(fetch_error_kind::timeout, "5 s"), "timeout: 5 s"},
      {probe_of(host::data, request_time, 1s,
                answer(R"({"error":"bad params"})", "", "", 400)),
       "status 400: bad params"},
      {probe_of(host::data, request_time, 1s, answer(R"({"error":"Too Many Requests"})")),
       "error reply 200: Too Many Requests"},
      {probe_of(host::data, request_time, 1s,
                answer("<html><title>Blocked</title>", "", "", 403)),
       "status 403: Blocked"},
  };
  for (const auto& [reply, part] : cases) {
    const auto found = check_host(reply);
    INFO(found.text);
    CHECK(found.verdict == health::bad);
    CHECK(contains(found.text, part));
    CHECK_FALSE(found.advice.empty());
  }
}

TEST_CASE("doctor: the clock offset by the answers") {
  CHECK(offset_of({}) == std::nullopt);
  // A body without a time, an old answer, no answer.
  CHECK(offset_of({probe_of(host::data, request_time, 0s, answer(R"({"data":"OK"})"))}) ==
        std::nullopt);
  CHECK(offset_of({probe_of(host::data, request_time, 0s,
                            answer("[]", request_date, "7"))}) == std::nullopt);
  CHECK(offset_of({failed(fetch_error_kind::timeout, "")}) == std::nullopt);
  // A number from another host than clob is not a time.
  CHECK(offset_of({probe_of(host::data, request_time, 0s, answer("784111777"))}) ==
        std::nullopt);

  const auto one =
      offset_of({probe_of(host::gamma, request_time, 300ms, answer("[]", request_date))});
  REQUIRE(one);
  CHECK(one->least == -1s);
  CHECK(one->most == 300ms);
  CHECK(one->smallest() == 0s);
  CHECK(check_clock(one).verdict == health::good);

  const auto both =
      offset_of({probe_of(host::gamma, request_time, 300ms, answer("[]", request_date)),
                 probe_of(host::clob, request_time + 500ms, 100ms, answer("784111778"))});
  REQUIRE(both);
  CHECK(both->least == -1s);
  CHECK(both->most == -400ms);
  CHECK(both->smallest() == -400ms);
}

TEST_CASE("doctor: a clock that is wrong") {
  CHECK(check_clock(std::nullopt).verdict == health::doubtful);
  CHECK(check_clock(clock_offset{1900ms, 2100ms}).verdict == health::good);
  const auto ahead = check_clock(clock_offset{2100ms, 3s});
  CHECK(ahead.verdict == health::doubtful);
  CHECK(ahead.text == "2.1 s ahead of the hosts'");
  CHECK_FALSE(ahead.advice.empty());
  const auto slow = check_clock(clock_offset{-90s, -75s});
  CHECK(slow.verdict == health::doubtful);
  CHECK(slow.text == "75.0 s behind the hosts'");
  CHECK(check_clock(clock_offset{5s, 1s}).text == "the hosts' clocks do not agree");
}

TEST_CASE("doctor: the true offset explains every answer") {
  CHECK(rc::check("it lies between the bounds", [] {
    const auto offset = std::chrono::milliseconds{*rc::gen::inRange(-100'000, 100'000)};
    std::vector<probe> answers;
    for (int i = *rc::gen::inRange(1, 5); i > 0; --i) {
      const auto theirs =
          request_time + std::chrono::milliseconds{*rc::gen::inRange(0, 5'000)};
      const auto delay_there = std::chrono::milliseconds{*rc::gen::inRange(0, 900)};
      const auto delay_back = std::chrono::milliseconds{*rc::gen::inRange(0, 900)};
      answers.push_back(probe_of(host::clob, theirs - delay_there + offset,
                                 delay_there + delay_back,
                                 answer(std::to_string(to_unix_seconds(theirs)))));
    }
    const auto found = offset_of(answers);
    RC_ASSERT(found.has_value());
    RC_ASSERT(found->least <= offset);
    RC_ASSERT(offset <= found->most);
  }));
}

TEST_CASE("doctor: wallets") {
  const watched_wallet main{"main", std::string{"0x"}.append(40, 'a')};
  const auto v1 = data_dialect::v1;
  CHECK(check_wallet(main, v1, probe_of(host::data, request_time, 1ms, answer("[]")))
            .verdict == health::doubtful);
  const auto refused = check_wallet(
      main, v1,
      probe_of(host::data, request_time, 1ms, answer(R"({"error":"no"})", "", "", 400)));
  CHECK(refused.verdict == health::bad);
  CHECK(refused.text == "main: status 400: no");
  const auto odd = check_wallet(
      main, v1, probe_of(host::data, request_time, 1ms, answer(R"({"rows":1})")));
  CHECK(odd.verdict == health::bad);
  CHECK(contains(odd.advice, "http.data-api"));
  CHECK(check_wallet(main, data_dialect::v2,
                     probe_of(host::data, request_time, 1ms,
                              answer(R"({"data":[],"pagination":{"limit":1,)"
                                     R"("has_more":false,"next_cursor":""}})")))
            .verdict == health::doubtful);
  CHECK(check_no_wallets().verdict == health::doubtful);
}

TEST_CASE("doctor: the dialect of the data host, and a host that is frozen") {
  const auto v1 = data_dialect::v1;
  const auto v2 = data_dialect::v2;
  const auto status_at = [](timestamp computed, int lag) {
    return probe_of(host::data, request_time, 1ms,
                    answer(R"({"data":{"computed_at":")" + format_utc(computed) +
                           R"(","serving":{"lag_seconds":)" + std::to_string(lag) +
                           R"(,"mechanisms":[]}}})"));
  };
  const auto fresh = status_at(request_time - 20s, 4);
  const auto old = status_at(request_time - 1h, 4);
  const auto lagging = status_at(request_time, 3600);
  CHECK(check_data_api(v2, fresh, request_time - 30s).verdict == health::good);
  // An idle wallet is not a frozen host.
  CHECK(check_data_api(v2, fresh, request_time - 24h).verdict == health::good);
  CHECK(check_data_api(v2, fresh, std::nullopt).verdict == health::good);
  for (const auto& stale : {old, lagging}) {
    const auto frozen = check_data_api(v2, stale, request_time - 2h);
    CHECK(frozen.verdict == health::bad);
    CHECK(contains(frozen.text, "frozen"));
    CHECK_FALSE(frozen.advice.empty());
    CHECK(check_data_api(v2, stale, std::nullopt).verdict == health::bad);
    CHECK(check_data_api(v2, stale, request_time - 30s).verdict == health::doubtful);
  }
  const auto ended = check_data_api(v1, fresh, request_time - 30s);
  CHECK(ended.verdict == health::doubtful);
  CHECK(contains(ended.advice, R"(http.data-api = "v2")"));
  CHECK(contains(check_data_api(v1, old, request_time - 2h).advice,
                 R"(http.data-api = "v2")"));
  const auto refused =
      probe_of(host::data, request_time, 1ms, answer(R"({"error":"no"})", "", "", 404));
  CHECK(check_data_api(v2, refused, request_time).verdict == health::bad);
  const watched_wallet main{"main", std::string{"0x"}.append(40, 'a')};
  CHECK(contains(check_wallet(main, v1, refused).advice, R"(http.data-api = "v2")"));
  CHECK_FALSE(contains(check_wallet(main, v2, refused).advice, "v1"));
}

TEST_CASE("doctor: one line for each diagnosis, and the exit code") {
  CHECK(to_line({health::good, "lock", "free", ""}, 6) == "✓ lock    free");
  CHECK(to_line({health::bad, "disk", "0 MiB", "make room"}, 6) ==
        "✗ disk    0 MiB; to do: make room");
  CHECK(to_line({health::doubtful, "disk", "9 MiB", ""}, 4) == "⚠ disk  9 MiB");
  CHECK(to_line({health::bad, "disk", "0 MiB", "make room"}, 4, true) ==
        "\x1b[31m✗\x1b[0m disk  0 MiB; \x1b[1mto do\x1b[0m: make room");
  CHECK(exit_code_of({}) == 0);
  CHECK(exit_code_of({{health::good, "", "", ""}, {health::doubtful, "", "", ""}}) == 0);
  CHECK(exit_code_of({{health::good, "", "", ""}, {health::bad, "", "", ""}}) == 1);
  CHECK(check_open_files(1024, 76).verdict == health::good);
  CHECK(check_open_files(75, 76).verdict == health::doubtful);
  CHECK(check_zone_database("Mars/Base", "Mars/Base not found").verdict == health::bad);
  CHECK(check_zone_database("America/Los_Angeles", "").verdict == health::good);
  CHECK(contains(check_configuration("").text, "no file"));
}

TEST_CASE("doctor: --drift is its only option") {
  CHECK(std::get<doctor_options>(parse_doctor({"--drift"})).drift);
  CHECK_FALSE(std::get<doctor_options>(parse_doctor({})).drift);
  CHECK(std::get<cli_text>(parse_doctor({"--drifts"})).exit_code == 2);
  CHECK(std::get<cli_text>(parse_doctor({"all"})).exit_code == 2);
  CHECK(std::get<cli_text>(parse_doctor({"--help"})).text.find("--drift") !=
        std::string::npos);
}
