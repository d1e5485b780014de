// SPDX-License-Identifier: MIT
// The shape of a reply: which members it has, and of which kinds. Pure.
#pragma once

#include "actors/platform/json.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// One member of a reply, `tokens[].winner`, and the values that are known of it.
struct known_member {
  std::string path;
  /// Letters of the kinds: `n` null, `b` boolean, `d` number, `s` string, `a` array, `o`
  /// object.
  std::string_view kinds;
  /// The only known strings, separated by blanks; empty: any.
  std::string_view values = {};
  /// False: a reply without it is known too.
  bool is_required = false;
};

/// The pinned shape of one endpoint.
struct known_shape {
  std::string_view source;
  std::string_view endpoint;
  /// By path.
  std::vector<known_member> members;
  /// True: only the members that the decoder reads are listed, and others are not
  /// reported.
  bool is_open = false;
};

/// The shapes of the endpoints about markets.
std::vector<known_shape> market_shapes();
/// The shapes of all endpoints that the tracker requests.
const std::vector<known_shape>& known_shapes();
/// The shape of an endpoint, or nullptr.
const known_shape* find_shape(std::string_view source, std::string_view endpoint);

/// The differences of `body` from the shape, each once, in the order of the reply:
/// `newField: unknown member`, `closed: string, known: boolean`, `type: unknown value
/// "X"`. At most 50. A body that is not JSON has none: the fetcher refuses it.
std::vector<std::string> find_differences(const known_shape& shape,
                                          std::string_view body);

} // namespace tracker
