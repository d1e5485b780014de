// SPDX-License-Identifier: MIT
// The facts that the doctor collects: files, limits, and one request for each host and
// wallet.
#pragma once

#include "main/commands/doctor/doctor_checks.hpp"
#include "main/config/settings.hpp"

#include <vector>

namespace tracker {

path_facts look_at(const std::string& path);
/// Free bytes at `path`, or in the nearest folder above it that exists.
std::variant<std::uint64_t, std::string> room_at(const std::string& path);
/// Reads every page; takes seconds for a gigabyte.
std::variant<ledger_facts, ledger_error>
look_into_ledger(const std::string& path, file_state state = file_state::live);
/// Reads the newest backup likewise; empty: there is none.
std::optional<backup_facts> look_into_backup(const std::string& ledger_file);
/// Why a time zone that the tracker needs is missing: its own, or that of New York, which
/// determines the windows of four hours. Empty: none is.
std::string timezone_problem(const std::string& name);
/// The soft limit of this process.
std::uint64_t open_files_limit();

/// One GET for each host and for each wallet, in this order, and one for `/v2/status`.
struct probes {
  std::vector<probe> hosts;
  std::vector<probe> wallets;
  probe data_status;
};
/// Sends all requests at once, with the tracker's own timeouts and connections
/// (`curl_pool`), and waits for all of them. curl_global_init is the caller's.
probes ask_hosts(const settings& effective);

} // namespace tracker
