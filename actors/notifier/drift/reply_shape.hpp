// SPDX-License-Identifier: MIT
// The shape of a reply: which members it has, and of which kinds. Pure.
#pragma once

#include "actors/platform/json.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// One member of a reply, `tokens[].winner`, and what may be in it.
struct known_member {
  std::string path;
  /// Letters of the kinds: `n` null, `b` boolean, `d` number, `s` string, `a` array, `o`
  /// object.
  std::string_view kinds;
  /// The only strings that may be in it, separated by blanks; empty: any.
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
  /// True: the members are only those that the decoder reads, and others are not news.
  bool is_open = false;
};

/// The shapes of every endpoint that the tracker requests, from its decoders and from
/// recorded replies.
const std::vector<known_shape>& known_shapes();
const known_shape* find_shape(std::string_view source, std::string_view endpoint);

/// The differences of `body` from the shape, each once, in the order of the reply:
/// `newField: unknown member`, `closed: string, known: boolean`, `type: unknown value
/// "X"`. At most 50. A body that is not JSON has none: the fetcher refuses it.
std::vector<std::string> find_differences(const known_shape& shape,
                                          std::string_view body);

} // namespace tracker
