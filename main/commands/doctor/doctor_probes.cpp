// SPDX-License-Identifier: MIT
#include "main/commands/doctor/doctor_probes.hpp"

#include "actors/clock/wall_time.hpp"
#include "actors/fetcher/transport/curl_pool.hpp"
#include "actors/fetcher/transport/url.hpp"
#include "actors/ledger/store/ledger_backup.hpp"
#include "main/wiring/actor_plan.hpp"

#include <date/tz.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tracker {

namespace {

/// `path`, or the nearest folder above it that exists.
std::filesystem::path nearest_existing(std::filesystem::path path) {
  std::error_code ignored;
  while (!std::filesystem::exists(path, ignored) && path.has_parent_path() &&
         path != path.parent_path())
    path = path.parent_path();
  return path.empty() ? "." : path;
}

/// A request and the probe that takes its answer.
struct asked_probe {
  probe* answer;
  std::string path;
};

std::string activity_path(const watched_wallet& wallet, data_dialect dialect) {
  return (dialect == data_dialect::v1 ? "/activity?user=" : "/v2/activity?user=") +
         wallet.address + "&limit=1";
}

/// Starts all requests and waits for all: each ends by its own timeout.
void ask_all(curl_pool& pool, const std::vector<asked_probe>& questions) {
  for (std::size_t id = 0; id < questions.size(); ++id) {
    auto& answer = *questions[id].answer;
    answer.asked = wall_time();
    pool.start(id, join_url(answer.base_url, questions[id].path));
  }
  for (auto open = questions.size(); open > 0;) {
    pool.wait(std::nullopt);
    for (auto& end_attempt : pool.take_ended()) {
      auto& answer = *questions[end_attempt.id].answer;
      answer.answered = wall_time();
      answer.result = std::move(end_attempt.result);
      --open;
    }
  }
}

curl_pool_options pool_options(const settings& effective) {
  return {effective.http_timeout,
          effective.http_connect_timeout,
          static_cast<std::size_t>(effective.max_connections_per_host),
          static_cast<std::size_t>(effective.max_response_size),
          effective.user_agent,
          network_of(effective)};
}

} // namespace

path_facts look_at(const std::string& path) {
  path_facts result;
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    result.writable =
        errno == ENOENT && access(nearest_existing(path).c_str(), W_OK) == 0;
    return result;
  }
  result.exists = true;
  result.is_folder = S_ISDIR(status.st_mode);
  result.mode = status.st_mode & 07777U;
  result.writable = access(path.c_str(), result.is_folder ? W_OK | X_OK : W_OK) == 0;
  return result;
}

std::variant<std::uint64_t, std::string> room_at(const std::string& path) {
  std::error_code error;
  const auto space = std::filesystem::space(nearest_existing(path), error);
  if (error)
    return error.message();
  return std::uint64_t{space.available};
}

std::variant<ledger_facts, ledger_error> look_into_ledger(const std::string& path,
                                                          file_state state) {
  auto opened = ledger_reader::open(path, state);
  if (auto* error = std::get_if<ledger_error>(&opened))
    return std::move(*error);
  auto& ledger = std::get<ledger_reader>(opened);
  ledger_facts result;
  // The write-ahead log counts too.
  for (const auto& part : {path, path + "-wal"}) {
    std::error_code absent;
    const auto bytes = std::filesystem::file_size(part, absent);
    result.bytes += absent ? 0 : bytes;
  }
  auto damage = ledger.check();
  if (auto* error = std::get_if<ledger_error>(&damage))
    return std::move(*error);
  result.damage = std::get<std::string>(std::move(damage));
  auto runs = ledger.runs(1);
  if (auto* error = std::get_if<ledger_error>(&runs))
    return std::move(*error);
  if (auto& found = std::get<std::vector<recorded_run>>(runs); !found.empty())
    result.last_run = std::move(found.front());
  return result;
}

std::optional<backup_facts> look_into_backup(const std::string& ledger_file) {
  const auto newest = newest_backup(ledger_file);
  if (!newest)
    return std::nullopt;
  return backup_facts{*newest, look_into_ledger(*newest, file_state::complete)};
}

std::string timezone_problem(const std::string& name) {
  try {
    date::locate_zone(name);
    date::locate_zone("America/New_York");
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

std::uint64_t open_files_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

probes ask_hosts(const settings& effective) {
  probes result;
  result.hosts.resize(3);
  result.hosts[0] = {host::gamma, effective.gamma_url, {}, {}, {}};
  result.hosts[1] = {host::data, effective.data_url, {}, {}, {}};
  result.hosts[2] = {host::clob, effective.clob_url, {}, {}, {}};
  result.wallets.resize(effective.wallets.size(),
                        {host::data, effective.data_url, {}, {}, {}});
  std::vector<asked_probe> questions{{&result.hosts[0], "/markets?limit=1"},
                                     {&result.hosts[1], "/"},
                                     {&result.hosts[2], "/time"}};
  for (std::size_t i = 0; i < effective.wallets.size(); ++i)
    questions.push_back(
        {&result.wallets[i], activity_path(effective.wallets[i], effective.data_api)});
  result.data_status = {host::data, effective.data_url, {}, {}, {}};
  questions.push_back({&result.data_status, "/v2/status"});
  curl_pool pool{pool_options(effective)};
  ask_all(pool, questions);
  return result;
}

} // namespace tracker
