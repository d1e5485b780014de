// SPDX-License-Identifier: MIT
#include "actors/text/escaped_text.hpp"
#include "actors/web/page/html.hpp"
#include "actors/web/page/page_json.hpp"
#include "actors/web/page/page_view.hpp"
#include "tests/actors/ledger/report/report_day.hpp"
#include "tests/actors/ledger/report/report_memory_source.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_checks.hpp"

#include <nlohmann/json.hpp>

#include <rapidcheck.h>

using namespace tracker;
using namespace tracker::test;

namespace {

const std::string hostile = "<script>alert(\"1\")</script>'&\x1b[2J\xff";

/// The view of a page with these grades.
page_view view_of(std::vector<grade> grades, std::vector<watched_wallet> wallets,
                  page_query query = {}) {
  memory_source source;
  source.grades = std::move(grades);
  page_view view{.strip = {},
                 .selection = {},
                 .zone = los_angeles,
                 .wallets = {},
                 .names = {},
                 .series = {},
                 .figures = {},
                 .whole = {},
                 .attention = {},
                 .live = {},
                 .strategies = {},
                 .windows = {}};
  view.strip.version = "0.1.0";
  view.strip.mode = "live";
  view.strip.now = from_unix_seconds(september + 5'500);
  view.wallets = wallets;
  view.names.wallets = wallets;
  view.names.series = {"btc-updown-15m"};
  auto selection = parse_page_query(query, view.names, view.strip.now, view.zone);
  REQUIRE(std::holds_alternative<page_selection>(selection));
  view.selection = std::get<page_selection>(selection);
  const page_reading reading{view.selection.wallets, view.strip.now, view.zone, {}};
  view.figures = std::get<page_figures>(read_page_figures(source, reading));
  view.attention =
      std::get<std::vector<attention_item>>(read_attention(source, reading, {}));
  view.live = std::get<std::vector<live_row>>(read_live_rows(source, reading));
  view.strategies = std::get<std::vector<strategy_row>>(
      read_strategies(source, reading, view.selection.span));
  view.windows =
      std::get<window_page>(read_window_page(source, reading, view.selection.windows));
  return view;
}

std::vector<watched_wallet> one_wallet() {
  return {{"main", main_address}};
}

/// True when each opened tag is closed in order, so that no other `<` is in the text.
bool is_balanced(const std::string& html) {
  std::vector<std::string> open;
  for (std::size_t i = html.find('<', 15); i != std::string::npos;
       i = html.find('<', i + 1)) {
    const auto end = html.find('>', i);
    if (end == std::string::npos)
      return false;
    const auto name_end = html.find_first_of(" >", i);
    const auto name = html.substr(i + 1, name_end - i - 1);
    if (name.starts_with('/')) {
      if (open.empty() || open.back() != name.substr(1))
        return false;
      open.pop_back();
    } else if (name != "meta" && name != "link" && name != "img" && name != "input") {
      open.push_back(name);
    }
  }
  return open.empty();
}

} // namespace

TEST_CASE("Text for HTML has no markup, quotes or control characters", "[page]") {
  CHECK(escape_markup(hostile) ==
        "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;\\u001b[2J\uFFFD");
  rc::check([] {
    const auto text = escape_markup(*rc::gen::arbitrary<std::string>());
    for (const char c : text)
      RC_ASSERT(c != '<' && c != '>' && c != '"' && c != '\'' &&
                static_cast<unsigned char>(c) >= 0x20);
  });
}

TEST_CASE("A value of an address is percent-encoded", "[page]") {
  CHECK(query_text("a-b_c.d~9") == "a-b_c.d~9");
  CHECK(query_text("a b&c=\"é") == "a%20b%26c%3D%22%C3%A9");
}

TEST_CASE("Money has its sign, a wide minus sign and all places in its title", "[page]") {
  CHECK(money_element(usdc::from_micros(-3'204'999)) ==
        "<data class=\"loss\" value=\"-3.204999\" title=\"-3.204999\">−$3.20</data>");
  CHECK(money_text(usdc::from_micros(1'234'500'000)) == "+$1,234.50");
  CHECK(money_text({}) == "$0.00");
}

TEST_CASE("Names, slugs, reasons and strategies cannot write markup", "[page]") {
  auto grades = a_day();
  for (auto& graded : grades) {
    graded.window.slug = "btc" + hostile;
    graded.series = hostile;
    graded.wallet.name = hostile;
    graded.strategy = hostile;
    graded.reason = hostile;
  }
  auto view = view_of(grades, {{hostile, main_address}, {"side", side_address}});
  view.series = {{hostile, hostile}};
  view.names.strategies = {hostile};
  view.strip.checks = {{hostile, health_status::fail, std::chrono::seconds{42}, hostile}};
  view.attention.push_back(
      {attention_kind::doubtful, {}, hostile, {hostile, main_address}, hostile});
  const auto html = write_page(view);
  CHECK(!contains(html, "<script>"));
  CHECK(!contains(html, "\x1b"));
  CHECK(!contains(html, "\xff"));
  CHECK(contains(html, "&lt;script&gt;"));
  CHECK(is_balanced(html));
}

TEST_CASE("The page needs nothing inline and no other host", "[page]") {
  const auto html = write_page(view_of(a_day(), one_wallet()));
  CHECK(is_balanced(html));
  CHECK(!contains(html, " style="));
  CHECK(!contains(html, "<style"));
  CHECK(!contains(html, " onclick="));
  CHECK(!contains(html, "http://"));
  CHECK(!contains(html, "https://"));
  CHECK(contains(html, "<script src=\"/app.js\" defer></script>"));
  CHECK(html.size() < 50'000);
}

TEST_CASE("The first page has today's figures as text", "[page]") {
  auto view = view_of(a_day(), one_wallet());
  const auto html = write_page(view);
  CHECK(contains(html, to_string(view.figures.today.settled.net.pnl)));
  CHECK(contains(html, "1 window), apart"));
  CHECK(contains(html, "if UP"));
  CHECK(contains(html, "btc-updown-15m-" + std::to_string(september)));
  CHECK(contains(html, "being added up"));
  view.whole.emplace();
  view.whole->settled = view.figures.month.settled;
  CHECK(!contains(write_page(view), "being added up"));
  // Sums that lack grades of the month are not shown as the whole.
  view.figures.month.settled.traded += 1;
  CHECK(contains(write_page(view), "being added up"));
}

TEST_CASE("The states of the page", "[page]") {
  SECTION("No wallet: the commands that set one") {
    const auto html = write_page(view_of({}, {}));
    CHECK(contains(html, "WALLET_ADDRESS="));
    CHECK(contains(html, "main/run</pre>"));
  }
  SECTION("No trades: perhaps the signing address") {
    CHECK(contains(write_page(view_of({}, one_wallet())), "<em>signing</em>"));
    CHECK(!contains(write_page(view_of(a_day(), one_wallet())), "<em>signing</em>"));
  }
  SECTION("An empty day") {
    auto view = view_of({}, one_wallet());
    view.figures.coverage_today.watched = 96;
    CHECK(contains(write_page(view), "0 windows traded of 96 watched"));
  }
  SECTION("Nothing to do") {
    CHECK(contains(write_page(view_of({}, one_wallet())), "nothing needs you"));
  }
  SECTION("A wallet that was not read yet: no statement about its trades") {
    auto view = view_of({}, one_wallet());
    view.strip.checks = {
        {"activity main", health_status::fail, timespan{-1}, "not read yet"}};
    const auto html = write_page(view);
    CHECK(!contains(html, "<em>signing</em>"));
    CHECK(!contains(html, "books closed"));
    CHECK(!contains(html, ">nothing needs you<"));
    CHECK(contains(html, "activity main: not read yet</li>"));
  }
  SECTION("Demo and replay say so") {
    auto view = view_of({}, one_wallet());
    view.strip.mode = "demo";
    CHECK(contains(write_page(view), "data-mode=\"demo\""));
    CHECK(contains(write_page(view), "<strong class=\"mode\">demo</strong>"));
  }
  SECTION("Missed windows are red and link to the list") {
    auto view = view_of({}, one_wallet());
    view.figures.coverage_today.watched = 93;
    view.figures.coverage_today.missed = 3;
    CHECK(contains(write_page(view), "93 of 96, 3 missed"));
  }
  SECTION("The ledger cannot be read") {
    auto view = view_of({}, one_wallet());
    view.strip.ledger_problem = "the disk is full";
    const auto html = write_trouble_page(view.strip, view.zone);
    CHECK(is_balanced(html));
    CHECK(contains(html, "the disk is full; the page shows what was read before"));
    CHECK(contains(html, "ledger not readable"));
  }
}

TEST_CASE("The state follows from the conditions of readiness", "[page]") {
  page_strip strip;
  const auto fail = [](timespan age) {
    return health_check{"activity main", health_status::fail, age, "429 from data-api"};
  };
  CHECK(state_of(strip).text == "watching");
  strip.checks = {fail(timespan{-1})};
  CHECK(state_of(strip).text == "starting");
  strip.checks.push_back(fail(std::chrono::milliseconds{92'700}));
  CHECK(state_of(strip).text == "stale 92 s");
  CHECK(strip_problems(strip) ==
        std::vector<std::string>{
            "activity main: 429 from data-api, no success yet",
            "activity main: 429 from data-api, last success 92 s ago"});
  strip.checks = {{"activity main", health_status::fail, std::chrono::seconds{80},
                   "not read for 80 s"}};
  strip.hosts = {"data unreachable for 85 s"};
  CHECK(strip_problems(strip) ==
        std::vector<std::string>{"data unreachable for 85 s: its requests are retried",
                                 "activity main: not read for 80 s"});
  strip.ended = true;
  CHECK(
      strip_problems(strip) ==
      std::vector<std::string>{"the recording has ended: the figures stay as they are"});
  strip.stopping = true;
  CHECK(state_of(strip).text == "stopping");
}

TEST_CASE("The address selects wallet, span and windows", "[page]") {
  known_names known;
  known.wallets = one_wallet();
  known.series = {"btc-updown-15m"};
  const auto read = [&](page_query query) {
    return parse_page_query(query, known, from_unix_seconds(september), los_angeles);
  };
  const auto selected = std::get<page_selection>(read({{"wallet", "main"},
                                                       {"span", "30d"},
                                                       {"type", "arb"},
                                                       {"series", ""},
                                                       {"all", "1"},
                                                       {"before", "1789943400"},
                                                       {"utm", "x"}}));
  CHECK(selected.wallets == std::vector<std::string>{"main"});
  CHECK(selected.span == page_span::month);
  CHECK(selected.windows.filter.kinds == std::vector{trade_kind::arb});
  CHECK(!selected.windows.traded_only);
  CHECK(selected.windows.before == from_unix_seconds(september));
  CHECK(address_of(selected.query) ==
        "/?all=1&before=1789943400&span=30d&type=arb&wallet=main");
  for (const auto& [name, value] :
       {std::pair{"wallet", "<b>"}, std::pair{"span", "year"}, std::pair{"type", "x"},
        std::pair{"before", "-1"}, std::pair{"before", "9999999999999"},
        std::pair{"series", "no-such"}, std::pair{"from", "31-12"}}) {
    const auto refused = read({{name, value}});
    REQUIRE(std::holds_alternative<std::string>(refused));
    CHECK(std::get<std::string>(refused).starts_with(std::string{name} + '='));
    CHECK(contains(std::get<std::string>(refused), "allowed: "));
  }
}

TEST_CASE("The windows are shown in the owner's order", "[page]") {
  const auto rows = view_of(a_day(), one_wallet()).windows.rows;
  REQUIRE(rows.size() == 6);
  CHECK(rows[0].cells[8].text == "open");
  const auto& pair = rows[5].cells;
  CHECK(pair[0].text == "btc-updown-15m-" + std::to_string(september));
  CHECK(pair[2].text.starts_with("10.0 pairs: UP @0.49 maker + DN @0.47 maker = 0.96"));
  CHECK(pair[3].text == "PAIRED");
  CHECK(pair[4] == window_cell{"+$0.40", cell_tone::gain});
  CHECK(pair[5].text == "-");
  CHECK(pair[8] == window_cell{"+$0.40", cell_tone::gain});
  CHECK(rows[4].cells[12] == window_cell{"PROVISIONAL", cell_tone::warning});
}

TEST_CASE("The parts of the table hold every window once", "[page]") {
  rc::check([] {
    memory_source source;
    source.grades = any_grades();
    std::stable_sort(source.grades.begin(), source.grades.end(),
                     [](const grade& left, const grade& right) {
                       return left.window.end < right.window.end;
                     });
    const page_reading reading{
        {}, from_unix_seconds(september + 900 * 402), los_angeles, {}};
    window_part part;
    part.traded_only = *rc::gen::arbitrary<bool>();
    part.limit = *rc::gen::inRange<std::size_t>(1, 9);
    std::size_t rows = 0;
    for (int parts = 0; parts < 50; ++parts) {
      const auto page = std::get<window_page>(read_window_page(source, reading, part));
      rows += page.rows.size();
      if (!page.older)
        break;
      // The address has whole seconds.
      part.before = from_unix_seconds(to_unix_seconds(*page.older));
    }
    const auto expected =
        std::count_if(source.grades.begin(), source.grades.end(), [&](const grade& row) {
          return !part.traded_only || row.figures.kind != trade_kind::none;
        });
    RC_ASSERT(rows == static_cast<std::size_t>(expected));
  });
}

TEST_CASE("The JSON has the same figures, exact", "[page]") {
  const auto view = view_of(a_day(), one_wallet());
  const auto summary =
      nlohmann::json::parse(summary_json(view.strip, view.figures, view.zone));
  CHECK(summary["state"] == "watching");
  CHECK(summary["spans"].size() == 3);
  const auto& today = summary["spans"][0];
  CHECK(today["span"] == "today");
  CHECK(today["settled_pnl"] == to_string(view.figures.today.settled.net.pnl));
  CHECK(today["pnl"] == to_string(view.figures.today.all().net.pnl));
  CHECK(today["provisional"] == 1);
  const auto live = nlohmann::json::parse(live_json(view.live));
  REQUIRE(live.size() == 1);
  CHECK(live[0]["up"] == "20.000000");
  CHECK(live[0]["if_down"] == "-9.800000");
  CHECK(live[0]["down_entry"].is_null());
  const auto attention = nlohmann::json::parse(
      attention_json({{attention_kind::stuck, {}, hostile, {}, hostile}}));
  CHECK(attention[0]["severity"] == "medium");
  CHECK(attention[0]["wallet"] == "");
  CHECK(nlohmann::json::parse(attention_json({})).empty());
  const auto graded = nlohmann::json::parse(grade_json(a_day().front()));
  CHECK(graded["pnl"] == "0.400000");
}

TEST_CASE("The event of the strip is small", "[page]") {
  page_strip strip;
  strip.stopping = true;
  strip.ledger_problem = std::string(500, 'x');
  strip.checks.assign(20, {"activity main", health_status::fail, timespan{-1}, "x"});
  const auto text = strip_json(strip);
  CHECK(text.size() <= 200);
  CHECK(nlohmann::json::parse(text)["problems"] == 21);
}

TEST_CASE("A span with open positions only has no empty pictures", "[page]") {
  const auto pictures = [](std::vector<grade> grades) {
    const auto page = write_page(view_of(std::move(grades), one_wallet()));
    return count_of(page, "src=\"/plot/");
  };
  const std::vector<activity_event> events{trades.buy_up("10", "0.49")};
  CHECK(pictures({grade_at(september + 5'400, events, std::nullopt)}) == 1);
  CHECK(pictures({grade_at(september, events, settlement::up)}) == 4);
}
