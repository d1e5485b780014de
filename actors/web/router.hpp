// SPDX-License-Identifier: MIT
// The table of paths and their handlers. Pure.
#pragma once

#include "actors/ledger/report/report_source.hpp"
#include "actors/web/server/web_request.hpp"
#include "actors/web/web_view.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tracker {

/// Answers at once from the snapshot, on the thread of the web server: it must not block.
using memory_handler = web_reply (*)(const web_request&, const web_view&);

/// Answers from the ledger, on the thread of the web's ledger reader: it may block, and
/// only other questions to the ledger wait for it. The source shows one snapshot of the
/// ledger or, with fleet.page, of the fleet's database.
using ledger_handler = web_reply (*)(const web_request&, const web_view&, report_source&);

/// The server-sent events.
struct stream_handler {};

/// What a reply depends on besides the request; decides its ETag.
enum class reply_age : std::uint8_t {
  /// It changes with every snapshot, or the handler sets its ETag itself.
  fresh,
  /// The ledger and the day.
  ledger,
  /// The ledger and the minute.
  ledger_minute,
};

struct web_route {
  std::string_view path;
  std::variant<memory_handler, ledger_handler, stream_handler> handler;
  reply_age age = reply_age::fresh;
  /// No token is needed: for probes. Such a reply has no money and no names in it.
  bool is_public = false;
};

/// The routes, by exact path. A new endpoint is a row here.
const std::vector<web_route>& web_routes();

/// The route of a path; null: 404.
const web_route* find_route(std::string_view path);

/// The reply to a path without a route.
web_reply unknown_path();

/// Why the ledger cannot be read, without the error's text, which contains the ledger's
/// path or the database's host.
std::string unreadable_text(const web_context& context, const ledger_error& error);
/// The reply with this text.
web_reply refuse_unreadable(const web_context& context, const ledger_error& error);

/// The ETag of a reply of this route; empty: it has none. A request with this ETag is
/// answered without the ledger.
std::string etag_of(const web_route& route, const web_view& view);

} // namespace tracker
