// SPDX-License-Identifier: MIT
// Text that is not a configuration: bad syntax, truncated files, unknown names.
#include "main/config/setting_table.hpp"
#include "tests/main/config/config_bad_cases.hpp"

#include <rapidcheck.h>

namespace tracker::test {

namespace {

std::vector<bad_case> syntax_cases() {
  return {
      {"tracker.series = 1\n",
       {"/etc/t.conf:1", "write [tracker] in a line of its own and \"series =\" in the"}},
      {"log:\n  level: warn\n", {"/etc/t.conf:1", "write [log] instead of \"log:\""}},
      {"series = []\n", {"/etc/t.conf:1", "series", "comes before the first [section]"}},
      {"[tracker\nseries = []\n", {"/etc/t.conf:1", "a section is written [name]"}},
      {"[a b]\n", {"/etc/t.conf:1", "a section is written [name]"}},
      {"[log] level = \"info\"\n", {"/etc/t.conf:1", "needs a line of its own"}},
      {"tracker {\n series = [\"btc-updown-5m\"]\n}\n",
       {"/etc/t.conf:1", "expected [section] or key = value"}},
      {"[log]\nconsole true\n", {"/etc/t.conf:2", "expected [section] or key = value"}},
      {"[log]\n= true\n", {"/etc/t.conf:2", "expected [section] or key = value"}},
      {"[log]\nconsole =\n", {"/etc/t.conf:2", "log.console", "the value is missing"}},
      {"[log]\nconsole = true\rlevel = \"info\"\n",
       {"/etc/t.conf:2", "a carriage return without a line feed", "LF or CRLF"}},
      {"\xff\xfe[log]\n", {"/etc/t.conf:1", "UTF-16", "save it as UTF-8"}},
      {"[log]\nconsole: true\n",
       {"/etc/t.conf:2", "write \"console =\" instead of \"console:\""}},
      {"[http]\ngamma-url: \"https://a.b/c=d\"\n",
       {"/etc/t.conf:2", "write \"gamma-url =\" instead of \"gamma-url:\""}},
      {"[log]\nconsole = true\n\n[log]\nlevel = \"info\"\n",
       {"/etc/t.conf:4", "[log]", "in line 1 already"}},
      {"[log]\nconsole = true\nconsole = false\n",
       {"/etc/t.conf:3", "log.console", "in line 2 already"}},
      {std::string{"[log]\nfile = \"a\0b\"\n", 19}, {"/etc/t.conf:2", "not UTF-8 text"}},
      {"[log]\n\nfile = \"\xff\xfe\"\n", {"/etc/t.conf:3", "not UTF-8 text"}},
      {"\x7f"
       "ELF\x02\x01\x01",
       {"/etc/t.conf:1", "not UTF-8 text"}},
      {std::string(1'100'000, ';'), {"/etc/t.conf:1", "larger than 1 MiB"}},
  };
}

std::vector<bad_case> truncation_cases() {
  return {
      {"[log]\nfile = \"/tmp/x", {"/etc/t.conf:2", "log.file", "not closed"}},
      {"[tracker]\nseries = [\"btc-updown-15m\",",
       {"tracker.series", "ends inside a list"}},
      {"[tracker]\nseries = [\"btc-updown-15m\"\n[log]\nconsole = true\n",
       {"/etc/t.conf:2", "tracker.series", "ends inside a list"}},
      {"[tracker]\nwallets = [{ name = \"a\"", {"tracker.wallets", "ends inside a list"}},
      {"[log]\nconsole = true\n[tra", {"/etc/t.conf:3", "a section is written [name]"}},
      {"[log]\nconsole = tr", {"log.console = tr", "true or false"}},
      {"[http]\nmax-response-size = 83886", {"http.max-response-size", "the file ends"}},
      {"[http]\ntimeout = 10m",
       {"http.timeout = 10m", "may be incomplete", "10ms to 10min"}},
      {"[log]\nconsole", {"/etc/t.conf:2", "expected [section] or key = value"}},
  };
}

std::vector<bad_case> name_cases() {
  return {
      {"[tracker]\nserie = []\n",
       {"/etc/t.conf:2", "tracker.serie", "did you mean tracker.series?"}},
      {"[clock]\npoll-interval = 2s\n",
       {"clock.poll-interval", "did you mean tracker.poll-interval?"}},
      {"[tracker]\nzzzzzzzz = 1\n", {"tracker.zzzzzzzz = 1", "unknown key"}},
      {"[trackr]\nseries = []\n", {"/etc/t.conf:1", "[trackr]", "did you mean tracker?"}},
      {"[tracker.http]\ntimeout = 3s\n",
       {"/etc/t.conf:1", "unknown section [tracker.http]"}},
      {"[global]\nhelp = true\n", {"/etc/t.conf:1", "unknown section [global]"}},
      {"[http]\nTimeout = 3s\n", {"http.Timeout", "did you mean http.timeout?"}},
      {"[scheduler]\npolicies = 'sharing'\n",
       {"scheduler.policies", "did you mean scheduler.policy?"}},
  };
}

} // namespace

TEST_CASE("bad syntax is refused with file and line") {
  check_all(syntax_cases());
}

TEST_CASE("a truncated configuration file is refused") {
  check_all(truncation_cases());
}

TEST_CASE("unknown sections and keys are refused with the nearest name") {
  check_all(name_cases());
}

TEST_CASE("a key with one letter wrong is always recognised") {
  CHECK(rc::check("one letter", [] {
    const auto& row = *rc::gen::elementOf(setting_table());
    auto wrong = row.key;
    const auto place = *rc::gen::inRange<std::size_t>(0, wrong.size());
    const auto letter = *rc::gen::inRange('a', '{');
    switch (*rc::gen::inRange(0, 3)) {
    case 0:
      wrong[place] = letter;
      break;
    case 1:
      wrong.insert(place, 1, letter);
      break;
    default:
      wrong.erase(place, 1);
    }
    RC_ASSERT(suggest(wrong, {row.key}) == "; did you mean " + row.key + "?");
  }));
}

TEST_CASE("names that have little in common are not suggested") {
  CHECK(suggest("zzzzzzzz", {"http.timeout"}).empty());
  CHECK(suggest("log.lvl", {"ledger.file"}).empty());
  // The same letters in another order.
  CHECK(suggest("abcdef", {"fedcba"}).empty());
  CHECK(suggest("log.lvel", {"ledger.file", "log.level"}) == "; did you mean log.level?");
}

} // namespace tracker::test
