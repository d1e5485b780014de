// SPDX-License-Identifier: MIT
#include "actors/ledger/store/ledger_store.hpp"

#include "actors/ledger/store/ledger_store_state.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace tracker {

ledger_store::ledger_store(std::unique_ptr<state> opened) : state_{std::move(opened)} {}
ledger_store::ledger_store(ledger_store&&) noexcept = default;
ledger_store& ledger_store::operator=(ledger_store&&) noexcept = default;
ledger_store::~ledger_store() = default;

ledger_result<ledger_store> ledger_store::open(const std::string& path,
                                               const std::string& version,
                                               timestamp started, durability commits) {
  auto opened = open_for_writing(path, commits);
  if (auto* error = std::get_if<ledger_error>(&opened))
    return std::move(*error);
  return guarded(path, nullptr, [&] {
    auto result = std::make_unique<state>(
        path, std::get<SQLite::Database>(std::move(opened)), commits);
    result->begin_run(version, started);
    return ledger_store{std::move(result)};
  });
}

ledger_result<std::vector<booked>>
ledger_store::commit(std::span<const ledger_entry> entries, const alert_source& alerts) {
  std::vector<booked> results;
  results.reserve(entries.size());
  if (std::all_of(entries.begin(), entries.end(),
                  [&](const auto& entry) { return state_->can_wait(entry); })) {
    for (const auto& entry : entries)
      results.push_back(state_->hold(entry));
    return results;
  }
  return state_->in_transaction([&] {
    for (const auto& entry : entries)
      results.push_back(
          std::visit([&](const auto& fact) { return state_->book(fact); }, entry));
    if (alerts)
      for (const auto& alert : alerts(results))
        state_->alerts().book(alert);
    return std::move(results);
  });
}

ledger_result<std::monostate> ledger_store::commit(std::span<const alert_record> alerts,
                                                   std::span<const alert_mark> marks) {
  return state_->in_transaction([&] {
    for (const auto& alert : alerts)
      state_->alerts().book(alert);
    for (const auto& mark : marks)
      state_->alerts().mark(mark);
    return std::monostate{};
  });
}

ledger_result<std::vector<alert_channel>>
ledger_store::assign_channels(const std::vector<std::string>& names, timestamp now) {
  return state_->in_transaction([&] { return state_->alerts().assign(names, now); });
}

ledger_result<rolled_up> ledger_store::roll_up(timestamp horizon,
                                               std::uint64_t at_least) {
  return state_->in_transaction([&] { return state_->roll_up(horizon, at_least); });
}

ledger_result<std::uint64_t>
ledger_store::tag_grades(const std::vector<strategy>& strategies) {
  return state_->in_transaction([&] { return state_->tag(strategies); });
}

ledger_result<std::monostate> ledger_store::use_zone(const date::time_zone& zone) {
  return state_->in_transaction([&] {
    keep_zone_offsets(state_->file(), zone);
    return std::monostate{};
  });
}

ledger_result<std::monostate> ledger_store::use_outbox(bool is_part_of_fleet) {
  return state_->in_transaction([&] {
    state_->use_outbox(is_part_of_fleet);
    return std::monostate{};
  });
}

ledger_result<outbox_batch> ledger_store::recall(const take_outbox& request) {
  return state_->in_transaction([&] { return state_->take(request); });
}

ledger_result<std::optional<timestamp>> ledger_store::activity_known_to() {
  return state_->guard([&] { return state_->activity_known_to(); });
}

ledger_result<std::monostate> ledger_store::end_run(timestamp ended_at) {
  return state_->in_transaction([&] { return state_->end_run(ended_at); });
}

std::optional<ledger_error> ledger_store::find_displacement() const {
  return tracker::find_displacement(state_->path(), state_->identity());
}

const std::string& ledger_store::path() const {
  return state_->path();
}

SQLite::Database& ledger_store::connection() {
  return state_->file();
}

} // namespace tracker
