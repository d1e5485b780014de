// SPDX-License-Identifier: MIT
#pragma once

#include "messages/fetch.hpp"
#include "tests/simulator/market/market.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tracker::exchange {

/// A request of a client.
struct request {
  host destination = host::gamma;
  /// Without the query: `/markets/slug/btc-updown-15m-1768936500`.
  std::string path;
  std::multimap<std::string, std::string> query;
};

/// A reply of a host.
struct reply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;

  bool operator==(const reply&) const = default;
};

/// The host and the documented route that a request is a call of, `gamma /markets/slug`;
/// the host and `other` for a path that the simulator does not know.
std::string endpoint_of(const request& asked);

/// The answer of the platform to a GET without faults, unknown paths and bad parameters
/// included.
reply answer(const request& asked, const market_rules& rules, timestamp now);

/// A good reply with a JSON body.
reply json_reply(const nlohmann::ordered_json& body);

/// An error of `source`, in the form of that host.
reply error_reply(host source, int status, std::string_view text);

} // namespace tracker::exchange
