// SPDX-License-Identifier: MIT
#include "actors/polls/poll_turns.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

constexpr const char* rows_endpoint = "/rows";

} // namespace

timespan budget_of_poll(timespan request_interval) {
  return request_interval * (polls_per_second_reading + 1) / polls_per_second_reading;
}

turn_intervals plan_intervals(std::size_t active, std::size_t idle,
                              const turn_rules& rules) {
  const auto step = budget_of_poll(rules.request_interval);
  const auto actives = static_cast<timespan::rep>(active);
  const auto idles = static_cast<timespan::rep>(idle);
  const auto all = actives + idles;
  if (all == 0 || step * all <= rules.poll_interval)
    return {rules.poll_interval, rules.poll_interval};
  // Idle wallets take half of their equal share.
  const turn_intervals split{step * (actives * 2 * all) / (2 * all - idles),
                             step * all * 2};
  if (split.active >= rules.poll_interval)
    return split;
  // The active ones do not need all that remains.
  const auto left = static_cast<double>((rules.poll_interval - step * actives).count()) /
                    static_cast<double>(rules.poll_interval.count());
  const std::chrono::duration<double, timespan::period> wanted =
      std::chrono::duration<double, timespan::period>{step * idles} / left;
  return {rules.poll_interval,
          std::max(rules.poll_interval, std::chrono::ceil<timespan>(wanted))};
}

poll_turns::poll_turns(turn_rules rules)
    : rules_{rules}
    , budget_{{{host::data, rows_endpoint, rules.burst, rules.request_interval}}} {}

void poll_turns::set_wallets(const std::vector<std::string>& addresses,
                             steady_point now) {
  std::vector<member> members;
  std::unordered_map<std::string, std::size_t> index;
  open_ = 0;
  for (const auto& address : addresses) {
    if (index.contains(address))
      continue;
    index.emplace(address, members.size());
    auto* known = find(address);
    members.push_back(known != nullptr ? std::move(*known) : member{address, now});
    open_ += members.back().has_turn ? 1 : 0;
  }
  members_ = std::move(members);
  index_ = std::move(index);
}

std::vector<std::string> poll_turns::begin_turns(steady_point now) {
  std::vector<std::size_t> due;
  for (std::size_t i = 0; i < members_.size(); ++i)
    if (!members_[i].has_turn && members_[i].due <= now)
      due.push_back(i);
  std::stable_sort(due.begin(), due.end(), [&](std::size_t one, std::size_t other) {
    return members_[one].due < members_[other].due;
  });
  const auto pause = intervals();
  std::vector<std::string> begun;
  for (const auto i : due) {
    if (!may_begin(now))
      break;
    budget_.spend(host::data, rows_endpoint, now);
    auto& next = members_[i];
    next.has_turn = true;
    next.begun = now;
    next.due = now + (next.is_active ? pause.active : pause.idle);
    ++open_;
    begun.push_back(next.address);
  }
  return begun;
}

void poll_turns::end_turn(const std::string& address,
                          const std::optional<poll_turn_end>& end, steady_point now) {
  auto* ended = find(address);
  if (ended == nullptr || !ended->has_turn)
    return;
  ended->has_turn = false;
  --open_;
  if (!end)
    return;
  if (end->is_complete)
    ended->read_at = now;
  ended->is_active = end->is_active;
  const auto pause = intervals();
  ended->due =
      end->wants_more ? now : ended->begun + (end->is_active ? pause.active : pause.idle);
}

turn_summary poll_turns::summarize(steady_point now) const {
  turn_summary result;
  result.wallets = members_.size();
  result.open = open_;
  result.intervals = intervals();
  for (const auto& each : members_) {
    result.active += each.is_active ? 1 : 0;
    if (!each.read_at)
      ++result.unread;
    else
      result.oldest_reading = std::max<timespan>(
          result.oldest_reading.value_or(timespan{0}), now - *each.read_at);
  }
  return result;
}

poll_turns::member* poll_turns::find(const std::string& address) {
  const auto found = index_.find(address);
  return found == index_.end() ? nullptr : &members_[found->second];
}

turn_intervals poll_turns::intervals() const {
  const auto active = static_cast<std::size_t>(
      std::count_if(members_.begin(), members_.end(),
                    [](const member& each) { return each.is_active; }));
  return plan_intervals(active, members_.size() - active, rules_);
}

bool poll_turns::may_begin(steady_point now) const {
  return open_ < rules_.max_open &&
         budget_.earliest(host::data, rows_endpoint, now) <= now;
}

} // namespace tracker
