// SPDX-License-Identifier: MIT
#include "actors/supervisor/running_actors.hpp"

#include <caf/send.hpp>

#include <utility>

namespace tracker {

std::vector<planned_actor> running_actors::plan() {
  std::vector<planned_actor> result;
  result.push_back({"log_tee", stage::log_tee, [this] { return actors_.log_tee; }});
  result.push_back({"ledger", stage::ledger, [this] { return start_ledger(); }});
  if (actors_.spawn_capture)
    result.push_back({"capture", stage::capture, [this] { return start_capture(); }});
  result.push_back({"fetcher", stage::fetcher, [this] { return start_fetcher(); }});
  windows_.resize(actors_.windows.size());
  for (std::size_t i = 0; i < actors_.windows.size(); ++i)
    result.push_back({"window " + actors_.windows[i].name, stage::windows,
                      [this, i] { return start_window(i); }});
  wallets_.resize(actors_.wallets.size());
  for (std::size_t i = 0; i < actors_.wallets.size(); ++i)
    result.push_back({"wallet " + actors_.wallets[i].name, stage::wallets,
                      [this, i] { return start_wallet(i); }});
  if (actors_.spawn_proof)
    result.push_back({"proof", stage::wallets, [this] { return start_proof(); }});
  result.push_back({"clock", stage::clock, [this] { return start_clock(); }});
  return result;
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
  for (const auto& window : windows_)
    if (window)
      caf::anon_send(window, use_fetcher{fetcher_});
  for (const auto& wallet : wallets_)
    if (wallet)
      caf::anon_send(wallet, use_fetcher{fetcher_});
  if (proof_)
    caf::anon_send(proof_, use_fetcher{fetcher_});
  return fetcher_;
}

window_actor running_actors::start_window(std::size_t index) {
  auto& window = windows_[index];
  window = actors_.windows[index].spawn(fetcher_, ledger_);
  if (settings_)
    caf::anon_send(window, *settings_);
  if (clock_)
    caf::anon_send(clock_, subscribe{window});
  for (const auto& wallet : wallets_)
    if (wallet)
      caf::anon_send(wallet, current_windows());
  return window;
}

wallet_actor running_actors::start_wallet(std::size_t index) {
  auto& wallet = wallets_[index];
  wallet = actors_.wallets[index].spawn(fetcher_, ledger_);
  caf::anon_send(wallet, current_windows());
  if (clock_)
    caf::anon_send(clock_, subscribe{wallet});
  if (proof_)
    caf::anon_send(proof_, current_wallets());
  return wallet;
}

proof_actor running_actors::start_proof() {
  proof_ = actors_.spawn_proof(fetcher_, ledger_);
  caf::anon_send(proof_, current_wallets());
  if (clock_)
    caf::anon_send(clock_, subscribe{proof_});
  return proof_;
}

use_wallets running_actors::current_wallets() const {
  use_wallets result;
  for (std::size_t i = 0; i < wallets_.size(); ++i)
    if (wallets_[i])
      result.wallets.push_back({actors_.wallets[i].address, wallets_[i]});
  return result;
}

use_windows running_actors::current_windows() const {
  use_windows result;
  for (std::size_t i = 0; i < windows_.size(); ++i)
    result.windows.push_back({actors_.windows[i].name, windows_[i]});
  return result;
}

clock_actor running_actors::start_clock() {
  clock_ = actors_.spawn_clock();
  if (capture_)
    caf::anon_send(clock_, subscribe{capture_});
  // Windows before wallets: a window is open before its first rows arrive.
  for (const auto& window : windows_)
    caf::anon_send(clock_, subscribe{window});
  for (const auto& wallet : wallets_)
    caf::anon_send(clock_, subscribe{wallet});
  if (proof_)
    caf::anon_send(clock_, subscribe{proof_});
  caf::anon_send(clock_, subscribe{ledger_});
  return clock_;
}

void running_actors::set_live_settings(const live_settings& settings) {
  settings_ = settings;
  for (const auto& window : windows_)
    caf::anon_send(window, settings);
}

void running_actors::release() {
  windows_.clear();
  wallets_.clear();
  proof_ = proof_actor{};
  fetcher_ = fetcher_actor{};
  capture_ = capture_actor{};
  ledger_ = ledger_actor{};
  clock_ = clock_actor{};
  actors_ = actor_plan{};
}

} // namespace tracker
