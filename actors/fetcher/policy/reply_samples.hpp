// SPDX-License-Identifier: MIT
// Keeps replies for the comparison of their shape. Pure.
#pragma once

#include "messages/alert.hpp"
#include "messages/fetch.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// The replies between two host reports. Nothing is kept before the first one: then no
/// actor compares them.
class reply_samples {
public:
  /// Bounds of what waits for a report; further replies are counted only.
  static constexpr std::size_t max_replies = 4'096;
  static constexpr std::size_t max_bytes = 32UL * 1024 * 1024;

  /// Keeps the body of a reply; of a reply to joined requests once.
  void add(host source, const std::string& endpoint,
           std::shared_ptr<const std::string> body);
  /// The replies since the last call, the oldest first.
  std::vector<reply_sample> take();
  /// Replies that the bounds left out.
  std::uint64_t left_out() const { return left_out_; }

private:
  std::vector<reply_sample> samples_;
  std::size_t bytes_ = 0;
  std::uint64_t left_out_ = 0;
  bool is_wanted_ = false;
};

} // namespace tracker
