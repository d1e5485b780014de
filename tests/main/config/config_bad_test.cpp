// SPDX-License-Identifier: MIT
// A wrong value is refused with file, line, key, value and what is allowed.
#include "tests/main/config/config_bad_cases.hpp"

namespace tracker::test {

namespace {

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
      // CAF would read -93106 days.
      {"[http]\ntimeout = 9999999999h\n", {"http.timeout = 9999999999h", "too large"}},
      // CAF would read an hour.
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

} // namespace

TEST_CASE("values of a wrong type or out of range are refused with what is allowed") {
  check_all(type_cases());
}

TEST_CASE("bad lists of series and wallets are refused") {
  check_all(list_cases());
}

TEST_CASE("a base URL is https or loopback, without query, fragment and credentials") {
  check_all(url_cases());
}

TEST_CASE("values that contradict one another are refused") {
  check_all(combination_cases());
}

TEST_CASE("CAF's own options are checked too") {
  check_all(caf_cases());
}

} // namespace tracker::test
