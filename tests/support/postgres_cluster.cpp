// SPDX-License-Identifier: MIT
#include "tests/support/postgres_cluster.hpp"

#include "actors/fleet/pg/connection.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include <glob.h>
#include <pwd.h>
#include <unistd.h>

namespace tracker::test {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// Longer than any start on a loaded machine takes.
constexpr auto limit = 120s;

/// Debian installs the programs of the server outside PATH, in a folder per version.
std::optional<std::string> find_programs() {
  glob_t found{};
  std::optional<std::string> result;
  if (glob("/usr/lib/postgresql/*/bin/initdb", 0, nullptr, &found) == 0 &&
      found.gl_pathc > 0)
    result = fs::path{found.gl_pathv[found.gl_pathc - 1]}.parent_path().string();
  globfree(&found);
  return result;
}

/// `command` as it is run by a user that is not root.
program unprivileged(std::vector<std::string> command, const fs::path& folder) {
  // Ends with this process even when that is killed.
  std::vector<std::string> words{"--pdeathsig=KILL"};
  if (geteuid() == 0)
    words = {"--pdeathsig=KILL", "--reuid=postgres", "--regid=postgres",
             "--clear-groups"};
  words.insert(words.end(), command.begin(), command.end());
  return {"/usr/bin/setpriv",
          std::move(words),
          {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}, {"TZ", "UTC"}},
          folder};
}

} // namespace

class postgres_cluster::state {
public:
  state() : programs_{find_programs().value_or("")} {
    fs::permissions(folder_.path(), fs::perms{0711});
    fs::create_directory(home());
    if (geteuid() == 0) {
      const auto* user = getpwnam("postgres");
      if (user == nullptr || chown(home().c_str(), user->pw_uid, user->pw_gid) != 0)
        throw std::runtime_error{
            "the cluster's folder cannot be given to the user postgres"};
    }
    process initdb{
        unprivileged({programs_ + "/initdb", "-D", data(), "--username=tracker",
                      "--auth-local=trust", "--auth-host=reject", "--no-sync",
                      "--no-instructions", "--encoding=UTF8", "--locale=C.UTF-8"},
                     home())};
    if (initdb.wait(limit) != 0)
      throw std::runtime_error{"initdb: " + initdb.text(stream::err)};
    start();
    create_database("fleet");
  }
  ~state() { kill(); }
  state(const state&) = delete;
  state& operator=(const state&) = delete;

  std::string url(const std::string& database, const std::string& role) const {
    return "host=" + home().string() + " dbname=" + database + " user=" + role;
  }

  void start() {
    server_ = std::make_unique<process>(
        unprivileged({programs_ + "/postgres",
                      "-D",
                      data(),
                      "-c",
                      "listen_addresses=",
                      "-c",
                      "unix_socket_directories=" + home().string(),
                      "-c",
                      "fsync=off",
                      "-c",
                      "full_page_writes=off",
                      "-c",
                      "synchronous_commit=off",
                      "-c",
                      "shared_buffers=64MB",
                      "-c",
                      "max_connections=30",
                      "-c",
                      "max_wal_size=2GB",
                      "-c",
                      "log_min_messages=fatal"},
                     home()));
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (;;) {
      try {
        pg::connection{{url("postgres", "tracker"), "test"}}.run("SELECT 1");
        return;
      } catch (const pg::error& failure) {
        if (std::chrono::steady_clock::now() > deadline || server_->wait(0ms))
          throw std::runtime_error{std::string{"PostgreSQL does not start: "} +
                                   failure.what() + " " + server_->text(stream::err)};
      }
      std::this_thread::sleep_for(50ms);
    }
  }
  void create_database(const std::string& name) const {
    // Copying the template takes its time on a loaded machine.
    pg::connection{{url("postgres", "tracker"), "test", limit}}.run("CREATE DATABASE " +
                                                                    name);
  }
  std::string next_name() { return "fleet" + std::to_string(++databases_); }
  bool runs() const { return server_ != nullptr; }

  void stop() { end(SIGINT); }
  void kill() {
    // The server's other processes notice and end; a new start waits for that.
    end(SIGKILL);
  }
  pid_t id() const { return server_->id(); }

private:
  fs::path home() const { return folder_.path() / "pg"; }
  std::string data() const { return (home() / "data").string(); }
  void end(int signal) {
    if (!server_)
      return;
    server_->signal(SIGCONT);
    server_->signal(signal);
    server_->wait(limit);
    server_.reset();
  }

  std::string programs_;
  temporary_directory folder_;
  std::unique_ptr<process> server_;
  int databases_ = 0;
};

postgres_cluster::postgres_cluster() : state_{std::make_unique<state>()} {}
postgres_cluster::~postgres_cluster() = default;

bool postgres_cluster::is_installed() {
  return find_programs().has_value();
}

postgres_cluster& postgres_cluster::shared() {
  static postgres_cluster cluster;
  if (!cluster.state_->runs())
    cluster.start();
  return cluster;
}

std::string postgres_cluster::create_database() {
  auto name = state_->next_name();
  state_->create_database(name);
  return name;
}

std::string postgres_cluster::url(const std::string& database,
                                  const std::string& role) const {
  return state_->url(database, role);
}

void postgres_cluster::start() {
  state_->start();
}

void postgres_cluster::stop() {
  state_->stop();
}

void postgres_cluster::kill() {
  state_->kill();
}

pid_t postgres_cluster::id() const {
  return state_->id();
}

} // namespace tracker::test
