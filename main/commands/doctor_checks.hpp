// SPDX-License-Identifier: MIT
// What the doctor makes of what was found. Pure: facts in, one line each out.
#pragma once

#include "actors/fetcher/transport/transfer.hpp"
#include "actors/ledger/query/ledger_error.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "main/wiring/data_dir.hpp"
#include "messages/activity.hpp"
#include "messages/wallet.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

enum class health : std::uint8_t {
  good,
  /// The tracker runs, and somebody should look.
  doubtful,
  /// The tracker can not do its work like that.
  bad,
};

/// One line of the doctor.
struct diagnosis {
  health is = health::good;
  /// `data-dir`.
  std::string what;
  std::string found;
  /// What to do; empty: nothing.
  std::string advice;

  bool operator==(const diagnosis&) const = default;
};

/// What is at a path.
struct path_facts {
  bool exists = false;
  bool is_folder = false;
  /// Permission bits.
  unsigned mode = 0;
  /// By this user; of what does not exist, whether it can be made.
  bool writable = false;
};

/// What is known of the ledger's file.
struct ledger_facts {
  std::uint64_t bytes = 0;
  /// What a look at every page found; empty: nothing wrong.
  std::string damage;
  /// Nothing: no run is noted.
  std::optional<recorded_run> last_run;
};

/// What is known of the newest backup.
struct backup_facts {
  /// Its name holds its time.
  std::string path;
  std::variant<ledger_facts, ledger_error> inside;
};

/// A question to a host and its answer.
struct probe {
  host to = host::gamma;
  std::string base_url;
  /// Wall clock around it.
  timestamp asked{};
  timestamp answered{};
  transfer_result result;
};

/// The reply, or why it is none.
std::variant<fetch_reply, fetch_error> reply_of(const probe& of);
/// What went wrong, one line.
std::string failure_text(const fetch_error& error);
/// What to do about a failure of this kind.
std::string advice_for(fetch_error_kind kind);

/// By how much our clock is ahead of the hosts' (negative: behind): every value from
/// `least` to `most` explains all their answers.
struct clock_offset {
  timespan least{};
  timespan most{};

  /// The value nearest to none.
  timespan smallest() const;
};

/// Clocks further apart than this place trades in the wrong window.
inline constexpr timespan tolerable_skew = std::chrono::seconds{2};

diagnosis check_configuration(const std::string& file);
diagnosis check_data_dir(const std::string& path, const path_facts& at);
diagnosis
check_lock(const std::variant<std::optional<data_dir_holder>, std::string>& found);
/// Bytes that may still be written where the ledger is; a text: why that is not known.
diagnosis check_room(const std::variant<std::uint64_t, std::string>& free_bytes);
/// `path` is empty where the file is turned off.
diagnosis check_log(const std::string& path, const path_facts& at);
/// `path` is empty where nothing is recorded.
diagnosis check_capture(const std::string& path, const path_facts& at);
/// `runs_now`: a tracker holds the data directory.
diagnosis check_ledger(const std::string& path,
                       const std::variant<ledger_facts, ledger_error>& found,
                       bool runs_now);
/// `interval` is the time between two backups; zero: none are made.
diagnosis check_backup(const std::optional<backup_facts>& newest, timespan interval);
/// An answer counts only when it is what the tracker could use: JSON and no error.
diagnosis check_host(const probe& of);

/// What the answers say of our clock: their `Date` (RFC 9110: whole seconds, rounded
/// down), and the body of clob's `/time`, likewise. Answers of a cache say nothing.
/// Nothing: no answer has a time.
std::optional<clock_offset> offset_of(const std::vector<probe>& answers);
/// Bounds that contradict each other (`least` above `most`): the hosts disagree.
diagnosis check_clock(const std::optional<clock_offset>& offset);

/// `problem` is what the time zone database says against a name; empty: nothing.
diagnosis check_zone_database(const std::string& name, const std::string& problem);
/// `answer` is that to a question for one row of the wallet's activity.
diagnosis check_wallet(const watched_wallet& of, data_dialect dialect,
                       const probe& answer);
diagnosis check_no_wallets();

/// Answers that are older than this and say nothing newer are frozen.
inline constexpr timespan frozen_after = std::chrono::minutes{10};

/// The time of the newest row in an answer to `check_wallet`'s question; nothing where it
/// has none or can not be read.
std::optional<timestamp> newest_row(const watched_wallet& of, data_dialect dialect,
                                    const probe& answer);
/// The dialect in use. `status` is the answer to `/v2/status`, `newest` the time of the
/// newest row of all wallets: a host that answers 200 and says nothing new is told by
/// both of them together, because a wallet alone may be idle.
diagnosis check_data_api(data_dialect dialect, const probe& status,
                         std::optional<timestamp> newest);
/// The soft limit, and what the tracker's connections and files may take.
diagnosis check_open_files(std::uint64_t limit, std::uint64_t wanted);

/// `✓ data-dir     /root/polybot`, with what to do behind it.
std::string to_line(const diagnosis& of, std::size_t width);
/// 0 when nothing is bad, else 1.
int exit_code_of(const std::vector<diagnosis>& all);

} // namespace tracker
