// SPDX-License-Identifier: MIT
// Any bytes at the socket of the page, in two pieces: the first byte says where the first
// one ends. The server answers or closes, serves another client, and no handler throws.
#include "actors/clock/wall_time.hpp"
#include "actors/web/web_actor.hpp"
#include "tests/actors/web/one_thread.hpp"
#include "tests/actors/web/raw_client.hpp"
#include "tests/fuzz/web_ledger.hpp"

#include <caf/actor_system.hpp>
#include <caf/send.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace {

using namespace tracker;
using namespace std::chrono_literals;

/// A page server with the state of a running tracker, until the program ends.
struct served_page {
  served_page() {
    web_options options;
    options.context = test::make_web_ledger("web-socket-fuzz");
    options.limits.request_time = 2s;
    options.limits.progress_time = 2s;
    auto socket = std::get<listen_socket>(listen_socket::open({"127.0.0.1", 0}));
    port = socket.address().port;
    web = spawn_web(system, std::move(options), std::move(socket),
                    log_port{log_tee_actor{}, "web", wall_time});
    status_screen screen;
    screen.now = test::end_of_window();
    caf::anon_send(web, screen);
  }

  test::one_thread config;
  caf::actor_system system{config};
  web_actor web;
  std::uint16_t port = 0;
};

void require(bool condition, const char* expectation, const std::string& text) {
  if (condition)
    return;
  std::fprintf(stderr, "expected: %s; read:\n%s\n", expectation, text.c_str());
  std::abort();
}

/// Sends a request with a client of its own; once it is answered, earlier input has been
/// handled.
std::string get(std::uint16_t port, const std::string& target) {
  test::raw_client client{port};
  client.get(target);
  return client.read_reply(60s);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Not destroyed: its threads run while the program ends.
  static auto& page = *new served_page;
  static std::size_t inputs = 0;
  if (size == 0)
    return 0;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
  const auto first = bytes.size() * data[0] / 255;
  test::raw_client client{page.port};
  require(client.connected(), "the server accepts clients", "");
  // The server may have closed already.
  client.send(bytes.substr(0, first));
  client.send(bytes.substr(first));
  const auto health = get(page.port, "/health");
  require(health.starts_with("HTTP/1.1 "), "/health is served", health);
  client.is_closed_within(2ms);
  require(client.text().empty() || client.text().starts_with("HTTP/1."), "an HTTP reply",
          client.text());
  if (++inputs % 500 == 0) {
    const auto metrics = get(page.port, "/metrics");
    require(metrics.find("internal_error") == std::string::npos, "no handler throws",
            metrics);
  }
  return 0;
}
