// SPDX-License-Identifier: MIT
// Everything wrong is refused with file, line, key, value and what is allowed.
#include "main/config/setting_table.hpp"
#include "tests/main/config/config_support.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>

namespace tracker::test {

namespace {

struct bad_case {
  std::string text;
  /// All must be in the same problem.
  std::vector<std::string> parts;
};

bool one_line_has(const std::string& lines, const std::vector<std::string>& parts) {
  std::size_t begin = 0;
  while (begin < lines.size()) {
    const auto end = lines.find('\n', begin);
    const auto line = lines.substr(begin, end - begin);
    if (std::all_of(parts.begin(), parts.end(),
                    [&](const auto& part) { return contains(line, part); }))
      return true;
    begin = end + 1;
  }
  return false;
}

std::string series_of(const std::string& value) {
  return "[tracker]\nseries = " + value + "\n";
}
std::string wallets_of(const std::string& value) {
  return "[tracker]\nwallets = " + value + "\n";
}
std::string in_quotes(const std::string& text) {
  return '"' + text + '"';
}

const std::string key64(64, 'a');

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
      {std::string{"[log]\nfile = \"a\0b\"\n", 20}, {"/etc/t.conf:2", "not UTF-8 text"}},
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

std::vector<bad_case> type_cases() {
  return {
      {"[http]\ntimeout = 3\n", {"http.timeout = 3", "needs a unit", "10ms to 10min"}},
      {"[http]\ntimeout = \"3s\"\n", {"http.timeout", "write 3s; allowed: a duration"}},
      {"[http]\ntimeout = 1.5s\n", {"http.timeout = 1.5s: write 1500ms; allowed"}},
      {"[http]\ntimeout = 0.5m\n", {"http.timeout = 0.5m: write 30s; allowed"}},
      {"[http]\ntimeout = 0.0000000001s\n", {"http.timeout", "no fraction"}},
      {"[http]\ntimeout = 1d\n", {"http.timeout = 1d: it is too large", "10min"}},
      {"[http]\ntimeout = 1w\n", {"http.timeout = 1w", "min (or m), h and d"}},
      {"[http]\ntimeout = 5 m\n", {"http.timeout = 5 m: write 5min; allowed"}},
      {"[http]\ntimeout = 64M\n", {"http.timeout", "a size in bytes and not a dur"}},
      {"[http]\ntimeout = -3s\n", {"http.timeout = -3s", "negative"}},
      {"[http]\ntimeout = 1ms\n", {"http.timeout = 1ms", "too small"}},
      {"[http]\ntimeout = 11min\n", {"http.timeout = 11min", "too large"}},
      // CAF would make -93106 days of it.
      {"[http]\ntimeout = 9999999999h\n", {"http.timeout = 9999999999h", "too large"}},
      // CAF would make an hour of it.
      {"[tracker]\npoll-interval = 5124095576030432h\n",
       {"tracker.poll-interval", "too large", "100ms to 1h"}},
      {"[tracker]\npoll-interval = 99999999999999999999s\n",
       {"tracker.poll-interval", "too large"}},
      {"[tracker]\nwindow-length = 1s\n", {"tracker.window-length = 1s", "2s to 168h"}},
      {"[tracker]\nwindow-length = 2500ms\n", {"tracker.window-length", "whole seconds"}},
      {"[clock]\ninterval = 0s\n", {"clock.interval = 0s", "too small", "1ms to 1min"}},
      {"[clock]\ninterval = 61s\n", {"clock.interval = 61s", "too large"}},
      {"[shutdown]\ngrace = 500ms\n", {"shutdown.grace = 500ms", "1s to 10min"}},
      {"[http]\nmax-connections-per-host = 0\n",
       {"http.max-connections-per-host = 0", "from 1 to 64"}},
      {"[http]\nmax-connections-per-host = \"4\"\n",
       {"http.max-connections-per-host = \"4\": write 4; allowed: a whole"}},
      {"[http]\nmax-connections-per-host = 4s\n",
       {"http.max-connections-per-host", "a duration and not a whole number"}},
      // CAF would read 8.
      {"[log]\nrotate-files = 010\n", {"log.rotate-files = 010", "leading zero"}},
      {"[log]\nrotate-files = 0x10\n", {"log.rotate-files = 0x10", "decimal"}},
      {"[log]\nrotate-files = 1e2\n", {"log.rotate-files = 1e2", "no fraction"}},
      {"[log]\nrotate-files = 5k\n",
       {"log.rotate-files = 5k", "a size in bytes and not a whole number"}},
      {"[log]\nrotate-size = 64MB\n", {"log.rotate-size = 64MB: write 64M; allowed: 0"}},
      {"[log]\nrotate-size = 64 MiB\n", {"rotate-size = 64 MiB: write 64M; allowed"}},
      {"[log]\nrotate-size = 2000G\n", {"log.rotate-size = 2000G: it is too large"}},
      {"[log]\nrotate-files = 5 5\n", {"log.rotate-files = 5 5", "behind the value"}},
      {"[log]\nrotate-size = -1\n", {"log.rotate-size = -1", "negative", "0, or"}},
      {"[log]\nrotate-size = 10\n", {"log.rotate-size = 10", "too small", "4096"}},
      {"[log]\nrotate-size = 99999999999999999999\n", {"log.rotate-size", "too large"}},
      {"[log]\nlevel = warning\n", {"level = warning", "did you mean warn?; allowed:"}},
      {"[log]\ncycle = \"change\"\n", {"did you mean changes?; allowed:"}},
      {"[tracker]\nseries = \"btc-5m, eth-5m\"\n",
       {"tracker.series = ", "write [\"btc-5m\", \"eth-5m\"]; allowed:"}},
      {"[tracker]\nseries = [\"btc-updown-5m-1768936800\"]\n",
       {"it is a window of a series; write btc-updown-5m; allowed:"}},
      {"[log]\nconsole = yes\n",
       {"log.console = yes: write true; allowed: true or false"}},
      {"[log]\nconsole = \"true\"\n", {"log.console = \"true\": write true; allowed"}},
      {"[log]\nconsole = Off\n", {"log.console = Off: write false; allowed"}},
      {"[log]\nconsole = maybe\n", {"log.console = maybe", "needs double quotes"}},
      {"[log]\nlevel = info\n",
       {"log.level = info: write \"info\" in double quotes", "\"warn\""}},
      {"[log]\nlevel = \"INFO\"\n",
       {"log.level = \"INFO\": write \"info\"; allowed", "\"trace\", \"debug\""}},
      {"[log]\nlevel = 'info'\n",
       {"log.level = 'info': write \"info\"; allowed: \"trace\""}},
      {"[log]\nformat = \"xml\"\n", {"log.format = \"xml\"", "\"text\" or \"json\""}},
      {"[log]\nfile = \"a\\qb\"\n", {"log.file", "backslash"}},
      {"[log]\nfile = \"a\\nb\"\n", {"log.file", "control characters"}},
      {"[log]\nfile = \"~root/x\"\n", {"log.file = \"~root/x\"", "~"}},
      {"[http]\ndata-api = \"v3\"\n", {"http.data-api = \"v3\"", "\"v1\" or \"v2\""}},
      {"[http]\nuser-agent = \"\"\n", {"http.user-agent", "empty"}},
      {"[http]\nuser-agent = \"a\\r\\nX: y\"\n", {"http.user-agent", "header"}},
      {"[ledger]\nfile = \"\"\n", {"ledger.file = \"\"", "empty"}},
      {"[ledger]\nbackup-interval = 59s\n",
       {"ledger.backup-interval = 59s", "too small", "0s, or", "1min to 8760h"}},
      {"[ledger]\nbackups = 0\n", {"ledger.backups = 0", "too small", "1 to 1000"}},
      {"[ledger]\nbackup = 3\n", {"ledger.backup = 3", "did you mean ledger.backups?"}},
      {"[ledger]\nkeep-events = 23h\n",
       {"ledger.keep-events = 23h", "too small", "0s, or", "24h to 87600h"}},
      {"[ledger]\nkeep-events = 400\n", {"ledger.keep-events = 400", "needs a unit"}},
      {"[capture]\nfile = \"~x/c\"\n", {"capture.file = \"~x/c\"", "~"}},
      {"[capture]\nkeep = 23h\n", {"capture.keep = 23h", "too small", "24h to 8760h"}},
      {"[ledgr]\nbackups = 2\n", {"unknown section [ledgr]", "did you mean ledger?"}},
      {"[tracker]\ndata-dir = 7\n",
       {"tracker.data-dir = 7: write \"7\" in double quotes"}},
      {"[tracker]\ndata-dir = ~/x\n",
       {"tracker.data-dir = ~/x: write \"~/x\" in double quotes"}},
      {"[tracker]\ntimezone = \"Mars/Olympus\"\n",
       {"tracker.timezone = \"Mars/Olympus\"", "time zone database"}},
      {"[tracker]\ntimezone = \"europe/berlin\"\n",
       {"tracker.timezone", "; did you mean Europe/Berlin?; allowed: a name"}},
      {"[tracker]\ntimezone = europe/berlin\n", {"did you mean Europe/Berlin?"}},
      {"[tracker]\ntimezone = Europe/Berlin\n",
       {"write \"Europe/Berlin\" in double quotes"}},
      {"[tracker]\ntimezone = \"Berlin\"\n", {"did you mean Europe/Berlin?"}},
      {"[tracker]\ntimezone = \"New York\"\n", {"did you mean America/New_York?"}},
      {"[tracker]\ntimezone = \"Europe/Berln\"\n", {"did you mean Europe/Berlin?"}},
      {"[tracker]\ntimezone = \"../../etc/passwd\"\n",
       {"tracker.timezone", "not in the time zone database"}},
      {"[tracker]\ncapture-min-price = 0.95\n",
       {"tracker.capture-min-price = 0.95: write \"0.95\" in double quotes; allowed"}},
      {"[tracker]\ncapture-min-price = \"1.01\"\n",
       {"capture-min-price", "out of range"}},
      {"[tracker]\ncapture-min-price = \"0\"\n", {"capture-min-price", "out of range"}},
      {"[tracker]\ncapture-min-price = \"0.9500001\"\n", {"six places"}},
      {"[tracker]\ncapture-min-price = \"95%\"\n", {"capture-min-price = \"95%\""}},
  };
}

std::vector<bad_case> list_cases() {
  return {
      {series_of("\"btc-updown-15m\""),
       {"tracker.series", "write [\"btc-updown-15m\"]; allowed"}},
      {series_of("[]"), {"tracker.series = []", "no series to watch"}},
      {series_of("[1]"), {"tracker.series = [1]", "a whole number"}},
      {series_of("[btc-updown-15m]"), {"tracker.series", "write [\"btc-updown-15m\"];"}},
      {series_of("btc-updown-5m, eth-updown-5m"),
       {"tracker.series", "write [\"btc-updown-5m\", \"eth-updown-5m\"];"}},
      {series_of("[\"btc-updown-15m\" \"b\"]"), {"tracker.series", "expected , or ]"}},
      {series_of("[\"btc-updown-15m\"}"), {"tracker.series", "expected , or ]"}},
      {series_of("[\"btc-updown-15m\"]]"), {"tracker.series", "was not opened"}},
      {series_of("[[[[[[[[[[]]]]]]]]]]"), {"tracker.series", "too deep"}},
      {series_of("[\"btc-updown-1h\"]"),
       {"tracker.series",
        "\"btc-updown-1h\": windows of an hour have no slug prefix; write btc-1h",
        "{asset}-updown-{5m,15m,4h}"}},
      {series_of("[\"btc-15n\"]"),
       {"tracker.series", "\"btc-15n\": it is not a series; did you mean btc-15m?",
        "a plain name such as btc-5m"}},
      {series_of("[\"btc-updown-1d\"]"),
       {"daily windows have no slug prefix; write btc-1d"}},
      {"[tracker]\nseries = [\"btc-1h\"]\nwindow-length = 6s\n",
       {"tracker.series", "a plain name has its own length", "btc-updown-SUFFIX"}},
      {series_of("[\"btc\"]"), {"tracker.series", "\"btc\": it is not a series"}},
      {series_of("[\"BTC-updown-5m\"]"),
       {"tracker.series", "\"BTC-updown-5m\": slugs are lower case: btc-updown-5m;"}},
      {series_of("BTC-updown-5m"), {"slugs are lower case: btc-updown-5m;"}},
      {series_of("[\"btc-updown-15m\", \"btc-updown-15m\"]"),
       {"tracker.series", "twice"}},
      {wallets_of(in_quotes(address_a)), {"tracker.wallets", "a text and not a list"}},
      {wallets_of("[\"0x12\"]"), {"wallet 1", "2 hex digits instead of 40"}},
      {wallets_of("[" + in_quotes(address_a) + ", \"\"]"), {"wallet 2", "begin with 0x"}},
      {wallets_of("[" + in_quotes(address_a.substr(2)) + "]"), {"wallet 1", "0x"}},
      {wallets_of("[" + in_quotes("0X" + address_a.substr(2)) + "]"), {"wallet 1", "0x"}},
      {wallets_of("[" + in_quotes(address_a + " ") + "]"),
       {"wallet 1", "not hex digits"}},
      {wallets_of("[" + in_quotes("0x" + key64) + "]"), {"wallet 1", "private key"}},
      {wallets_of("[" + in_quotes(address_a) + "," + in_quotes(address_a) + "]"),
       {"0x12345678…345678", "twice"}},
      {wallets_of("[{ name = \"a\" }]"), {"wallet 1", "0x"}},
      {wallets_of("[{ adress = " + in_quotes(address_a) + " }]"),
       {"wallet 1", "not adress"}},
      {wallets_of("[{ address = 5 }]"), {"wallet 1", "address is not a text"}},
      {wallets_of("[{ name = \"a\", name = \"b\" }]"), {"name is given twice"}},
      {wallets_of("[{ name = \"\x1b\", address = " + in_quotes(address_a) + " }]"),
       {"not UTF-8 text"}},
      {wallets_of("[{ name = \"a\", address = " + in_quotes(address_a) +
                  " }, { name = \"a\", address = " + in_quotes(address_b) + " }]"),
       {"two wallets are called a"}},
  };
}

std::vector<bad_case> url_cases() {
  const auto gamma = [](const std::string& url) {
    return "[http]\ngamma-url = " + in_quotes(url) + "\n";
  };
  return {
      {gamma("gamma-api.polymarket.com"), {"http.gamma-url", "https://"}},
      {gamma("ftp://a.b"), {"http.gamma-url = \"ftp://a.b\"", "https://"}},
      {gamma("http://a.b"), {"http.gamma-url", "loopback"}},
      {gamma("http://127.evil.com"), {"http.gamma-url", "loopback"}},
      {gamma("http://127.0.0.1.evil.com"), {"http.gamma-url", "loopback"}},
      {gamma("http://localhost.evil.com"), {"http.gamma-url", "loopback"}},
      {gamma("http://127.0.0.256"), {"http.gamma-url", "loopback"}},
      {gamma("http://127.0.0"), {"http.gamma-url", "loopback"}},
      {gamma("https://u:p@a.b"), {"http.gamma-url", "credentials"}},
      {gamma("https://a.b?x=1"), {"http.gamma-url", "query"}},
      {gamma("https://a.b#x"), {"http.gamma-url", "fragment"}},
      {gamma("https://"), {"http.gamma-url", "no host"}},
      {gamma("https://:443"), {"http.gamma-url", "no host"}},
      {gamma("https://[::1"), {"http.gamma-url", "no host"}},
      {gamma("https://a b"), {"http.gamma-url", "no host"}},
      {gamma("https://a.b:0"), {"http.gamma-url", "port"}},
      {gamma("https://a.b:65536"), {"http.gamma-url", "port"}},
      {gamma("https://a.b:"), {"http.gamma-url", "port"}},
      {gamma("https://a.b/x y"), {"http.gamma-url", "path"}},
      {gamma("https://a.b/../c"), {"http.gamma-url", "path"}},
  };
}

std::vector<bad_case> combination_cases() {
  return {
      {"[http]\nconnect-timeout = 6s\n",
       {"/etc/t.conf:2", "http.connect-timeout = 6s", "longer than http.timeout, 5s"}},
      {"[log]\nfile = \"/x\"\n[ledger]\nfile = \"/x\"\n",
       {"/etc/t.conf:2", "log.file = \"/x\"", "ledger.file"}},
      {"[tracker]\nwindow-length = 2s\n[clock]\ninterval = 1001ms\n",
       {"/etc/t.conf:4", "clock.interval = 1001ms", "between two ticks"}},
  };
}

std::vector<bad_case> caf_cases() {
  return {
      {"[scheduler]\npolicy = \"sharing\"\n",
       {"/etc/t.conf:2",
        "scheduler.policy = \"sharing\": write 'sharing'; allowed: a word"}},
      {"[scheduler]\npolicy = 'testing'\n",
       {"scheduler.policy = 'testing'", "'sharing' or 'stealing'"}},
      {"[scheduler]\npolicy = 'elevenchars'\n", {"scheduler.policy", "at most 10"}},
      {"[scheduler]\nmax-threads = 0\n", {"scheduler.max-threads = 0", "1 to 256"}},
      {"[scheduler]\nmax-threads = -1\n", {"scheduler.max-threads = -1", "whole number"}},
      {"[scheduler]\nmax-threads = \"2\"\n",
       {"scheduler.max-threads = \"2\": write 2; allowed: a whole number"}},
      {"[scheduler]\nmax-throughput = 0\n",
       {"scheduler.max-throughput = 0", "1 to 1000000"}},
      {"[stream]\nmax-batch-delay = -1s\n", {"stream.max-batch-delay = -1s", "above 0s"}},
      {"[stream]\nmax-batch-delay = 5\n", {"stream.max-batch-delay = 5", "a duration"}},
      {"[logger]\ninline-output = 1\n",
       {"logger.inline-output = 1: write true; allowed"}},
      {"[scheduler]\nmax-throughput = 1G\n",
       {"scheduler.max-throughput", "a size in bytes that does not fit"}},
  };
}

void check_all(const std::vector<bad_case>& cases) {
  for (const auto& [text, parts] : cases) {
    const auto lines = bad(load_text(text));
    INFO("configuration: " << text.substr(0, 200));
    INFO("problems: " << lines);
    for (const auto& part : parts)
      CHECK(one_line_has(lines, {part}));
    CHECK(one_line_has(lines, parts));
    CHECK(contains(lines, "/etc/t.conf"));
  }
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

TEST_CASE("values of a wrong type or out of range are refused with what is allowed") {
  check_all(type_cases());
}

TEST_CASE("bad lists of series and wallets are refused") {
  check_all(list_cases());
}

TEST_CASE("a base URL is https or loopback, and nothing but a base") {
  check_all(url_cases());
}

TEST_CASE("values that contradict one another are refused") {
  check_all(combination_cases());
}

TEST_CASE("CAF's own options are checked too") {
  check_all(caf_cases());
}

TEST_CASE("a key with one letter wrong is always recognised") {
  CHECK(rc::check("one letter", [] {
    const auto& row = *rc::gen::elementOf(setting_table());
    auto wrong = row.key;
    const auto at = *rc::gen::inRange<std::size_t>(0, wrong.size());
    const auto letter = *rc::gen::inRange('a', '{');
    switch (*rc::gen::inRange(0, 3)) {
    case 0:
      wrong[at] = letter;
      break;
    case 1:
      wrong.insert(at, 1, letter);
      break;
    default:
      wrong.erase(at, 1);
    }
    RC_ASSERT(suggest(wrong, {row.key}) == "; did you mean " + row.key + "?");
  }));
}

TEST_CASE("names that have little in common are not suggested") {
  CHECK(suggest("zzzzzzzz", {"http.timeout"}).empty());
  CHECK(suggest("log.lvl", {"ledger.file"}).empty());
  // As many letters, another order.
  CHECK(suggest("abcdef", {"fedcba"}).empty());
  CHECK(suggest("log.lvel", {"ledger.file", "log.level"}) == "; did you mean log.level?");
}

TEST_CASE("every problem of a file is reported, in the order of its lines") {
  const auto lines = bad(load_text("[http]\ntimeout = 3\n[nonsense]\nx = 1\n[log]\n"
                                   "level = \"loud\"\nconsole = maybe\n"));
  CHECK(lines.find(":2: http.timeout") < lines.find(":3: unknown section [nonsense]"));
  CHECK(lines.find(":3:") < lines.find(":6: log.level"));
  CHECK(lines.find(":6:") < lines.find(":7: log.console"));
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 4);
}

TEST_CASE("a problem in the file counts although the command line overrides its key") {
  CHECK(contains(bad(load_text("[http]\ntimeout = 3\n", {{"http.timeout", "4s"}})),
                 "http.timeout = 3"));
}

TEST_CASE("a file of nothing but problems is cut short") {
  std::string text = "[http]\n";
  for (int i = 0; i < 5000; ++i)
    text += "k" + std::to_string(i) + " = 1\n";
  const auto lines = bad(load_text(text));
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 100);
}

TEST_CASE("bytes that are not printable are escaped in messages") {
  const auto lines = bad(load_text("", {{"log.level", "\x1b[31m\xff"
                                                      "A"}}));
  CHECK(contains(lines, R"(command line: log.level = \x1b[31m\xffA)"));
  const auto long_value = bad(load_text("", {{"log.level", std::string(500, 'x')}}));
  CHECK(contains(long_value, std::string(60, 'x') + "…"));
  CHECK_FALSE(contains(long_value, std::string(61, 'x')));
}

TEST_CASE("a secret under a wrong name is not quoted either") {
  for (const std::string key :
       {"tracker.wallet", "log.level", "log.file", "scheduler.policy"})
    for (const auto& secret : {"0x" + key64, key64 + "\\q", "[\"" + key64}) {
      const auto lines = bad(load_text("", {{key, "\"" + secret}}));
      INFO(lines);
      CHECK_FALSE(lines.empty());
      CHECK_FALSE(contains(lines, key64.substr(0, 12)));
    }
}

TEST_CASE("the value of an unknown key and the credentials in a URL are not quoted") {
  const auto unknown = bad(load_text("[web]\ntokn = \"correct-horse-battery\"\n"));
  CHECK(contains(unknown, "tokn"));
  CHECK_FALSE(contains(unknown, "correct-horse"));
  for (const auto* key : {"http.proxy", "http.gamma-url"}) {
    const auto lines = bad(load_text("", {{key, "\"http://ann:horse@host/?a b\""}}));
    INFO(lines);
    CHECK_FALSE(lines.empty());
    CHECK_FALSE(contains(lines, "horse"));
  }
}

TEST_CASE("a secret inside a list, or as a name, is not quoted either") {
  for (const auto& text :
       {series_of("[" + in_quotes("0x" + key64) + "]"),
        series_of("[" + in_quotes(key64) + "]"),
        "[tracker]\nstrategies = [{ name = " + in_quotes(key64) + " }]\n",
        "[tracker]\nstrategies = [{ " + key64 + " = 1 }]\n",
        "[tracker]\n" + key64 + " = 1\n", "[" + key64 + "]\n", key64 + " = 1\n",
        wallets_of("[{ " + key64 + " = 1 }]")}) {
    const auto lines = bad(load_text(text));
    INFO(lines);
    CHECK_FALSE(lines.empty());
    CHECK_FALSE(contains(lines, key64.substr(0, 12)));
  }
}

TEST_CASE("a name that cannot be one is not quoted, but its length is") {
  const std::string secret = "Xq7_Hunter2-Correct-Horse";
  const std::string long_secret = "correct-horse-battery-staple-correct-horse-battery";
  for (const auto& name : {secret, long_secret})
    for (const auto& text :
         {"[tracker]\nstrategies = [{ " + name + " = 1 }]\n",
          "[alerts]\nchannels = [{ " + name + " = 1 }]\n",
          "[alerts]\nchannels = [{ " + name + " = 1, " + name + " = 2 }]\n",
          "[tracker]\n" + name + " = 1\n", "[" + name + "]\n", name + " = 1\n",
          name + ": 1\n", name + ".level = 1\n", "log." + name + " = 1\n",
          "[" + name + "]\n[" + name + "]\n", wallets_of("[{ " + name + " = 1 }]")}) {
      const auto lines = bad(load_text(text));
      INFO(text + lines);
      CHECK_FALSE(lines.empty());
      CHECK_FALSE(contains(lines, "orrect"));
      CHECK(contains(lines, fmt::format("(a name of {} characters)", name.size())));
    }
  CHECK(contains(bad(load_text("[log]\nlevl = \"warn\"\n")), "log.levl"));
}

TEST_CASE("a wallet that may be a secret is never quoted") {
  config_world world;
  for (const auto& secret : {"0x" + key64, key64, std::string{"hunter2 correct horse"}}) {
    world.files["/etc/t.conf"] = wallets_of("[" + in_quotes(secret) + "]");
    world.files["/home/u/.env"] = "WALLET_ADDRESS=" + secret + "\n";
    const auto in_file = bad(world.load({"/etc/t.conf", {}}));
    const auto in_env_file = bad(world.load());
    const auto on_line = bad(load_text("", {{"tracker.wallets", secret}}));
    for (const auto& lines : {in_file, in_env_file, on_line}) {
      CHECK_FALSE(lines.empty());
      CHECK_FALSE(contains(lines, secret.substr(0, 12)));
    }
    CHECK(contains(in_env_file, "/home/u/.env: WALLET_ADDRESS = ("));
  }
}

} // namespace tracker::test
