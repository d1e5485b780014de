// SPDX-License-Identifier: MIT
#include "main/wiring/alert_wiring.hpp"

#include "main/config/setting_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tracker {

namespace {

constexpr std::size_t longest_secret = 512;
constexpr mode_t others = S_IRWXG | S_IRWXO;

/// A core file would hold the secrets.
void forbid_core_file() {
  prctl(PR_SET_DUMPABLE, 0);
}

/// Closes a descriptor.
struct open_file {
  int descriptor = -1;

  explicit open_file(const std::string& path)
      : descriptor{open(path.c_str(), O_RDONLY | O_CLOEXEC)} {}
  ~open_file() {
    if (descriptor >= 0)
      close(descriptor);
  }
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;
};

/// The file's text without blanks and line ends around it, into `secret`; or a reason.
std::optional<std::string> read_secret(const std::string& written, std::string& secret) {
  const auto* home = std::getenv("HOME"); // NOLINT(concurrency-mt-unsafe): at the start
  const auto path = expand_home(written, home == nullptr ? "" : home);
  if (!path)
    return "the home folder is not known";
  const open_file file{*path};
  struct stat found {};
  if (file.descriptor < 0 || fstat(file.descriptor, &found) != 0 ||
      !S_ISREG(found.st_mode))
    return "it cannot be read, or is not a file";
  if ((found.st_mode & others) != 0)
    return "others may read it; run chmod 600 on it";
  std::string text(longest_secret + 2, '\0');
  const auto size = read(file.descriptor, text.data(), text.size());
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  text.erase(text.find_last_not_of(" \t\r\n") + 1);
  const bool fits =
      std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (text.empty() || text.size() > longest_secret || !fits)
    return "it is not one line of 1 to 512 printable ASCII characters without blanks";
  secret = std::move(text);
  return std::nullopt;
}

} // namespace

bool has_alerts(const settings& effective) {
  return !effective.alerts.channels.empty() || !effective.alerts.heartbeat_url.empty();
}

std::variant<alert_settings, std::string> read_secrets(const alert_settings& settings) {
  if (!settings.channels.empty() || !settings.heartbeat_url.empty())
    forbid_core_file();
  auto result = settings;
  for (auto& channel : result.channels) {
    const auto fill = [&](const char* member, const std::string& file,
                          std::string& secret) -> std::optional<std::string> {
      if (file.empty())
        return std::nullopt;
      auto reason = read_secret(file, secret);
      if (reason)
        reason = fmt::format("alerts.channels: channel {}: {} = \"{}\": {}", channel.name,
                             member, file, *reason);
      return reason;
    };
    if (auto reason = fill("token-file", channel.token_file, channel.token))
      return *reason;
    if (auto reason = fill("secret-file", channel.secret_file, channel.secret))
      return *reason;
  }
  return result;
}

std::variant<settings, std::string> prepare_alerts(const settings& effective) {
  auto secrets = read_secrets(effective.alerts);
  if (auto* problem = std::get_if<std::string>(&secrets))
    return std::move(*problem);
  auto result = effective;
  result.alerts = std::get<alert_settings>(std::move(secrets));
  if (!result.web_token.empty() || !result.fleet_url.empty())
    forbid_core_file();
  return result;
}

std::optional<alert_desk_options> alert_desk_options_of(const settings& effective,
                                                        const date::time_zone& zone,
                                                        bool silent) {
  if (!has_alerts(effective))
    return std::nullopt;
  alert_desk_options result;
  result.rules = effective_rules(effective.alerts.rules);
  result.wallets = effective.wallets;
  result.zone = &zone;
  result.digest = effective.alerts.digest;
  result.digest_at = effective.alerts.digest_at;
  result.silent = silent;
  return result;
}

notifier_options notifier_options_of(const settings& effective,
                                     const date::time_zone& zone, wall_clock now) {
  notifier_options result;
  result.settings = effective.alerts;
  result.zone = &zone;
  result.folder = std::filesystem::path{effective.ledger_file}.parent_path().string();
  result.user_agent = effective.user_agent;
  result.now = std::move(now);
  result.health = limits_for(effective.clock_interval);
  return result;
}

} // namespace tracker
