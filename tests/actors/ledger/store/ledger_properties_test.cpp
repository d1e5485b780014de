// SPDX-License-Identifier: MIT
// The ledger does not depend on order, repetition or batches.
#include "tests/actors/ledger/store/ledger_samples.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

namespace {

using namespace tracker;
using namespace tracker::test;

/// Few values, so that many events are equal.
activity_event arbitrary_event() {
  auto event = buy_in(*rc::gen::inRange(0, 3), *rc::gen::inRange<std::uint64_t>(1, 4));
  event.type = *rc::gen::element(activity_type::buy, activity_type::sell,
                                 activity_type::merge, activity_type::other);
  event.wallet = *rc::gen::element(main_wallet.address, other_wallet.address);
  event.size = shares::from_micros(*rc::gen::inRange(0, 2));
  event.occurrence = *rc::gen::inRange<std::uint32_t>(0, 2);
  if (event.type == activity_type::merge)
    event.asset.clear();
  if (event.type == activity_type::other) {
    event.platform_type = *rc::gen::element<std::string>("AIRDROP", "GIFT");
    event.condition_id.clear();
    event.slug.clear();
    event.asset.clear();
    // The transaction determines it, as every field outside the identity.
    event.time = run_start;
  }
  return event;
}

/// Two entries about the same subject agree, as those of the tracker do.
ledger_entry arbitrary_entry() {
  switch (*rc::gen::inRange(0, 3)) {
  case 0:
    return events_entry(
        *rc::gen::container<std::vector<activity_event>>(rc::gen::exec(arbitrary_event)));
  case 1: {
    const auto revision = *rc::gen::inRange<std::uint32_t>(0, 4);
    const auto window = *rc::gen::inRange(0, 3);
    auto graded = grade_of(
        window, revision == 0 ? grade_status::pending : grade_status::provisional,
        revision);
    graded.wallet = *rc::gen::element(main_wallet, other_wallet);
    return grade_entry(graded, *rc::gen::arbitrary<bool>()
                                   ? std::optional{market_number(window)}
                                   : std::nullopt);
  }
  default: {
    const auto kind = *rc::gen::element(coverage_kind::missed, coverage_kind::backfilled,
                                        coverage_kind::watched);
    window_coverage seen{kind, {}, {}, to_string(kind)};
    if (kind == coverage_kind::watched) {
      seen.from = run_start + timespan{*rc::gen::inRange(0, 9)};
      seen.to = seen.from + timespan{*rc::gen::inRange(0, 9)};
    }
    return coverage_entry(*rc::gen::inRange(0, 3), seen);
  }
  }
}

using entries = std::vector<ledger_entry>;

ledger_content book(const entries& all, std::size_t batch) {
  const temporary_directory folder;
  const auto path = (folder.path() / "tracker.db").string();
  auto store = open_store(path);
  for (std::size_t begin = 0; begin < all.size(); begin += batch) {
    const auto end = std::min(begin + batch, all.size());
    must(store.commit(entries(all.begin() + static_cast<std::ptrdiff_t>(begin),
                              all.begin() + static_cast<std::ptrdiff_t>(end))));
  }
  return content_of(path);
}

/// Normalises the content so that it does not depend on arrival order: windows by slug,
/// final markets.
ledger_content sorted(ledger_content content) {
  std::sort(content.windows.begin(), content.windows.end(),
            [](const auto& left, const auto& right) {
              return left.window.slug < right.window.slug;
            });
  return content;
}

template <class Value>
std::vector<Value> shuffled(std::vector<Value> values) {
  for (auto rest = values.size(); rest > 1; --rest)
    std::swap(values[rest - 1], values[*rc::gen::inRange<std::size_t>(0, rest)]);
  return values;
}

TEST_CASE("any order, repetition and batches give the same ledger") {
  CHECK(rc::check("one content", [] {
    const auto all = *rc::gen::container<entries>(rc::gen::exec(arbitrary_entry));
    auto repeated = all;
    for (const auto& entry : all)
      if (*rc::gen::arbitrary<bool>())
        repeated.push_back(entry);
    const auto batch = *rc::gen::inRange<std::size_t>(1, 20);
    RC_ASSERT(sorted(book(all, 1)) == sorted(book(shuffled(repeated), batch)));
  }));
}

TEST_CASE("every event is booked once and reported as new once") {
  CHECK(rc::check("identities", [] {
    const auto all =
        *rc::gen::container<std::vector<activity_event>>(rc::gen::exec(arbitrary_event));
    const temporary_directory folder;
    const auto path = (folder.path() / "tracker.db").string();
    auto store = open_store(path);
    std::map<std::string, int> expected;
    std::map<std::string, int> fresh;
    for (const auto& event : all) {
      expected[activity_identity(event)] = 1;
      const auto answers = must(store.commit(std::vector{events_entry({event})}));
      for (const auto& added : *answers.front().fresh)
        ++fresh[activity_identity(added)];
    }
    RC_ASSERT(fresh == expected);
  }));
}

} // namespace
