// SPDX-License-Identifier: MIT
#include "actors/ledger/days/proof_summary.hpp"
#include "actors/ledger/output/report_run.hpp"
#include "actors/web/page/page_files.hpp"
#include "tests/actors/ledger/days/proof_samples.hpp"
#include "tests/actors/web/web_rig.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <sstream>

using namespace tracker;
using namespace tracker::test;

namespace {

std::string header_of(const web_reply& reply, const std::string& name) {
  for (const auto& [key, value] : reply.headers)
    if (key == name)
      return value;
  return {};
}

/// The output of `report` with these options.
std::string report_of(web_rig& rig, const report_options& options) {
  const auto setting = report_setting_of(rig.view());
  auto query =
      std::get<report_query>(parse_report_query(options, setting.now, setting.zone));
  auto reader = must(ledger_reader::open(rig.path));
  source_over<ledger_reader&> source{reader};
  std::ostringstream out;
  REQUIRE_FALSE(write_report(query, source, setting, out));
  return shown_text(rig.context, out.str());
}

} // namespace

TEST_CASE("the pages of windows are the rows of report, newest first", "[web]") {
  web_rig rig;
  std::vector<ledger_entry> entries;
  for (int i = 0; i < 9; ++i) {
    entries.push_back(grade_entry(traded_grade(i, i * 1'000'003)));
    auto other = traded_grade(i, -i);
    other.wallet = other_wallet;
    entries.push_back(grade_entry(other));
  }
  rig.commit(entries);
  report_options options;
  options.format = "json";
  auto expected = nlohmann::ordered_json::parse(report_of(rig, options));
  std::reverse(expected.begin(), expected.end());
  REQUIRE(expected.size() == 18);

  for (const auto* limit : {"1", "2", "3", "5", "18", "1000"}) {
    INFO("limit " << limit);
    auto found = nlohmann::ordered_json::array();
    std::string cursor;
    for (int pages = 0; pages < 30; ++pages) {
      std::map<std::string, std::string, std::less<>> query{{"limit", limit}};
      if (!cursor.empty())
        query["cursor"] = cursor;
      const auto reply = rig.get("/api/v1/windows", query);
      REQUIRE(reply.status == 200);
      CHECK(reply.type == json_type);
      for (const auto& row : nlohmann::ordered_json::parse(reply.body))
        found.push_back(row);
      cursor = header_of(reply, "X-Next-Cursor");
      if (cursor.empty())
        break;
    }
    CHECK(found == expected);
  }
}

TEST_CASE("a page of windows spans a gap of years", "[web]") {
  web_rig rig;
  auto old = traded_grade(0, 5);
  old.window.start -= std::chrono::hours{24 * 365 * 3};
  old.window.end -= std::chrono::hours{24 * 365 * 3};
  old.window.slug = "btc-updown-15m-" + std::to_string(to_unix_seconds(old.window.start));
  rig.commit({grade_entry(old), grade_entry(traded_grade(1, 6))});
  const auto rows =
      nlohmann::json::parse(rig.get("/api/v1/windows", {{"limit", "2"}}).body);
  REQUIRE(rows.size() == 2);
  CHECK(rows[1]["slug"] == old.window.slug);
}

TEST_CASE("days, strategies and coverage equal those of report", "[web]") {
  web_rig rig;
  rig.commit({grade_entry(traded_grade(0, 1)), grade_entry(traded_grade(1, -3)),
              coverage_entry(0, {coverage_kind::watched, {}, {}, ""}),
              coverage_entry(2, {coverage_kind::missed, {}, {}, "off"})});
  report_options options;
  options.format = "json";
  options.grouping = "day";
  CHECK(rig.get("/api/v1/days").body == report_of(rig, options));
  options.grouping = "strategy";
  CHECK(rig.get("/api/v1/strategies").body == report_of(rig, options));
  options.grouping = "type";
  CHECK(rig.get("/api/v1/strategies", {{"by", "type"}}).body == report_of(rig, options));
  options.grouping.reset();
  options.coverage = true;
  CHECK(rig.get("/api/v1/coverage").body == report_of(rig, options));
}

TEST_CASE("the proofs are those of report --proof", "[web][proof]") {
  web_rig rig;
  const auto differs = different_day(other_wallet, proof_day + day_length, 7'000'000);
  const std::vector<day_proof> proofs{proven_day(main_wallet, proof_day),
                                      open_day(main_wallet, proof_day + day_length),
                                      differs};
  std::vector<ledger_entry> entries{grade_entry(traded_grade(0, 1))};
  for (const auto& proof : proofs)
    entries.emplace_back(record_proof{std::make_shared<const day_proof>(proof)});
  rig.commit(entries);
  const auto written = [&](const report_filter& filter) {
    auto reader = must(ledger_reader::open(rig.path));
    std::ostringstream out;
    write_proofs(select_proofs(must(reader.proofs(timestamp{})), filter),
                 report_format::json, out);
    return shown_text(rig.context, out.str());
  };
  const auto all = rig.get("/api/v1/reconcile");
  CHECK(all.status == 200);
  CHECK(all.type == json_type);
  CHECK(all.body == written({}));
  const auto rows = nlohmann::json::parse(all.body);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0]["state"] == "PROVEN");
  CHECK(std::count_if(rows.begin(), rows.end(), [](const auto& row) {
          return row["state"] == "OPEN" && row["platform_fills"].is_null();
        }) == 1);
  report_filter filter;
  filter.wallets = {main_wallet.address};
  CHECK(rig.get("/api/v1/reconcile", {{"wallet", "main"}}).body == written(filter));
  filter.begin = proof_day + day_length;
  CHECK(rig.get("/api/v1/reconcile", {{"wallet", "main"}, {"from", "2026-11-29"}}).body ==
        written(filter));
  CHECK(rig.get("/api/v1/reconcile", {{"series", "x"}}).status == 400);
}

TEST_CASE("the pictures are SVG without a script", "[web]") {
  web_rig rig;
  rig.commit({grade_entry(traded_grade(0, 1'500'000)), grade_entry(traded_grade(1, -3))});
  rig.read_figures();
  for (const auto* path :
       {"/plot/equity.svg", "/plot/calendar.svg", "/plot/hours.svg", "/plot/spread.svg",
        "/badge/today.svg", "/badge/coverage.svg"}) {
    INFO(path);
    const auto reply = rig.get(path);
    CHECK(reply.status == 200);
    CHECK(reply.type == svg_type);
    CHECK(reply.body.starts_with("<svg "));
    CHECK(reply.body.ends_with("</svg>\n"));
    CHECK(reply.body.find("<script") == std::string::npos);
  }
  CHECK(rig.get("/badge/today.svg").body.find("+$1.50") != std::string::npos);
}

TEST_CASE("wallets are masked unless the settings show them", "[web]") {
  web_rig rig;
  rig.commit({grade_entry(traded_grade(0, 1))});
  for (const auto* path : {"/api/v1/windows", "/api/v1/strategies", "/api/v1/explain"}) {
    INFO(path);
    const auto get = [&] {
      return rig.get(
          path,
          std::string{path} == "/api/v1/explain"
              ? std::map<std::string, std::string, std::less<>>{{"slug",
                                                                 window_number(0).slug}}
          : std::string{path} == "/api/v1/strategies"
              ? std::map<std::string, std::string, std::less<>>{{"by", "wallet"}}
              : std::map<std::string, std::string, std::less<>>{});
    };
    rig.context.show_wallets = false;
    CHECK(get().body.find(main_wallet.address) == std::string::npos);
    rig.context.show_wallets = true;
    const bool has_address = get().body.find(main_wallet.address) != std::string::npos;
    CHECK(has_address == (std::string{path} != "/api/v1/explain"));
  }
}

TEST_CASE("a window is explained with the text of explain", "[web]") {
  web_rig rig;
  rig.commit(
      {events_entry({buy_in(0, 1)}), grade_entry(traded_grade(0, 7), market_number(0))});
  const auto slug = window_number(0).slug;
  const auto reply = rig.get("/api/v1/explain", {{"slug", slug}});
  REQUIRE(reply.status == 200);
  const auto rows = nlohmann::json::parse(reply.body);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["slug"] == slug);
  CHECK(rows[0]["wallet"] == "main");
  CHECK(rows[0]["events"].size() == 1);
  CHECK(rig.get("/api/v1/explain", {{"slug", slug}, {"wallet", "main"}}).status == 200);
}

TEST_CASE("a wrong request gets one line with what is allowed", "[web]") {
  web_rig rig;
  rig.commit({grade_entry(traded_grade(0, 1))});
  struct row {
    std::string path;
    std::map<std::string, std::string, std::less<>> query;
    unsigned status;
    std::string text;
  };
  const std::string long_text(5000, 'x');
  for (const auto& [path, query, status, text] : std::vector<row>{
           {"/api/v1/windows", {{"form", "x"}}, 400, "not a parameter"},
           {"/api/v1/windows", {{"limit", "0"}}, 400, "1 to 1000"},
           {"/api/v1/windows", {{"limit", "1001"}}, 400, "1 to 1000"},
           {"/api/v1/windows", {{"limit", "-1"}}, 400, "1 to 1000"},
           {"/api/v1/windows", {{"limit", "99999999999999999999999"}}, 400, "1 to"},
           {"/api/v1/windows", {{"cursor", "1"}}, 400, "X-Next-Cursor"},
           {"/api/v1/windows", {{"cursor", "-1.0"}}, 400, "X-Next-Cursor"},
           {"/api/v1/windows", {{"cursor", "9999999999999.0"}}, 400, "X-Next-Cursor"},
           {"/api/v1/windows", {{"wallet", "other's"}}, 400, "main"},
           {"/api/v1/windows", {{"series", long_text}}, 400, "series="},
           {"/api/v1/windows", {{"from", "\x1b[2J<b>"}}, 400, "\\u001b[2J<b>"},
           {"/api/v1/windows", {{"status", "GOOD"}}, 400, "PENDING"},
           {"/api/v1/days", {{"by", "hour"}}, 400, "not a parameter"},
           {"/api/v1/strategies", {{"by", "year"}}, 400, "month"},
           {"/api/v1/coverage", {{"wallet", "main"}}, 400, "not a parameter"},
           {"/api/v1/explain", {}, 400, "slug"},
           {"/api/v1/explain", {{"slug", "no-such-window"}}, 404, "no-such-window"},
           {"/api/v1/explain",
            {{"slug", window_number(0).slug}, {"wallet", "x"}},
            400,
            "main"},
           {"/api/v1/../../etc/passwd", {}, 404, "not known"},
           {"/plot/equity.svg", {{"by", "nothing"}}, 400, "wallet"},
           {"/favicon.ico", {}, 404, "not known"},
       }) {
    const auto reply = rig.get(path, query);
    INFO(path << ": " << reply.body);
    CHECK(reply.status == status);
    CHECK(reply.type == text_type);
    CHECK(reply.body.find(text) != std::string::npos);
    CHECK(std::count(reply.body.begin(), reply.body.end(), '\n') == 1);
    CHECK(reply.body.size() < 600);
    CHECK(reply.body.find('\x1b') == std::string::npos);
  }
}

TEST_CASE("a reply has an ETag of the ledger's revision and the day", "[web]") {
  web_rig rig;
  const auto tag = [&](const char* path) {
    return etag_of(*find_route(path), rig.view());
  };
  const auto days = tag("/api/v1/days");
  const auto coverage = tag("/api/v1/coverage");
  CHECK_FALSE(days.empty());
  CHECK(tag("/metrics").empty());
  rig.snapshot.now += std::chrono::minutes{1};
  CHECK(tag("/api/v1/days") == days);
  CHECK(tag("/api/v1/coverage") != coverage);
  rig.snapshot.now += std::chrono::hours{24};
  CHECK(tag("/api/v1/days") != days);
  rig.snapshot.now -= std::chrono::hours{24};
  ++rig.context.changes;
  CHECK(tag("/api/v1/days") != days);
  --rig.context.changes;
  CHECK(tag("/api/v1/days") == days);
  ++rig.snapshot.revision;
  CHECK(tag("/api/v1/days") != days);
  rig.snapshot.revision = 0;
  CHECK(tag("/api/v1/days").empty());
}

TEST_CASE("the files of the page are served with types and tags of their own", "[web]") {
  web_rig rig;
  CHECK(page_files().size() >= 3);
  std::set<std::string_view> tags;
  for (const auto& file : page_files()) {
    INFO(file.path);
    const auto reply = rig.get(std::string{file.path});
    CHECK(reply.status == 200);
    CHECK(reply.body == file.content);
    CHECK_FALSE(file.content.empty());
    CHECK(tags.insert(file.etag).second);
  }
  CHECK(rig.get("/").type == "text/html; charset=utf-8");
  CHECK(rig.get("/app.js").type == "text/javascript; charset=utf-8");
}
