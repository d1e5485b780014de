// SPDX-License-Identifier: MIT
#include "main/commands/doctor/doctor_network.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include <unistd.h>

namespace tracker {

network_facts look_at_network(const network_options& options) {
  network_facts facts{options, {}, {}};
  // The names that libcurl and other programs read.
  for (const auto* name :
       {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
      facts.ignored.emplace_back(name);
  if (!options.ca_file.empty() && access(options.ca_file.c_str(), R_OK) != 0)
    facts.ca_problem = std::generic_category().message(errno);
  return facts;
}

diagnosis check_network(const network_facts& facts) {
  const auto& [options, ignored, ca_problem] = facts;
  diagnosis result{health::good, "network", "", ""};
  result.text = options.proxy.empty() ? "direct connections" : "by " + options.proxy;
  if (options.addresses != address_family::any)
    result.text +=
        options.addresses == address_family::ipv4 ? ", IPv4 only" : ", IPv6 only";
  if (!options.ca_file.empty())
    result.text += ", certificates of " + options.ca_file;
  if (!ignored.empty())
    result.text +=
        fmt::format("; {} of the environment {} ignored", fmt::join(ignored, ", "),
                    ignored.size() == 1 ? "is" : "are");
  if (!ca_problem.empty()) {
    result.verdict = health::bad;
    result.text += ": " + ca_problem;
    result.advice = "set http.ca-file to a PEM file that this user can read";
  } else if (options.proxy.empty() && !ignored.empty()) {
    result.advice = "set http.proxy if the hosts can only be reached by a proxy";
  }
  return result;
}

} // namespace tracker
