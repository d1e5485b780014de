// SPDX-License-Identifier: MIT
// The requests of each channel. Pure.
#pragma once

#include "actors/notifier/channels/notification.hpp"
#include "actors/notifier/rules/alert_settings.hpp"

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

/// The URL that a channel's messages go to, with its token where the service wants that.
/// Empty for a command.
std::string target_of(const channel_settings& channel);

/// The request of a message. For a command: the body, which is its standard input.
outgoing payload_of(const channel_settings& channel, const notification& message,
                    timestamp now);

/// The alerts of Alertmanager's API: what fires and what has ended. `Watchdog` always
/// fires. An alert ends by itself `alertmanager_lease` after the last request, so it must
/// be repeated.
inline constexpr timespan alertmanager_lease = std::chrono::minutes{5};
outgoing alertmanager_payload(const channel_settings& channel,
                              const std::vector<alert_record>& alerts, timestamp now);

/// The lower-case hexadecimal HMAC-SHA256 of `body`.
std::string hmac_sha256(const std::string& key, const std::string& body);

} // namespace tracker
