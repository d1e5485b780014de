// SPDX-License-Identifier: MIT
// Detects what is new in the platform's replies. Pure except for the folder in which it
// keeps them.
#pragma once

#include "messages/alert.hpp"
#include "messages/fetch.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// Where unknown replies are kept: `drift` in the folder of the ledger.
std::string drift_folder(const std::string& ledger_folder);

/// True when `known` contains this news, whole or up to a colon.
bool is_known_drift(const std::vector<std::string>& known, std::string_view news);

/// A kept reply: its endpoint on the first line, its body after it.
struct kept_reply {
  std::string source;
  std::string endpoint;
  std::string body;
};

std::string to_text(const kept_reply& kept);
/// Reads what `to_text` wrote; the source is empty for a text of another form.
kept_reply parse_kept_reply(std::string_view text);

class drift_sentinel {
public:
  /// Limits of what is kept: replies, bytes of one reply, and news.
  static constexpr std::size_t max_files = 20;
  static constexpr std::size_t max_bytes = 1'048'576;
  static constexpr std::size_t max_news = 100;

  /// `known`: alerts.known-drift. An empty folder keeps no replies.
  drift_sentinel(std::vector<std::string> known, const std::string& ledger_folder);

  /// Compares a reply with its known shape. Returns what was not seen before:
  /// `gamma /markets/slug: newField: unknown member`. An endpoint without a known shape
  /// has no news.
  std::vector<std::string> compare(host source, const std::string& endpoint,
                                   const std::string& body);
  /// Continues the alerts of an earlier run.
  void restore(const std::vector<alert_record>& alerts);
  /// A reading for each news; news of earlier runs that the user has accepted are clear.
  std::vector<alert_reading> readings() const;
  /// News so far.
  std::size_t count() const { return news_.size(); }

private:
  void keep(const kept_reply& reply) const;

  std::vector<std::string> known_;
  std::string folder_;
  std::set<std::string> news_;
  std::set<std::string> settled_;
};

} // namespace tracker
