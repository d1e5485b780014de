// SPDX-License-Identifier: MIT
#include "actors/web/server/web_request.hpp"

#include <algorithm>

namespace tracker {

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
  if (etag.empty())
    return false;
  auto rest = if_none_match;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(','), rest.size());
    auto tag = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (!tag.empty() && (tag.front() == ' ' || tag.front() == '\t'))
      tag.remove_prefix(1);
    while (!tag.empty() && (tag.back() == ' ' || tag.back() == '\t'))
      tag.remove_suffix(1);
    if (tag.substr(0, 2) == "W/")
      tag.remove_prefix(2);
    if (tag == "*" || tag == etag)
      return true;
  }
  return false;
}

} // namespace tracker
