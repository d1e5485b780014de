// SPDX-License-Identifier: MIT
// A real PostgreSQL server for one test program.
#pragma once

#include "tests/support/process.hpp"

#include <memory>
#include <string>

#include <sys/types.h>

namespace tracker::test {

/// A cluster in a temporary folder, run by an unprivileged user (PostgreSQL refuses
/// root), reached by a socket in that folder only. It ends with the test, and with the
/// test program when that is killed.
class postgres_cluster {
public:
  /// Creates the cluster and starts it; takes some seconds. Throws std::runtime_error
  /// with the server's message when it does not start.
  postgres_cluster();
  /// Ends it at once.
  ~postgres_cluster();
  postgres_cluster(const postgres_cluster&) = delete;
  postgres_cluster& operator=(const postgres_cluster&) = delete;

  /// False where Debian's PostgreSQL is not installed.
  static bool is_installed();

  /// The cluster that the tests of a program share, running, and made at its first use.
  static postgres_cluster& shared();

  /// Creates an empty database and returns its name.
  std::string create_database();
  /// The connection string of a role and a database; both exist without arguments.
  std::string url(const std::string& database = "fleet",
                  const std::string& role = "tracker") const;

  /// Starts it again after `stop` or `kill`, and waits until it answers.
  void start();
  /// Stops it in order: sessions are ended, everything is written.
  void stop();
  /// Ends it with SIGKILL, as a failure of the machine would.
  void kill();
  /// The main process of the server.
  pid_t id() const;

private:
  class state;
  std::unique_ptr<state> state_;
};

} // namespace tracker::test
