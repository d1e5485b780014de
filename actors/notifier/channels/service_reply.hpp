// SPDX-License-Identifier: MIT
// Classifies the replies of notification services. Pure; every byte is hostile.
#pragma once

#include "actors/notifier/rules/alert_settings.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// A reply, or a failure without one (status 0).
struct service_reply {
  std::uint16_t status = 0;
  /// At most some kilobytes.
  std::string body;
  /// The header `Retry-After`; empty: not sent.
  std::string retry_after;
  /// Why no reply came; without URLs and secrets.
  std::string failure;
};

enum class delivery : std::uint8_t {
  accepted,
  /// It can be sent again, after `pause` where the service has stated one.
  retry,
  /// The service will never accept it.
  refused,
};

struct delivery_result {
  delivery outcome = delivery::retry;
  std::optional<timespan> pause;
  /// What happened, printable and without the body's text: `status 429`.
  std::string reason;

  bool operator==(const delivery_result&) const = default;
};

/// The longest pause that a service may ask for.
inline constexpr timespan longest_service_pause = std::chrono::hours{1};

/// Classifies the reply of a channel's service.
delivery_result read_service_reply(channel_kind kind, const service_reply& reply);

} // namespace tracker
