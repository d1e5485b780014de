// SPDX-License-Identifier: MIT
// The requests to the services of the channels. Pure.
#pragma once

#include "actors/notifier/channels/notification.hpp"
#include "actors/notifier/rules/alert_settings.hpp"

#include <set>
#include <string>
#include <vector>

namespace tracker {

/// One request to send. Its URL and headers may hold secrets: never log them.
struct outgoing {
  std::string url;
  std::string body;
  /// Header lines besides Content-Type, `name: value`.
  std::vector<std::string> headers;
  std::string content_type = "application/json";
  /// False: GET without a body (the heartbeat).
  bool is_post = true;

  bool operator==(const outgoing&) const = default;
};

/// `https://hc-ping.com/uuid/fail`: the URL of an ordered stop.
std::string fail_url_of(const std::string& heartbeat_url);

/// Every URL that the notifier may request.
std::set<std::string> allowed_urls(const alert_settings& settings);

/// The request of a message. For a command: the body, which is its standard input.
outgoing payload_of(const channel_settings& channel, const notification& message,
                    timestamp now);

/// The request to Alertmanager's API: the alerts that fire and those that have ended, and
/// `Watchdog`, which always fires. An alert that is not repeated ends
/// `alertmanager_lease` after the last request.
inline constexpr timespan alertmanager_lease = std::chrono::minutes{5};
outgoing alertmanager_payload(const channel_settings& channel,
                              const std::vector<alert_record>& alerts, timestamp now);

/// The lower-case hexadecimal HMAC-SHA256 of `body`.
std::string hmac_sha256(const std::string& key, const std::string& body);

} // namespace tracker
