// SPDX-License-Identifier: MIT
#pragma once

#include "messages/fetch.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

namespace tracker {

/// A complete HTTP answer of any status. Headers are unparsed, and empty where the host
/// sent none.
struct http_answer {
  std::uint16_t status = 0;
  /// Decompressed; never null.
  std::shared_ptr<const std::string> body;
  std::string age;
  std::string date;
  std::string retry_after;
  std::string location;
  /// The URL of the request; empty in replies that no transfer has fetched.
  std::string url{};
};

/// A transfer without a complete answer.
struct transport_failure {
  fetch_error_kind kind = fetch_error_kind::connect;
  /// The HTTP status, when the answer had begun.
  std::uint16_t status = 0;
  std::string detail;
  bool retryable = true;
};

/// How one attempt ended.
using transfer_result = std::variant<http_answer, transport_failure>;

} // namespace tracker
