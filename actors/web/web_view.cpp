// SPDX-License-Identifier: MIT
#include "actors/web/web_view.hpp"

#include "actors/platform/ids.hpp"
#include "actors/text/escaped_text.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

const watched_actor* find_actor(const web_snapshot& snapshot, std::string_view name) {
  const auto found =
      std::find_if(snapshot.actors.begin(), snapshot.actors.end(),
                   [&](const watched_actor& actor) { return actor.report.name == name; });
  return found == snapshot.actors.end() ? nullptr : &*found;
}

report_setting report_setting_of(const web_view& view) {
  report_setting result{view.snapshot.now, *view.context.zone, view.context.series};
  result.wallets = view.context.wallets;
  result.strategies = view.context.strategies;
  return result;
}

std::shared_ptr<const web_context> replace_watched(const web_context& context,
                                                   const use_watched& change) {
  auto result = std::make_shared<web_context>(context);
  result->series = change.series;
  result->wallets = change.wallets;
  result->strategies = change.strategies;
  ++result->changes;
  return result;
}

std::string shown_text(const web_context& context, std::string text) {
  return context.show_wallets ? std::move(text) : mask_addresses(text);
}

std::string shown_excerpt(const web_context& context, std::string_view foreign,
                          std::size_t size) {
  std::string text;
  append_escaped(text, foreign.substr(0, size), escaping::line);
  return shown_text(context, std::move(text));
}

} // namespace tracker
