// SPDX-License-Identifier: MIT
// The checks of the doctor. Pure: facts in, one line each out.
#pragma once

#include "actors/fetcher/transport/transfer.hpp"
#include "actors/ledger/query/ledger_error.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "main/wiring/data_dir.hpp"
#include "messages/wallet.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

enum class health : std::uint8_t {
  good,
  /// The tracker runs, but the operator should look at it.
  doubtful,
  /// The tracker cannot work like that.
  bad,
};

/// One line of the doctor.
struct diagnosis {
  health verdict = health::good;
  /// `data-dir`.
  std::string name;
  std::string text;
  /// What to do; empty: nothing.
  std::string advice;

  bool operator==(const diagnosis&) const = default;
};

/// The file or folder at a path.
struct path_facts {
  bool exists = false;
  bool is_folder = false;
  /// Permission bits.
  unsigned mode = 0;
  /// By this user; of a path that does not exist: whether it can be made.
  bool writable = false;
};

/// Facts of the ledger's file.
struct ledger_facts {
  std::uint64_t bytes = 0;
  /// Result of reading every page; empty: intact.
  std::string damage;
  /// Nothing: no run is noted.
  std::optional<recorded_run> last_run;
};

/// Facts of the newest backup.
struct backup_facts {
  /// Its name holds its time.
  std::string path;
  std::variant<ledger_facts, ledger_error> inside;
};

/// A request to a host and its answer.
struct probe {
  host target = host::gamma;
  std::string base_url;
  /// Wall clock around it.
  timestamp asked{};
  timestamp answered{};
  transfer_result result;
};

/// The reply, or why there is none.
std::variant<fetch_reply, fetch_error> reply_of(const probe& answer);
/// The failure in one line.
std::string failure_text(const fetch_error& error);
/// What to do about a failure of this kind.
std::string advice_for(fetch_error_kind kind);

/// By how much our clock is ahead of the hosts' (negative: behind): every value from
/// `least` to `most` explains all their answers.
struct clock_offset {
  timespan least{};
  timespan most{};

  /// The value nearest to zero.
  timespan smallest() const;
};

/// Clocks further apart than this place trades in the wrong window.
inline constexpr timespan tolerable_skew = std::chrono::seconds{2};

diagnosis check_configuration(const std::string& file);
diagnosis check_data_dir(const std::string& path, const path_facts& facts);
diagnosis
check_lock(const std::variant<std::optional<data_dir_holder>, std::string>& found);
/// Free bytes where the ledger is; a text: why they are not known.
diagnosis check_room(const std::variant<std::uint64_t, std::string>& free_bytes);
/// `path` is empty where the file is turned off.
diagnosis check_log(const std::string& path, const path_facts& facts);
/// `path` is empty where nothing is recorded.
diagnosis check_capture(const std::string& path, const path_facts& facts);
/// `runs_now`: a tracker holds the data directory.
diagnosis check_ledger(const std::string& path,
                       const std::variant<ledger_facts, ledger_error>& found,
                       bool runs_now);
/// `interval` is the time between two backups; zero: none are made.
diagnosis check_backup(const std::optional<backup_facts>& newest, timespan interval);
/// An answer counts only when the tracker could use it: JSON and not an error object.
diagnosis check_host(const probe& answer);

/// The offset of our clock by the answers: their `Date` (RFC 9110: whole seconds, rounded
/// down), and the body of clob's `/time`, likewise. Answers of a cache are left out.
/// Nothing: no answer has a time.
std::optional<clock_offset> offset_of(const std::vector<probe>& answers);
/// Bounds that contradict each other (`least` above `most`): the hosts disagree.
diagnosis check_clock(const std::optional<clock_offset>& offset);

/// `problem`: why the time zone database refuses the name; empty: it does not.
diagnosis check_zone_database(const std::string& name, const std::string& problem);
/// `answer` is that to a request for one row of the wallet's activity.
diagnosis check_wallet(const watched_wallet& wallet, data_dialect dialect,
                       const probe& answer);
diagnosis check_no_wallets();

/// A host whose newest data is older than this is frozen.
inline constexpr timespan frozen_after = std::chrono::minutes{10};

/// The time of the newest row in an answer to `check_wallet`'s request; nothing where it
/// has none or cannot be read.
std::optional<timestamp> newest_row(const watched_wallet& wallet, data_dialect dialect,
                                    const probe& answer);
/// The dialect in use. `status` is the answer to `/v2/status`, `newest` the time of the
/// newest row of all wallets: a host that answers 200 without new data is recognized by
/// both together, because a wallet alone may be idle.
diagnosis check_data_api(data_dialect dialect, const probe& status,
                         std::optional<timestamp> newest);
/// The soft limit, and the descriptors that the tracker's connections and files need at
/// most.
diagnosis check_open_files(std::uint64_t limit, std::uint64_t needed);

/// `✓ data-dir     /root/polybot; to do: …`, the mark in colour where `colours`.
std::string to_line(const diagnosis& found, std::size_t width, bool colours = false);
/// 0 when nothing is bad, else 1.
int exit_code_of(const std::vector<diagnosis>& all);

} // namespace tracker
