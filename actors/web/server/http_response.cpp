// SPDX-License-Identifier: MIT
#include "actors/web/server/http_response.hpp"

#include "actors/platform/ids.hpp"
#include "actors/text/whole_number.hpp"

#include <algorithm>
#include <string_view>

namespace tracker {

namespace {

/// The page's files are its own; nothing inline, no other host, no frame.
constexpr const char* page_policy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// A picture has its style sheet inside and no script.
constexpr const char* picture_policy =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

constexpr std::size_t stream_block = 4096;

struct response_owner {
  MHD_Response* response;
  explicit response_owner(MHD_Response* created) : response{created} {}
  ~response_owner() {
    if (response != nullptr)
      MHD_destroy_response(response);
  }
  response_owner(const response_owner&) = delete;
  response_owner& operator=(const response_owner&) = delete;

  void add(const char* name, const std::string& value) const {
    MHD_add_response_header(response, name, value.c_str());
  }
};

bool has_header(const web_reply& reply, std::string_view name) {
  return std::any_of(reply.headers.begin(), reply.headers.end(),
                     [&](const auto& header) { return header.first == name; });
}

void add_security(const response_owner& owner, const std::string& type) {
  owner.add("Content-Security-Policy", type == svg_type ? picture_policy : page_policy);
  owner.add("X-Content-Type-Options", "nosniff");
  owner.add("X-Frame-Options", "DENY");
  owner.add("Referrer-Policy", "no-referrer");
  owner.add("Cross-Origin-Resource-Policy", "same-origin");
}

/// Called for each header.
MHD_Result add_header(void* target, MHD_ValueKind /*kind*/, const char* name,
                      std::size_t name_size, const char* value, std::size_t value_size) {
  auto& headers = *static_cast<request_headers*>(target);
  const auto key = lower_case({name, name_size});
  const std::string_view text =
      value == nullptr ? std::string_view{} : std::string_view{value, value_size};
  if (key == "host") {
    ++headers.hosts;
    headers.origin.host = text;
  } else if (key == "authorization") {
    headers.origin.authorization = text;
  } else if (key == "cookie") {
    headers.origin.cookie = text;
  } else if (key == "if-none-match") {
    headers.if_none_match = text;
  } else if (key == "accept") {
    headers.accept = text;
  } else if (key == "last-event-id") {
    headers.last_event_id = parse_whole_number<std::uint64_t>(text).value_or(0);
  } else if (key == "transfer-encoding" || (key == "content-length" && text != "0")) {
    headers.has_body = true;
  }
  return MHD_YES;
}

MHD_Result add_parameter(void* target, MHD_ValueKind /*kind*/, const char* name,
                         std::size_t name_size, const char* value,
                         std::size_t value_size) {
  static_cast<web_request*>(target)->query.emplace(
      std::string{name, name_size},
      value == nullptr ? std::string{} : std::string{value, value_size});
  return MHD_YES;
}

} // namespace

request_headers read_headers(MHD_Connection* connection) {
  request_headers result;
  MHD_get_connection_values_n(connection, MHD_HEADER_KIND, &add_header, &result);
  return result;
}

web_request read_request(MHD_Connection* connection, const char* url,
                         const request_headers& headers) {
  web_request result{
      url, {}, headers.if_none_match, headers.accept, headers.last_event_id};
  MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, &add_parameter, &result);
  return result;
}

std::string status_class(unsigned status) {
  if (status == MHD_HTTP_NOT_MODIFIED)
    return "304";
  return std::to_string(status / 100) + "xx";
}

MHD_Result queue_reply(MHD_Connection* connection, unsigned status,
                       const web_reply& reply) {
  const std::string_view body =
      status == MHD_HTTP_NOT_MODIFIED ? std::string_view{} : std::string_view{reply.body};
  // The library takes the text as writable, and copies it.
  const response_owner owner{MHD_create_response_from_buffer(
      body.size(), const_cast<char*>(body.data()), MHD_RESPMEM_MUST_COPY)};
  if (owner.response == nullptr)
    return MHD_NO;
  if (status != MHD_HTTP_NOT_MODIFIED)
    owner.add("Content-Type", reply.type);
  if (!reply.etag.empty())
    owner.add("ETag", reply.etag);
  if (!has_header(reply, "Cache-Control"))
    owner.add("Cache-Control", reply.etag.empty() ? "no-store" : "no-cache");
  for (const auto& [name, value] : reply.headers)
    owner.add(name.c_str(), value);
  add_security(owner, reply.type);
  return MHD_queue_response(connection, status, owner.response);
}

MHD_Result queue_stream(MHD_Connection* connection, MHD_ContentReaderCallback read,
                        void* context) {
  const response_owner owner{MHD_create_response_from_callback(
      MHD_SIZE_UNKNOWN, stream_block, read, context, nullptr)};
  if (owner.response == nullptr)
    return MHD_NO;
  owner.add("Content-Type", "text/event-stream");
  owner.add("Cache-Control", "no-store");
  add_security(owner, "text/event-stream");
  return MHD_queue_response(connection, MHD_HTTP_OK, owner.response);
}

} // namespace tracker
