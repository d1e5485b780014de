// SPDX-License-Identifier: MIT
#include "actors/log_tee/line_format.hpp"
#include "tests/actors/log_tee/log_support.hpp"
#include "tests/support/catch.hpp"

#include <date/tz.h>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <chrono>
#include <string>

namespace {

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;
using nlohmann::json;

std::string formatted(const log_line& line, log_format format,
                      const char* zone = nullptr) {
  line_formatter formatter{format, zone ? date::locate_zone(zone) : nullptr};
  std::string out;
  formatter.append(line, out);
  return out;
}

log_line graded() {
  auto line = line_at(from_unix_seconds(1'768'936'500) + 7ms + 999us, log_level::info,
                      "WINDOW GRADED: btc-updown-15m-1768935600");
  line.event = "window-graded";
  line.rows = {"  Outcome: UP", "  Status: FINAL"};
  line.fields = {{"slug", "btc-updown-15m-1768935600"}, {"note", "say \"hi\"\n"}};
  return line;
}

TEST_CASE("a text line carries its time with the zone's offset of that moment") {
  struct example {
    std::int64_t seconds;
    const char* zone;
    std::string stamp;
  };
  const example examples[] = {
      {1'768'936'500, nullptr, "2026-01-20 19:15:00.007 +0000"},
      {1'768'936'500, "America/Los_Angeles", "2026-01-20 11:15:00.007 -0800"},
      {1'784'574'900, "America/Los_Angeles", "2026-07-20 12:15:00.007 -0700"},
      {1'768'936'500, "Asia/Kolkata", "2026-01-21 00:45:00.007 +0530"},
      {1'768'936'500, "America/St_Johns", "2026-01-20 15:45:00.007 -0330"},
      // The two sides of the change to daylight saving time.
      {1'772'963'999, "America/Los_Angeles", "2026-03-08 01:59:59.007 -0800"},
      {1'772'964'000, "America/Los_Angeles", "2026-03-08 03:00:00.007 -0700"},
  };
  for (const auto& one : examples) {
    CAPTURE(one.seconds, one.stamp);
    const auto line =
        line_at(from_unix_seconds(one.seconds) + 7ms + 999us, log_level::warn, "late");
    CHECK(formatted(line, log_format::text, one.zone) ==
          one.stamp + " WARN window | late\n");
  }
}

TEST_CASE("the time of a line does not depend on the line before it") {
  line_formatter reused{log_format::text, date::locate_zone("America/Los_Angeles")};
  for (const auto offset : {0ms, 1ms, 999ms, 1000ms, 999ms, 86'400'000ms, -1ms, 0ms}) {
    const auto line =
        line_at(from_unix_seconds(1'772'964'000) + offset, log_level::error, "x");
    std::string out;
    reused.append(line, out);
    CHECK(out == formatted(line, log_format::text, "America/Los_Angeles"));
  }
}

TEST_CASE("every row of a block is a line of its own") {
  const std::string prefix = "2026-01-20 19:15:00.007 +0000 INFO window | ";
  CHECK(formatted(graded(), log_format::text) ==
        prefix + "WINDOW GRADED: btc-updown-15m-1768935600\n" + prefix +
            "  Outcome: UP\n" + prefix + "  Status: FINAL\n");
}

TEST_CASE("in the journal each line and each row begins with its priority") {
  const auto in_journal = [](log_level level, log_format format) {
    auto line = graded();
    line.level = level;
    std::string out;
    line_formatter{format, nullptr, {false, false, true}}.append(line, out);
    return out;
  };
  const auto text = in_journal(log_level::warn, log_format::text);
  CHECK(text.starts_with("<4>2026-01-20 19:15:00.007 +0000 WARN window | WINDOW GRADED"));
  CHECK(text.find("\n<4>2026-01-20 19:15:00.007 +0000 WARN window |   Outcome: UP\n") !=
        std::string::npos);
  CHECK(in_journal(log_level::error, log_format::json).starts_with("<3>{\"ts\":"));
  CHECK(in_journal(log_level::info, log_format::text).starts_with("<6>"));
  CHECK(in_journal(log_level::debug, log_format::text).starts_with("<7>"));
}

TEST_CASE("a block is one JSON object") {
  CHECK(formatted(graded(), log_format::json) ==
        R"({"ts":"2026-01-20T19:15:00.007Z","level":"info","actor":"window",)"
        R"("msg":"WINDOW GRADED: btc-updown-15m-1768935600","event":"window-graded",)"
        R"("slug":"btc-updown-15m-1768935600","note":"say \"hi\"\n",)"
        R"("rows":["  Outcome: UP","  Status: FINAL"]})"
        "\n");
}

TEST_CASE("a field does not hide a member that every JSON line has") {
  auto line = info_line("the text");
  line.fields = {{"msg", "not the text"}, {"level", "9"}};
  const auto object = json::parse(formatted(line, log_format::json));
  CHECK(object["msg"] == "the text");
  CHECK(object["level"] == "info");
  CHECK(object["field_msg"] == "not the text");
  CHECK(object["field_level"] == "9");
}

TEST_CASE("a very long text is truncated and marked as such") {
  const auto line = info_line(std::string(line_formatter::longest_text + 5, 'x'));
  const auto text = formatted(line, log_format::text);
  CHECK(text.size() < line_formatter::longest_text + 100);
  CHECK(text.find("x … (5 bytes more)\n") != std::string::npos);
  const auto object = json::parse(formatted(line, log_format::json));
  CHECK(object["msg"].get<std::string>().size() < line_formatter::longest_text + 100);
}

TEST_CASE("any log line is written as exactly as many lines as it counts") {
  CHECK(rc::check([](const std::string& text, const std::string& actor,
                     const std::vector<std::string>& rows, const std::string& key) {
    auto line = line_at(from_unix_seconds(0), log_level::debug, text, actor);
    line.rows = rows;
    line.fields = {{key, text}};
    for (const auto format : {log_format::text, log_format::json}) {
      line_formatter formatter{format, nullptr};
      std::string out = "before\n";
      const auto lines = formatter.append(line, out);
      RC_ASSERT(lines_of(out).size() == lines + 1);
      RC_ASSERT(lines == (format == log_format::json ? 1 : 1 + rows.size()));
      if (format == log_format::json)
        RC_ASSERT(json::parse(out.substr(7)).value("rows", json::array()).size() ==
                  rows.size());
    }
  }));
}

} // namespace
