// SPDX-License-Identifier: MIT
// Any bytes as a request: `PATH?QUERY`, then lines of If-None-Match, Host, Cookie and
// Authorization. Every reply is a status; a refusal is one line; no value of the client
// ends a header, a line or a JSON string, or becomes markup.
#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/web/router.hpp"
#include "actors/web/server/request_checks.hpp"
#include "tests/fuzz/web_ledger.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>
#include <variant>

namespace {

using namespace tracker;

struct scene {
  scene() {
    snapshot.now = test::end_of_window();
    snapshot.revision = 1;
  }

  web_context context = test::make_web_ledger("web-fuzz");
  web_snapshot snapshot;
};

std::string decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '%' && i + 2 < text.size() && isxdigit(text[i + 1]) != 0 &&
        isxdigit(text[i + 2]) != 0) {
      result +=
          static_cast<char>(std::stoi(std::string{text.substr(i + 1, 2)}, nullptr, 16));
      i += 2;
    } else {
      result += text[i];
    }
  return result;
}

web_request parse(std::string_view line) {
  web_request request;
  const auto mark = std::min(line.find('?'), line.size());
  request.path = decoded(line.substr(0, mark));
  auto rest = line.substr(std::min(mark + 1, line.size()));
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    request.query.emplace(decoded(pair.substr(0, equals)),
                          decoded(pair.substr(std::min(equals + 1, pair.size()))));
  }
  return request;
}

void require(bool condition) {
  if (!condition)
    std::abort();
}

bool is_control(char c) {
  return (c >= 0 && c < ' ') || c == 127;
}

void check_header(const std::string& value) {
  require(std::none_of(value.begin(), value.end(), is_control));
}

void check(const web_reply& reply) {
  require(reply.status >= 200 && reply.status < 600);
  check_header(reply.type);
  check_header(reply.etag);
  for (const auto& [name, value] : reply.headers) {
    check_header(name);
    check_header(value);
  }
  if (reply.type == json_type)
    require(nlohmann::json::accept(reply.body));
  // No page has such an element unless it shows a value of the client as markup.
  else if (reply.type != text_type)
    require(reply.body.find("<zq") == std::string::npos);
  else if (reply.status >= 400)
    require(reply.body.ends_with('\n') &&
            std::find_if(reply.body.begin(), reply.body.end(), is_control) ==
                std::prev(reply.body.end()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const scene world;
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  const auto line = [&rest] {
    const auto part = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    return std::string{part};
  };
  auto request = parse(line());
  request.if_none_match = line();
  request_origin origin;
  origin.host = line();
  origin.cookie = line();
  origin.authorization = line();
  constexpr const char* token = "0123456789abcdef";
  for (const auto* secret : {"", token})
    if (const auto refusal =
            check_origin(origin, request, false, {"127.0.0.1", 8087}, secret))
      check(*refusal);
  matches_etag(request.if_none_match, "\"1\"");
  const auto* route = find_route(request.path);
  if (route == nullptr)
    return 0;
  const web_view view{world.context, world.snapshot};
  if (const auto* handler = std::get_if<memory_handler>(&route->handler)) {
    check((*handler)(request, view));
  } else if (const auto* reading = std::get_if<ledger_handler>(&route->handler)) {
    static auto ledger = ledger_reader::open(world.context.ledger_file);
    source_over<ledger_reader&> source{std::get<ledger_reader>(ledger)};
    check((*reading)(request, view, source));
  }
  return 0;
}
