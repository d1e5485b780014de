// SPDX-License-Identifier: MIT
#include "actors/supervisor/running_actors.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

std::string key_of(const window_plan& plan) {
  return "window " + plan.name;
}

std::string key_of(const wallet_plan& plan) {
  return "wallet " + plan.name + ' ' + plan.wallet.address;
}

/// The member with this key, or the end.
template <class Members>
auto find_member(Members& members, const std::string& key) {
  return std::find_if(members.begin(), members.end(),
                      [&](const auto& member) { return key_of(member.plan) == key; });
}

/// Removes the members that `plans` lacks; adds their keys to `removed`.
template <class Members, class Plans>
void keep_planned(Members& members, const Plans& plans,
                  std::vector<std::string>& removed) {
  std::erase_if(members, [&](const auto& member) {
    const auto key = key_of(member.plan);
    const bool is_planned =
        std::any_of(plans.begin(), plans.end(),
                    [&](const auto& plan) { return key_of(plan) == key; });
    if (!is_planned)
      removed.push_back(key);
    return !is_planned;
  });
}

/// The members of `plans` in their order: those that run keep their actor.
template <class Members, class Plans>
Members arrange(Members&& before, const Plans& plans) {
  std::remove_reference_t<Members> result;
  for (const auto& plan : plans) {
    auto& member = result.emplace_back();
    member.plan = plan;
    if (const auto found = find_member(before, key_of(plan)); found != before.end())
      member.actor = std::move(found->actor);
  }
  return result;
}

/// Sends to an actor that runs.
template <class Actor, class Message>
void send_to(const Actor& receiver, const Message& message) {
  if (receiver)
    caf::anon_send(receiver, message);
}

/// Subscribes an actor to the clock when both run.
template <class Actor>
void subscribe_to(const clock_actor& clock, const Actor& actor) {
  if (clock && actor)
    caf::anon_send(clock, subscribe{actor});
}

} // namespace

std::vector<planned_actor> running_actors::plan() {
  std::vector<planned_actor> result;
  result.push_back(
      {"log_tee", "log_tee", stage::log_tee, [this] { return actors_.log_tee; }});
  result.push_back(
      {"ledger", "ledger", stage::ledger, [this] { return start_ledger(); }});
  if (actors_.spawn_capture)
    result.push_back(
        {"capture", "capture", stage::capture, [this] { return start_capture(); }});
  result.push_back(
      {"fetcher", "fetcher", stage::fetcher, [this] { return start_fetcher(); }});
  for (const auto& plan : actors_.watched.windows) {
    windows_.push_back({plan});
    result.push_back(planned_window(plan));
  }
  for (const auto& plan : actors_.watched.wallets) {
    wallets_.push_back({plan});
    result.push_back(planned_wallet(plan));
  }
  if (actors_.watched.spawn_polls)
    result.push_back(planned_polls());
  if (actors_.spawn_proof)
    result.push_back(
        {"proof", "proof", stage::wallets, [this] { return start_proof(); }});
  if (actors_.spawn_notifier)
    result.push_back(
        {"notifier", "notifier", stage::notifier, [this] { return start_notifier(); }});
  if (actors_.spawn_publisher)
    result.push_back({"publisher", "publisher", stage::notifier,
                      [this] { return start_publisher(); }});
  result.push_back({"clock", "clock", stage::clock, [this] { return start_clock(); }});
  if (actors_.spawn_service)
    result.push_back(
        {"service", "service", stage::clock, [this] { return start_service(); }});
  return result;
}

planned_actor running_actors::planned_window(const window_plan& plan) {
  return {"window " + plan.name, key_of(plan), stage::windows,
          [this, key = key_of(plan)] { return start_window(key); }};
}

planned_actor running_actors::planned_wallet(const wallet_plan& plan) {
  return {"wallet " + plan.name, key_of(plan), stage::wallets,
          [this, key = key_of(plan)] { return start_wallet(key); }};
}

planned_actor running_actors::planned_polls() {
  return {"polls", "polls", stage::wallets, [this] { return start_polls(); }};
}

ledger_actor running_actors::start_ledger() {
  ledger_ = actors_.spawn_ledger();
  return ledger_;
}

capture_actor running_actors::start_capture() {
  capture_ = actors_.spawn_capture();
  return capture_;
}

fetcher_actor running_actors::start_fetcher() {
  fetcher_ = actors_.spawn_fetcher(capture_);
  const use_fetcher order{fetcher_};
  for (const auto& window : windows_)
    send_to(window.actor, order);
  for (const auto& wallet : wallets_)
    send_to(wallet.actor, order);
  send_to(proof_, order);
  send_to(notifier_, order);
  return fetcher_;
}

window_actor running_actors::start_window(const std::string& key) {
  auto& window = *find_member(windows_, key);
  window.actor = window.plan.spawn(fetcher_, ledger_);
  if (settings_)
    caf::anon_send(window.actor, *settings_);
  subscribe_to(clock_, window.actor);
  for (const auto& wallet : wallets_)
    send_windows(wallet);
  return window.actor;
}

wallet_actor running_actors::start_wallet(const std::string& key) {
  auto& wallet = *find_member(wallets_, key);
  wallet.actor = wallet.plan.spawn(fetcher_, ledger_);
  send_windows(wallet);
  subscribe_to(clock_, wallet.actor);
  send_wallet_actors();
  return wallet.actor;
}

proof_actor running_actors::start_proof() {
  proof_ = actors_.spawn_proof(fetcher_, ledger_);
  send_wallet_actors();
  subscribe_to(clock_, proof_);
  return proof_;
}

polls_actor running_actors::start_polls() {
  polls_ = actors_.watched.spawn_polls();
  send_wallet_actors();
  subscribe_to(clock_, polls_);
  return polls_;
}

void running_actors::send_wallet_actors() const {
  // A thousand wallets that start one after the other are told once.
  if ((!proof_ && !polls_) ||
      std::any_of(wallets_.begin(), wallets_.end(),
                  [](const wallet_member& wallet) { return !wallet.actor; }))
    return;
  use_wallet_actors order;
  for (const auto& wallet : wallets_)
    order.wallets.push_back({wallet.plan.wallet, wallet.actor});
  send_to(polls_, order);
  send_to(proof_, order);
}

void running_actors::send_windows(const wallet_member& receiver) const {
  if (!receiver.actor)
    return;
  use_windows order;
  order.question_deadline = receiver.plan.question_deadline;
  order.takes_turns = receiver.plan.takes_turns;
  for (const auto& window : windows_)
    if (window.actor)
      order.windows.push_back({window.plan.name, window.actor});
  caf::anon_send(receiver.actor, std::move(order));
}

notifier_actor running_actors::start_notifier() {
  notifier_ = actors_.spawn_notifier(fetcher_, ledger_);
  subscribe_to(clock_, notifier_);
  return notifier_;
}

publisher_actor running_actors::start_publisher() {
  publisher_ = actors_.spawn_publisher(ledger_);
  subscribe_to(clock_, publisher_);
  return publisher_;
}

clock_actor running_actors::start_clock() {
  clock_ = actors_.spawn_clock();
  subscribe_to(clock_, capture_);
  // Windows before wallets: a window is open before its first rows arrive.
  for (const auto& window : windows_)
    subscribe_to(clock_, window.actor);
  for (const auto& wallet : wallets_)
    subscribe_to(clock_, wallet.actor);
  subscribe_to(clock_, polls_);
  subscribe_to(clock_, proof_);
  subscribe_to(clock_, ledger_);
  subscribe_to(clock_, service_);
  subscribe_to(clock_, notifier_);
  subscribe_to(clock_, publisher_);
  return clock_;
}

service_actor running_actors::start_service() {
  service_ = actors_.spawn_service(ledger_);
  subscribe_to(clock_, service_);
  return service_;
}

void running_actors::announce_reload(bool refused) const {
  send_to(service_, configuration_reloaded{refused});
}

void running_actors::set_live_settings(const live_settings& settings) {
  settings_ = settings;
  caf::anon_send(actors_.log_tee, set_log_level{settings.level});
  for (const auto& window : windows_)
    send_to(window.actor, settings);
  caf::anon_send(ledger_, settings);
}

std::vector<std::string> running_actors::begin_change(const watch_plan& wanted) {
  wanted_ = wanted;
  std::vector<std::string> removed;
  keep_planned(wallets_, wanted.wallets, removed);
  const auto wallets_removed = removed.size();
  if (wallets_removed > 0)
    send_wallet_actors();
  keep_planned(windows_, wanted.windows, removed);
  if (removed.size() > wallets_removed)
    for (const auto& wallet : wallets_)
      send_windows(wallet);
  return removed;
}

std::vector<planned_actor> running_actors::finish_change() {
  std::vector<planned_actor> added;
  if (!wanted_)
    return added;
  const auto wanted = *std::exchange(wanted_, std::nullopt);
  for (const auto& plan : wanted.windows) {
    const auto known = find_member(windows_, key_of(plan));
    if (known == windows_.end())
      added.push_back(planned_window(plan));
    else if (known->actor && known->plan.wallets != plan.wallets)
      caf::anon_send(known->actor, plan.wallets);
  }
  for (const auto& plan : wanted.wallets)
    if (find_member(wallets_, key_of(plan)) == wallets_.end())
      added.push_back(planned_wallet(plan));
  windows_ = arrange(std::move(windows_), wanted.windows);
  if (wanted.spawn_polls && !polls_) {
    actors_.watched.spawn_polls = wanted.spawn_polls;
    added.push_back(planned_polls());
  }
  const auto before = wallets_.empty() ? wallet_plan{} : wallets_.front().plan;
  wallets_ = arrange(std::move(wallets_), wanted.wallets);
  send_wallet_actors();
  for (const auto& wallet : wallets_)
    if (wallet.plan.question_deadline != before.question_deadline ||
        wallet.plan.takes_turns != before.takes_turns)
      send_windows(wallet);
  return added;
}

void running_actors::release() {
  windows_.clear();
  wallets_.clear();
  polls_ = polls_actor{};
  proof_ = proof_actor{};
  fetcher_ = fetcher_actor{};
  capture_ = capture_actor{};
  notifier_ = notifier_actor{};
  publisher_ = publisher_actor{};
  ledger_ = ledger_actor{};
  clock_ = clock_actor{};
  service_ = service_actor{};
  actors_ = actor_plan{};
  wanted_.reset();
}

} // namespace tracker
