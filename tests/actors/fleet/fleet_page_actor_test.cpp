// SPDX-License-Identifier: MIT
// The page, /api/v1 and the metrics on a real PostgreSQL.
#include "actors/clock/wall_time.hpp"
#include "actors/ledger/output/report_run.hpp"
#include "actors/web/metrics.hpp"
#include "actors/web/web_actor.hpp"
#include "main/wiring/fleet/fleet_page.hpp"
#include "main/wiring/fleet/fleet_wiring.hpp"
#include "tests/actors/fleet/fleet_rig.hpp"
#include "tests/actors/ledger/days/proof_samples.hpp"
#include "tests/actors/web/one_thread.hpp"
#include "tests/actors/web/raw_client.hpp"
#include "tests/actors/web/web_rig.hpp"
#include "tests/support/text_checks.hpp"

#include <caf/actor_system.hpp>
#include <caf/send.hpp>

#include <csignal>
#include <map>
#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

using query_map = std::map<std::string, std::string, std::less<>>;

constexpr auto patience = 60s;

/// A ledger of two wallets, and a database that receives it.
struct page_rig : web_rig {
  page_rig() {
    context.wallets = {main_wallet, other_wallet};
    context.show_wallets = true;
    must(store.use_outbox(true));
    std::vector<ledger_entry> entries;
    for (int number = 0; number < 12; ++number) {
      const auto status = number % 4 == 0   ? grade_status::provisional
                          : number % 4 == 1 ? grade_status::amended
                                            : grade_status::final;
      entries.push_back(grade_entry(traded_grade(number, number * 1'000'003L, status),
                                    market_number(number)));
      auto other = traded_grade(number, 500'001 - 700'001L * number, grade_status::final);
      other.wallet = other_wallet;
      other.strategy = number % 2 == 0 ? "even" : "";
      entries.push_back(grade_entry(other, market_number(number)));
      entries.push_back(
          events_entry({buy_in(number, 10 + static_cast<std::uint64_t>(number))}));
      entries.push_back(coverage_entry(
          number,
          number == 3
              ? window_coverage{coverage_kind::missed, {}, {}, "the tracker did not run"}
              : window_coverage{coverage_kind::watched, run_start, run_start, ""}));
    }
    auto open = grade_of(12, grade_status::pending);
    open.figures.kind = trade_kind::directional;
    entries.push_back(grade_entry(open, market_number(12)));
    entries.push_back(events_entry({buy_in(12, 500), reward_at(run_start, 7'000'001)}));
    entries.push_back(record_proof{
        std::make_shared<const day_proof>(different_day(main_wallet, proof_day, 5))});
    commit(entries);
  }

  std::string url() const { return postgres_cluster::shared().url(database); }
  void publish(const std::string& name = "one") {
    fleet_writer writer{{url(), name, "0.1.0", 30s}};
    outbox_batch last;
    publish_all(store, writer, last);
  }

  web_reply answer(report_source& source, const std::string& target,
                   const query_map& query) const {
    const auto* route = find_route(target);
    REQUIRE(route != nullptr);
    return std::get<ledger_handler>(route->handler)({target, query}, view(), source);
  }
  void take_figures(report_source& source) {
    auto figures = must(read_ledger_figures(
        source, {snapshot.now, *context.zone, context.series, context.wallets}));
    snapshot.ledger = std::make_shared<const ledger_figures>(std::move(figures));
  }

  std::string database = postgres_cluster::shared().create_database();
};

/// A web actor that reads the fleet's database; its own ledger file does not exist.
class fleet_scene {
public:
  explicit fleet_scene(const std::string& url) {
    settings effective;
    effective.fleet_url = url;
    effective.fleet_page = true;
    web_options options;
    options.make_source = fleet_page_of(effective);
    options.context.reads_fleet = true;
    options.context.version = "0.1.0";
    options.context.started = wall_time();
    options.context.ledger_file = "/nonexistent/tracker.db";
    options.context.zone = date::locate_zone("UTC");
    options.context.show_wallets = true;
    options.now = wall_time;
    options.question_time = patience;
    auto socket = std::get<listen_socket>(listen_socket::open({"127.0.0.1", 0}));
    port_ = socket.address().port;
    web_ = spawn_web(system_, std::move(options), std::move(socket),
                     log_port{log_tee_actor{}, "web", wall_time});
  }
  ~fleet_scene() {
    caf::anon_send(web_, tracker::shutdown{std::chrono::steady_clock::now() + 500ms});
    web_ = web_actor{};
  }
  fleet_scene(const fleet_scene&) = delete;
  fleet_scene& operator=(const fleet_scene&) = delete;

  std::string get(const std::string& target) const {
    raw_client client{port_};
    client.get(target);
    return client.read_reply(patience);
  }
  /// Repeats the request until the reply has `part`.
  std::string wait_for(const std::string& target, const std::string& part) const {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
      auto reply = get(target);
      if (reply.find(part) != std::string::npos ||
          std::chrono::steady_clock::now() > deadline)
        return reply;
      std::this_thread::sleep_for(100ms);
    }
  }

private:
  one_thread config_;
  caf::actor_system system_{config_};
  std::uint16_t port_ = 0;
  web_actor web_;
};

} // namespace

TEST_CASE("page, /api/v1, pictures and metrics of a fleet equal those of the ledger file",
          "[fleet][web][postgres]") {
  if (!postgres_cluster::is_installed())
    return;
  page_rig rig;
  rig.publish();
  source_over<ledger_reader> file{must(ledger_reader::open(rig.path))};
  const auto fleet = must(fleet_reader::open(rig.url(), fleet_use::page));
  rig.take_figures(file);
  const auto of_file = rig.snapshot.ledger;
  const auto metrics = serve_metrics({"/metrics", {}}, rig.view()).body;
  rig.take_figures(fleet->source());
  CHECK(serve_metrics({"/metrics", {}}, rig.view()).body == metrics);
  const std::vector<std::pair<std::string, query_map>> questions{
      {"/", {}},
      {"/", {{"wallet", "main"}, {"span", "all"}, {"all", "1"}}},
      {"/api/v1/summary", {}},
      {"/api/v1/summary", {{"span", "30d"}, {"wallet", "main"}}},
      {"/api/v1/attention", {}},
      {"/api/v1/windows", {{"limit", "7"}}},
      {"/api/v1/windows", {{"status", "FINAL"}, {"strategy", "even"}}},
      {"/api/v1/explain", {{"slug", window_number(5).slug}}},
      {"/api/v1/days", {}},
      {"/api/v1/strategies", {}},
      {"/api/v1/strategies", {{"by", "wallet"}}},
      {"/api/v1/coverage", {}},
      {"/api/v1/reconcile", {{"from", "2026-01-01"}}},
      {"/plot/equity.svg", {{"by", "wallet"}}},
      {"/plot/calendar.svg", {}},
      {"/plot/hours.svg", {}},
      {"/plot/spread.svg", {}},
  };
  std::set<std::string> asked;
  for (const auto& [target, query] : questions) {
    INFO(target);
    asked.insert(target);
    rig.snapshot.ledger = of_file;
    const auto ours = rig.answer(file, target, query);
    rig.take_figures(fleet->source());
    const auto theirs = rig.answer(fleet->source(), target, query);
    CHECK(ours.status == 200);
    CHECK(theirs.status == 200);
    CHECK(ours.body == theirs.body);
    CHECK(ours.headers == theirs.headers);
  }
  for (const auto& route : web_routes())
    if (std::holds_alternative<ledger_handler>(route.handler))
      CHECK(asked.count(std::string{route.path}) == 1);
}

TEST_CASE("report --plot of a fleet draws the same as for the ledger file",
          "[fleet][postgres]") {
  if (!postgres_cluster::is_installed())
    return;
  page_rig rig;
  rig.publish();
  source_over<ledger_reader> file{must(ledger_reader::open(rig.path))};
  const auto fleet = must(fleet_reader::open(rig.url()));
  report_options options;
  options.grouping = "wallet";
  options.begin = "2026-01-01";
  const auto setting = report_setting_of(rig.view());
  const auto query =
      std::get<report_query>(parse_report_query(options, setting.now, setting.zone));
  for (const auto part : {plot_picture::equity, plot_picture::calendar}) {
    const auto ours = must(draw_report(query, file, setting, part));
    CHECK(contains(ours, "<svg"));
    CHECK(ours == must(draw_report(query, fleet->source(), setting, part)));
  }
}

TEST_CASE("the page of a fleet shows all trackers, and reports an unreachable database",
          "[fleet][web][postgres]") {
  if (!postgres_cluster::is_installed())
    return;
  page_rig rig;
  rig.publish();
  fleet_scene scene{rig.url()};
  const auto page = scene.get("/");
  CHECK(contains(page, "HTTP/1.1 200"));
  CHECK(contains(page, "all trackers of the fleet"));
  CHECK(contains(scene.get("/api/v1/windows?limit=1000"), window_number(11).slug));

  SECTION("facts that another tracker publishes appear") {
    const auto before = scene.get("/api/v1/windows?limit=1");
    web_rig second;
    must(second.store.use_outbox(true));
    second.commit({grade_entry(traded_grade(40, 9), market_number(40))});
    fleet_writer writer{{rig.url(), "two", "0.1.0", 30s}};
    outbox_batch last;
    publish_all(second.store, writer, last);
    CHECK(contains(scene.wait_for("/api/v1/windows?limit=1", window_number(40).slug),
                   window_number(40).slug));
  }
  SECTION("an unreachable database is not shown as zero") {
    auto& cluster = postgres_cluster::shared();
    cluster.kill();
    for (const auto* target : {"/api/v1/summary", "/api/v1/windows", "/"}) {
      INFO(target);
      const auto reply = scene.get(target);
      CHECK(contains(reply, "HTTP/1.1 503"));
      CHECK(contains(reply, "database cannot be read: it does not answer"));
      CHECK_FALSE(contains(reply, rig.database));
    }
    CHECK(contains(scene.wait_for("/ready", "does not answer"), "does not answer"));
    cluster.start();
    CHECK(contains(scene.wait_for("/api/v1/windows?limit=1000", window_number(11).slug),
                   "HTTP/1.1 200"));
  }
  SECTION("a session that does not answer is replaced") {
    auto admin = pg::connection{{rig.url(), "test", 30s}};
    const auto session = admin.run(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND "
        "application_name = 'performance_tracker page'");
    // One session for the figures, one for the requests.
    REQUIRE(session.rows() == 2);
    for (const auto row : {0U, 1U})
      kill(static_cast<pid_t>(session.number(row, 0)), SIGSTOP);
    CHECK(contains(scene.wait_for("/api/v1/windows?limit=1000", window_number(11).slug),
                   "HTTP/1.1 200"));
    for (const auto row : {0U, 1U})
      kill(static_cast<pid_t>(session.number(row, 0)), SIGCONT);
  }
  SECTION("no snapshot is left open") {
    auto admin = pg::connection{{rig.url(), "test", 30s}};
    CHECK(admin
              .run("SELECT count(*) FROM pg_stat_activity WHERE datname = "
                   "current_database() AND state LIKE 'idle in transaction%'")
              .number(0, 0) == 0);
  }
}
