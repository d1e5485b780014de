// SPDX-License-Identifier: MIT
// Starts the web server of a run.
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "actors/web/web_actor.hpp"
#include "main/config/settings.hpp"

#include <caf/fwd.hpp>

#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace tracker {

/// The listening socket of web.listen, or why it cannot be opened; nothing: the settings
/// want none.
std::optional<std::variant<listen_socket, std::string>>
open_web(const settings& effective);

/// The options of the web actor.
web_options web_options_of(const settings& effective, timestamp started, run_mode mode,
                           wall_clock now);

/// The page of a live run, until its destruction.
class live_page {
public:
  /// Starts the web actor on what `open_web` has returned. When that is not possible it
  /// logs a warning that says what to do, and the run continues without a page.
  live_page(caf::actor_system& system, const settings& effective,
            std::optional<std::variant<listen_socket, std::string>> opened,
            timestamp started, const log_port& log);
  ~live_page();
  live_page(const live_page&) = delete;
  live_page& operator=(const live_page&) = delete;

  /// Shows the state of this run.
  void observe(caf::actor_system& system, const supervisor_actor& supervisor) const;

  /// Sends the names of reloaded settings to the page; it may outlive this object.
  std::function<void(const settings&)> names_sender() const;

private:
  web_actor web_;
};

/// Serves the page of a run in virtual time, whose actors all share one thread: the web
/// actor has an actor system, threads and a clock of its own.
class page_host {
public:
  /// Or why the page cannot be served.
  static std::variant<std::unique_ptr<page_host>, std::string>
  open(const settings& effective, timestamp started, run_mode mode);
  ~page_host();
  page_host(const page_host&) = delete;
  page_host& operator=(const page_host&) = delete;

  /// `http://127.0.0.1:8087/`.
  std::string url() const;
  /// Passes the state of the run on; it must not outlive the host.
  std::function<void(const status_screen&)> observer();
  /// Marks the recording as ended, says where the page is, and waits for SIGINT or
  /// SIGTERM, which must be blocked.
  void hold(std::ostream& out);

private:
  class state;
  explicit page_host(std::unique_ptr<state> opened);
  std::unique_ptr<state> state_;
};

} // namespace tracker
