// SPDX-License-Identifier: MIT
// The web actor over real sockets: limits, slow and hostile clients, and its end.
#include "actors/web/web_actor.hpp"

#include "actors/clock/wall_time.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/actors/web/one_thread.hpp"
#include "tests/actors/web/raw_client.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <nlohmann/json.hpp>

#include <date/tz.h>

#include <filesystem>
#include <fstream>
#include <list>
#include <memory>
#include <thread>

#include <sys/resource.h>

namespace tracker::test {

using namespace std::chrono_literals;

namespace {

constexpr auto patience = 60s;

health_check passed(std::string name) {
  return {std::move(name), health_status::pass, timespan{-1}, ""};
}

web_options quick_options(const std::string& ledger) {
  web_options result;
  result.context.version = "0.1.0";
  result.context.started = wall_time();
  result.context.ledger_file = ledger;
  result.context.zone = date::locate_zone("UTC");
  result.context.series = {series_name};
  result.context.wallets = {main_wallet};
  result.now = wall_time;
  result.limits.request_time = 2s;
  result.limits.progress_time = 2s;
  return result;
}

/// A web actor on a free port, and a ledger with one grade.
class web_scene {
public:
  explicit web_scene(const std::function<void(web_options&)>& change = {}) {
    const std::vector<ledger_entry> entries{
        grade_entry(grade_of(0, grade_status::final))};
    must(store_.commit(entries));
    auto options = quick_options(path_);
    if (change)
      change(options);
    auto socket = std::get<listen_socket>(listen_socket::open({"127.0.0.1", 0}));
    port = socket.address().port;
    web_ = spawn_web(system_, std::move(options), std::move(socket),
                     log_port{log_tee_actor{}, "web", wall_time});
  }
  ~web_scene() { stop(); }
  web_scene(const web_scene&) = delete;
  web_scene& operator=(const web_scene&) = delete;

  /// Orders the shutdown; false: it has not drained within `limit` and a margin.
  bool stop(timespan limit = 500ms) {
    if (!web_)
      return true;
    bool is_drained = false;
    {
      caf::scoped_actor self{system_};
      self->request(web_, 30s,
                    tracker::shutdown{std::chrono::steady_clock::now() + limit})
          .receive([&](const drained&) { is_drained = true; }, [](const caf::error&) {});
    }
    web_ = web_actor{};
    return is_drained;
  }

  void send(const status_screen& screen) { caf::anon_send(web_, screen); }
  void send(const use_watched& change) { caf::anon_send(web_, change); }

  std::string get(const std::string& target, const std::string& headers = {}) const {
    raw_client client{port};
    client.get(target, headers);
    return client.read_reply();
  }

  /// Waits until the value of a metric of the server itself fulfils `test`.
  bool wait_for_metric(const std::string& name,
                       const std::function<bool(long)>& test) const {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < deadline) {
      const auto text = get("/metrics");
      const auto begin = text.find("\nperformance_tracker_" + name + " ");
      const auto value = begin == std::string::npos
                             ? 0
                             : std::stol(text.substr(begin + name.size() + 22));
      if (test(value))
        return true;
      std::this_thread::sleep_for(50ms);
    }
    return false;
  }

  std::uint16_t port = 0;

private:
  temporary_directory folder_;
  std::string path_ = (folder_.path() / "tracker.db").string();
  ledger_store store_ = open_store(path_);
  one_thread config_;
  caf::actor_system system_{config_};
  web_actor web_;
};

} // namespace

TEST_CASE("the page, the api and the metrics are served", "[web]") {
  web_scene scene;
  struct row {
    const char* target;
    int status;
    const char* part;
  };
  for (const auto& [target, status, part] :
       std::vector<row>{{"/", 200, "<!doctype html>"},
                        {"/app.css", 200, "{"},
                        {"/api/v1/windows", 200, "btc-updown-15m-1768936500"},
                        {"/api/v1/windows?limit=1&type=NO_TRADE", 200, "NO_TRADE"},
                        {"/api/v1/windows?limit=x", 400, "limit=x: allowed: 1 to 1000"},
                        {"/api/v1/windows?series=a%26b", 400, "series=a&b"},
                        {"/plot/equity.svg", 200, "<svg"},
                        {"/metrics", 200, "performance_tracker_build_info"},
                        {"/health", 503, "\"status\":\"fail\""},
                        {"/nothing", 404, "not known"},
                        {"/../../etc/passwd", 404, "not known"},
                        {"/%2e%2e/%2e%2e/etc/passwd", 404, "not known"},
                        {"//etc/passwd", 404, "not known"}}) {
    const auto reply = scene.get(target);
    INFO(target << "\n" << reply);
    CHECK(status_of(reply) == status);
    CHECK(body_of(reply).find(part) != std::string::npos);
    CHECK(reply.find("Content-Security-Policy: default-src 'none'") != std::string::npos);
    CHECK(reply.find("X-Content-Type-Options: nosniff") != std::string::npos);
    CHECK(reply.find("Access-Control-") == std::string::npos);
  }
}

TEST_CASE("HEAD has the headers only, and a known ETag costs no body", "[web]") {
  web_scene scene;
  const auto page = scene.get("/");
  raw_client client{scene.port};
  client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  REQUIRE(client.is_closed_within(patience));
  CHECK(status_of(client.text()) == 200);
  CHECK(body_of(client.text()).empty());
  CHECK(client.text().find("Content-Length: " + std::to_string(body_of(page).size())) !=
        std::string::npos);

  // The ledger's revision is known after the first look at it.
  const auto tag_of = [](const std::string& reply) {
    const auto begin = reply.find("ETag: ");
    return begin == std::string::npos
               ? ""
               : reply.substr(begin + 6, reply.find('\r', begin) - begin - 6);
  };
  std::string tag;
  for (int i = 0; i < 600 && tag.empty(); ++i) {
    tag = tag_of(scene.get("/api/v1/days"));
    if (tag.empty())
      std::this_thread::sleep_for(50ms);
  }
  REQUIRE_FALSE(tag.empty());
  // It changes once more while the file's time stamp is young.
  std::string reply;
  for (int i = 0; i < 100; ++i) {
    reply = scene.get("/api/v1/days", "If-None-Match: \"x\", " + tag + "\r\n");
    if (status_of(reply) == 304)
      break;
    tag = tag_of(reply);
  }
  CHECK(status_of(reply) == 304);
  CHECK(body_of(reply).empty());
}

TEST_CASE("malformed and oversized requests are refused", "[web]") {
  web_scene scene;
  const auto reply_to = [&](const std::string& bytes) {
    raw_client client{scene.port};
    client.send(bytes);
    CHECK(client.is_closed_within(patience));
    return status_of(client.text());
  };
  const std::string host = "Host: 127.0.0.1\r\n";
  CHECK(reply_to("POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc") == 405);
  CHECK(reply_to("DELETE /api/v1/days HTTP/1.1\r\n" + host + "\r\n") == 405);
  CHECK(reply_to("BREW / HTTP/1.1\r\n" + host + "\r\n") == 405);
  CHECK(reply_to("OPTIONS * HTTP/1.1\r\n" + host + "\r\n") == 405);
  CHECK(reply_to("GET / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc") == 400);
  CHECK(reply_to("GET / HTTP/1.1\r\n" + host +
                 "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n") == 400);
  CHECK(reply_to("GET / HTTP/1.1\r\n" + host + "Host: evil.example\r\n\r\n") == 400);
  const std::string close = "Connection: close\r\n\r\n";
  CHECK(reply_to("GET / HTTP/1.1\r\nHost: evil.example\r\n" + close) == 421);
  CHECK(reply_to("GET / HTTP/1.0\r\n\r\n") == 400);
  const std::string long_text(20'000, 'a');
  CHECK(reply_to("GET /" + long_text + " HTTP/1.1\r\n" + host + "\r\n") == 414);
  CHECK(reply_to("GET / HTTP/1.1\r\n" + host + "X: " + long_text + "\r\n\r\n") == 431);
  // Many small parts need more of the library's memory than their bytes.
  std::string parameters = "/?a";
  for (int i = 0; i < 800; ++i)
    parameters += "&b" + std::to_string(i) + "=1";
  CHECK(reply_to("GET " + parameters + " HTTP/1.1\r\n" + host + "\r\n") == 414);
  CHECK(reply_to("GET /?" + std::string(8'000, '&') + " HTTP/1.1\r\n" + host + "\r\n") ==
        414);
  std::string headers;
  for (int i = 0; i < 800; ++i)
    headers += "A: b\r\n";
  CHECK(reply_to("GET / HTTP/1.1\r\n" + host + headers + "\r\n") == 431);
  CHECK(reply_to("GET /app.css?a=1&b=2&c HTTP/1.1\r\n" + host + close) == 200);
  // The next request of the same connection is not judged by the one before.
  raw_client twice{scene.port};
  twice.get("/");
  twice.read_reply();
  twice.get("/app.css?" + std::string(63, '&'));
  CHECK(status_of(twice.read_reply()) == 200);
  // No reply is needed for what is not HTTP; the connection ends.
  reply_to("\x16\x03\x01\x02\x00 not http\r\n\r\n");
  reply_to(std::string("\0\0\0\0\r\n\r\n", 8));
  CHECK(status_of(scene.get("/app.js")) == 200);
}

TEST_CASE("a token is needed for everything but health", "[web]") {
  const std::string token = "0123456789abcdef";
  web_scene scene{[&](web_options& options) { options.token = token; }};
  CHECK(status_of(scene.get("/")) == 401);
  CHECK(status_of(scene.get("/metrics")) == 401);
  CHECK(status_of(scene.get("/events")) == 401);
  CHECK(status_of(scene.get("/health")) == 503);
  const auto bearer = "Authorization: Bearer " + token + "\r\n";
  CHECK(status_of(scene.get("/metrics", bearer)) == 200);
  CHECK(status_of(scene.get("/metrics", "Authorization: Bearer " + token + "x\r\n")) ==
        401);
  const auto moved = scene.get("/?token=" + token);
  CHECK(status_of(moved) == 303);
  CHECK(moved.find("Location: /\r\n") != std::string::npos);
  CHECK(status_of(scene.get("/", "Cookie: performance_tracker_token=" + token +
                                     "\r\n")) == 200);
}

TEST_CASE("a client that sends its header byte by byte is dropped", "[web]") {
  web_scene scene;
  raw_client client{scene.port};
  client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ");
  bool is_open = true;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (is_open && std::chrono::steady_clock::now() < deadline) {
    client.send("a");
    is_open = !client.is_closed_within(200ms);
  }
  CHECK_FALSE(is_open);
  CHECK(status_of(scene.get("/")) == 200);
}

TEST_CASE("32 streams are served, 8 of them asleep, and the 33rd is refused", "[web]") {
  web_scene scene;
  std::list<raw_client> streams;
  for (int i = 0; i < 32; ++i) {
    auto& client = streams.emplace_back(scene.port);
    client.get("/events");
    REQUIRE(client.read_until("retry: 2000", patience).find("retry: 2000") !=
            std::string::npos);
  }
  const auto refused = scene.get("/events");
  CHECK(status_of(refused) == 503);
  CHECK(refused.find("Retry-After: ") != std::string::npos);
  // All but the first eight read two further events; meanwhile requests are answered.
  int number = 0;
  for (auto& client : streams) {
    if (++number <= 8)
      continue;
    const auto size = client.text().size();
    CHECK(client.read_until("event: strip", patience).find("event: strip") !=
          std::string::npos);
    CHECK(client.text().find("text/event-stream") != std::string::npos);
    CHECK(client.text().size() >= size);
  }
  CHECK(status_of(scene.get("/api/v1/days")) == 200);
  // The streams of clients that have gone are closed, and others get in.
  streams.clear();
  int status = 0;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (status != 200 && std::chrono::steady_clock::now() < deadline) {
    raw_client next{scene.port};
    next.get("/events");
    status = status_of(next.read_until("\r\n\r\n", patience));
    std::this_thread::sleep_for(50ms);
  }
  CHECK(status == 200);
}

TEST_CASE("a reader that takes nothing is dropped, and no other waits", "[web]") {
  web_scene scene{[](web_options& options) {
    // The reply must not fit into the buffers of the kernel.
    options.limits.reply_time = 2s;
    options.limits.request_time = 30s;
  }};
  std::list<raw_client> clients;
  for (int i = 0; i < 4; ++i) {
    auto& client = clients.emplace_back(scene.port, 1);
    // Many replies of one connection fill its buffers.
    for (int j = 0; j < 2000; ++j)
      client.get("/metrics");
  }
  CHECK(status_of(scene.get("/")) == 200);
  // All four, each once.
  CHECK(scene.wait_for_metric("web_clients_refused_total{reason=\"slow_reader\"}",
                              [](long count) { return count == 4; }));
  CHECK(scene.wait_for_metric("web_connections", [](long count) { return count <= 1; }));
}

TEST_CASE("without a descriptor clients are turned away and nothing spins", "[web]") {
  web_scene scene;
  CHECK(status_of(scene.get("/")) == 200);
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  std::list<raw_client> waiting;
  for (int i = 0; i < 4; ++i) {
    // Made before the limit: connecting needs no further descriptor.
    waiting.emplace_back(scene.port);
    waiting.back().get("/app.css");
    CHECK(status_of(waiting.back().read_reply()) == 200);
  }
  {
    const owned_socket own{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    std::vector<owned_socket> hogs;
    rlimit low{static_cast<rlim_t>(own.get()) + 64, before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &low);
    for (int next = dup(own.get()); next >= 0; next = dup(own.get()))
      hogs.emplace_back(next);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(scene.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(own.get(), reinterpret_cast<const sockaddr*>(&address),
                    sizeof address) == 0);
    pollfd ended{own.get(), POLLIN, 0};
    CHECK(poll(&ended, 1, 60'000) == 1);
    char byte = 0;
    CHECK(recv(own.get(), &byte, 1, 0) <= 0);
    // Those that are connected are served.
    waiting.front().get("/app.js");
    CHECK(status_of(waiting.front().read_reply()) == 200);
  }
  setrlimit(RLIMIT_NOFILE, &before);
  CHECK(status_of(scene.get("/")) == 200);
}

TEST_CASE("more clients than connections with a request get 503", "[web]") {
  web_scene scene{[](web_options& options) { options.limits.connections = 4; }};
  std::list<raw_client> clients;
  for (int i = 0; i < 4; ++i) {
    auto& client = clients.emplace_back(scene.port);
    client.get("/events");
    client.read_until("retry", patience);
  }
  raw_client next{scene.port};
  next.get("/");
  CHECK(next.is_closed_within(patience));
  CHECK((next.text().empty() || status_of(next.text()) == 503));
}

TEST_CASE("a client takes the place of one that is idle for longest", "[web]") {
  web_scene scene{[](web_options& options) { options.limits.connections = 3; }};
  std::list<raw_client> clients;
  for (int i = 0; i < 3; ++i) {
    auto& client = clients.emplace_back(scene.port);
    client.get("/app.css");
    CHECK(status_of(client.read_reply()) == 200);
  }
  raw_client next{scene.port};
  next.get("/app.css");
  CHECK(status_of(next.read_reply()) == 200);
  CHECK(clients.front().is_closed_within(patience));
  clients.back().get("/app.css");
  CHECK(status_of(clients.back().read_reply()) == 200);
}

TEST_CASE("400 clients that send half a request keep none out", "[web]") {
  web_scene scene;
  raw_client stream{scene.port};
  stream.get("/events");
  stream.read_until("retry", patience);
  std::list<raw_client> halves;
  for (int i = 0; i < 400; ++i) {
    auto& half = halves.emplace_back(scene.port);
    half.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ");
    if (i % 20 == 0) {
      INFO(i);
      // Nothing reports to this server: it answers that it is not healthy.
      CHECK(status_of(scene.get("/health")) == 503);
      CHECK(scene.get("/health").find("\"checks\"") != std::string::npos);
    }
  }
  CHECK(scene.get("/health").find("\"checks\"") != std::string::npos);
  // A client with a request keeps its place.
  CHECK_FALSE(stream.is_closed_within(10ms));
}

TEST_CASE("the actor ends in time with streams, idle and sleeping clients", "[web]") {
  web_scene scene;
  std::list<raw_client> clients;
  for (int i = 0; i < 12; ++i) {
    auto& client = clients.emplace_back(scene.port);
    if (i < 8) {
      client.get("/events");
      client.read_until("retry", patience);
    } else if (i < 10) {
      client.get("/app.css");
      client.read_reply();
    } else {
      client.send("GET / HT");
    }
  }
  const auto begin = std::chrono::steady_clock::now();
  CHECK(scene.stop(2s));
  CHECK(std::chrono::steady_clock::now() - begin < 20s);
  for (auto& client : clients)
    CHECK(client.is_closed_within(patience));
  // A stream ends in order: its last chunk is there.
  CHECK(clients.front().text().ends_with("0\r\n\r\n"));
}

TEST_CASE("health and readiness follow what the supervisor reports", "[web]") {
  web_scene scene;
  const auto screen_of = [](std::uint64_t ticks) {
    status_screen screen;
    screen.actors = {
        {"clock", actor_status{0, "", {count_sample("ticks_total", ticks)}}},
        {"ledger", actor_status{0, "ready", {}, {passed("ledger")}}},
        {"window", actor_status{0, "", {}, {passed("market " + series_name)}}},
        {"wallet", actor_status{0, "", {}, {passed("activity main")}}}};
    return screen;
  };
  CHECK(status_of(scene.get("/ready")) == 503);
  int health = 0;
  int ready = 0;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (std::uint64_t i = 1;
       (health != 200 || ready != 200) && std::chrono::steady_clock::now() < deadline;
       ++i) {
    scene.send(screen_of(i));
    health = status_of(scene.get("/health"));
    ready = status_of(scene.get("/ready"));
    std::this_thread::sleep_for(100ms);
  }
  CHECK(health == 200);
  CHECK(ready == 200);
  CHECK(scene.get("/metrics").find("\nperformance_tracker_ready 1\n") !=
        std::string::npos);
  // No further report: the last tick grows old.
  CHECK(scene.wait_for_metric("healthy", [](long value) { return value == 0; }));
  CHECK(status_of(scene.get("/health")) == 503);
}

TEST_CASE("a reload changes the names that are ready and that a query may have",
          "[web]") {
  web_scene scene;
  const std::string added = "eth-updown-5m";
  const auto query = "/api/v1/days?series=" + added;
  CHECK(status_of(scene.get(query)) == 400);
  status_screen screen;
  screen.actors = {
      {"clock", actor_status{0, "", {count_sample("ticks_total", 1)}}},
      {"ledger", actor_status{0, "ready", {}, {passed("ledger")}}},
      {"window", actor_status{0, "", {}, {passed("market " + added)}}},
      {"wallet", actor_status{0, "", {}, {passed("activity second")}}},
  };
  const auto is_ready_in_time = [&] {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (std::uint64_t i = 1; std::chrono::steady_clock::now() < deadline; ++i) {
      screen.actors.front().status->metrics = {count_sample("ticks_total", i)};
      scene.send(screen);
      const auto reply = scene.get("/ready");
      if (status_of(reply) == 200)
        return true;
      // The names of the start are missing until the change.
      if (reply.find("market " + series_name) != std::string::npos)
        scene.send(
            use_watched{{added}, {{"second", std::string{"0x"}.append(40, 'b')}}, {}});
      std::this_thread::sleep_for(100ms);
    }
    return false;
  };
  CHECK(is_ready_in_time());
  CHECK(status_of(scene.get(query)) == 200);
}

} // namespace tracker::test
