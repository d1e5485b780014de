// SPDX-License-Identifier: MIT
// The doctor's line about the way to the hosts: proxy, certificates, kinds of addresses.
#pragma once

#include "actors/fetcher/transport/network_options.hpp"
#include "main/commands/doctor/doctor_checks.hpp"

#include <string>
#include <vector>

namespace tracker {

/// Facts about the way to the hosts.
struct network_facts {
  network_options options;
  /// The variables of the environment that name a proxy (`https_proxy`); they are
  /// ignored.
  std::vector<std::string> ignored;
  /// Why `options.ca_file` cannot be read; empty: it can, or none is set.
  std::string ca_problem;
};

network_facts look_at_network(const network_options& options);
/// Good: connections are as configured. Bad: the certificates cannot be read.
diagnosis check_network(const network_facts& facts);

} // namespace tracker
