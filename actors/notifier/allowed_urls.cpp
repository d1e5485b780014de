// SPDX-License-Identifier: MIT
#include "actors/notifier/channels/heartbeat.hpp"
#include "actors/notifier/channels/payload.hpp"
#include "actors/notifier/notifier_actor.hpp"

namespace tracker {

std::set<std::string> allowed_urls(const alert_settings& settings) {
  std::set<std::string> urls;
  for (const auto& channel : settings.channels)
    if (channel.kind != channel_kind::command)
      urls.insert(target_of(channel));
  if (!settings.heartbeat_url.empty()) {
    urls.insert(settings.heartbeat_url);
    urls.insert(fail_url_of(settings.heartbeat_url));
  }
  return urls;
}

} // namespace tracker
