// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulator/routes.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tracker::exchange {

/// The cache of a CDN before the hosts: it keeps good replies by full URL and serves
/// them, body unchanged, until they are `max-age` old, with `Age` and `Cache-Control`.
class edge_cache {
public:
  /// Caches the endpoints that match `endpoints` (`gamma /markets/slug`, `gamma`, or
  /// nothing for all); `max_age` 0 ends it. The latest of several settings applies.
  void set_max_age(std::string endpoints, std::chrono::seconds max_age);

  /// The kept reply if it is young enough.
  std::optional<reply> find(std::string_view endpoint, const std::string& url,
                            timestamp now) const;

  /// Keeps a fresh reply where caching applies, and returns it with the headers of a
  /// cache.
  reply pass(std::string_view endpoint, const std::string& url, reply fresh,
             timestamp now);

private:
  struct entry {
    reply content;
    timestamp stored{};
  };

  std::chrono::seconds max_age_of(std::string_view endpoint) const;

  std::vector<std::pair<std::string, std::chrono::seconds>> settings_;
  std::map<std::string, entry> entries_;
};

} // namespace tracker::exchange
