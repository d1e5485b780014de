// SPDX-License-Identifier: MIT
// Requests and replies in the form of libmicrohttpd.
#pragma once

#include "actors/web/server/request_checks.hpp"
#include "actors/web/server/web_request.hpp"

#include <cstddef>
#include <string>

#include <microhttpd.h>

namespace tracker {

/// The headers of a request that are used.
struct request_headers {
  request_origin origin;
  std::string if_none_match{};
  std::string accept{};
  std::uint64_t last_event_id = 0;
  /// Number of Host headers.
  int hosts = 0;
  /// The request announces a body.
  bool has_body = false;
};

request_headers read_headers(MHD_Connection* connection);

/// The request; `url` is the decoded path.
web_request read_request(MHD_Connection* connection, const char* url,
                         const request_headers& headers);

/// `2xx`, `3xx`, `304`, `4xx`, `5xx`.
std::string status_class(unsigned status);

/// Queues a reply with the security headers; a 304 has no body.
MHD_Result queue_reply(MHD_Connection* connection, unsigned status,
                       const web_reply& reply);

/// Queues an endless reply of events, read by `read(context, …)`.
MHD_Result queue_stream(MHD_Connection* connection, MHD_ContentReaderCallback read,
                        void* context);

} // namespace tracker
