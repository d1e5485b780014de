// SPDX-License-Identifier: MIT
#include "actors/web/stream_events.hpp"

#include "actors/web/page/page_json.hpp"
#include "actors/web/page_handlers.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

bool is_known(const std::vector<grade>& grades, const grade& graded) {
  return std::any_of(grades.begin(), grades.end(), [&](const grade& known) {
    return known.window == graded.window &&
           known.wallet.address == graded.wallet.address &&
           known.revision == graded.revision;
  });
}

} // namespace

std::vector<stream_event> stream_events(const web_context& context,
                                        const web_snapshot* before,
                                        const web_snapshot& now) {
  const web_view view{context, now};
  const auto shown = [&](std::string data) {
    return shown_text(context, std::move(data));
  };
  std::vector<stream_event> events{{"strip", shown(strip_json(strip_of(view))), 0}};
  if (!now.ledger || (before && before->ledger == now.ledger))
    return events;
  static const ledger_figures nothing;
  const auto& known = before && before->ledger ? *before->ledger : nothing;
  const auto& read = *now.ledger;
  const bool is_first = !before || !before->ledger;
  if (is_first || known.live != read.live)
    events.push_back({"live", shown(live_json(read.live)), read.revision});
  if (is_first || known.attention != read.attention)
    events.push_back({"attention", shown(attention_json(read.attention)), read.revision});
  // What was graded before the start is on the page.
  if (!is_first)
    for (const auto& graded : read.recent)
      if (!is_known(known.recent, graded))
        events.push_back({"grade", shown(grade_json(graded)), read.revision});
  return events;
}

} // namespace tracker
