// SPDX-License-Identifier: MIT
#include "tests/exchange/edge_cache.hpp"

#include "tests/exchange/fault.hpp"

#include <algorithm>

namespace tracker::exchange {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t max_entries = 10'000;

void add_cache_headers(reply& target, std::chrono::seconds max_age, const char* state) {
  target.headers.emplace_back("Cache-Control",
                              "public, max-age=" + std::to_string(max_age.count()));
  target.headers.emplace_back("cf-cache-status", state);
}

} // namespace

void edge_cache::set_max_age(std::string endpoints, std::chrono::seconds max_age) {
  settings_.emplace_back(std::move(endpoints), max_age);
}

std::chrono::seconds edge_cache::max_age_of(std::string_view endpoint) const {
  const auto setting =
      std::find_if(settings_.rbegin(), settings_.rend(), [&](const auto& known) {
        return names_endpoint(known.first, endpoint);
      });
  return setting == settings_.rend() ? 0s : setting->second;
}

std::optional<reply> edge_cache::find(std::string_view endpoint, const std::string& url,
                                      timestamp now) const {
  const auto max_age = max_age_of(endpoint);
  const auto found = entries_.find(url);
  if (found == entries_.end())
    return std::nullopt;
  const auto age = std::chrono::floor<std::chrono::seconds>(now - found->second.stored);
  if (age >= max_age)
    return std::nullopt;
  auto kept = found->second.content;
  kept.headers.emplace_back("Age", std::to_string(age.count()));
  add_cache_headers(kept, max_age, "HIT");
  return kept;
}

reply edge_cache::pass(std::string_view endpoint, const std::string& url, reply fresh,
                       timestamp now) {
  const auto max_age = max_age_of(endpoint);
  if (max_age == 0s || fresh.status != 200)
    return fresh;
  if (entries_.size() >= max_entries)
    entries_.clear();
  entries_[url] = {fresh, now};
  add_cache_headers(fresh, max_age, "MISS");
  return fresh;
}

} // namespace tracker::exchange
