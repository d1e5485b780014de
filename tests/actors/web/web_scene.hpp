// SPDX-License-Identifier: MIT
// A web actor on a free port, for tests over real sockets.
#pragma once

#include "actors/clock/wall_time.hpp"
#include "actors/web/web_actor.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/actors/web/one_thread.hpp"
#include "tests/actors/web/raw_client.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <date/tz.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace tracker::test {

/// Limit of the wait for a reply: a test that reaches it has failed.
inline constexpr auto patience = std::chrono::seconds{60};

/// Options with short limits for the ledger in this file.
inline web_options quick_options(const std::string& ledger) {
  web_options result;
  result.context.version = "0.1.0";
  result.context.started = wall_time();
  result.context.ledger_file = ledger;
  result.context.zone = date::locate_zone("UTC");
  result.context.series = {series_name};
  result.context.wallets = {main_wallet};
  result.now = wall_time;
  result.limits.request_time = std::chrono::seconds{2};
  result.limits.progress_time = std::chrono::seconds{2};
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

  /// Orders the shutdown; false when the actor has not drained within `limit` and a
  /// margin.
  bool stop(timespan limit = std::chrono::milliseconds{500}) {
    if (!web_)
      return true;
    bool is_drained = false;
    {
      caf::scoped_actor self{system_};
      self->request(web_, std::chrono::seconds{30},
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

  /// Waits until a metric of the server itself fulfils `test`.
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
      std::this_thread::sleep_for(std::chrono::milliseconds{50});
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

} // namespace tracker::test
