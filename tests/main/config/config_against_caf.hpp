// SPDX-License-Identifier: MIT
// Compares the tracker's reader of CAF's syntax with CAF's own.
#pragma once

#include "main/config/syntax/config_text.hpp"

#include <caf/actor_system_config.hpp>

#include <algorithm>
#include <regex>
#include <sstream>
#include <string>

namespace tracker::test {

inline bool same(const config_value& ours, const caf::config_value& theirs);

struct caf_comparison {
  const caf::config_value& theirs;

  bool operator()(const config_atom& atom) const {
    const auto* other = caf::get_if<caf::atom_value>(&theirs);
    return other != nullptr && caf::to_string(*other) == atom.text;
  }
  bool operator()(const config_list& list) const {
    const auto* other = caf::get_if<caf::config_value::list>(&theirs);
    return other != nullptr &&
           std::equal(list.begin(), list.end(), other->begin(), other->end(), same);
  }
  bool operator()(const config_table& table) const {
    const auto* other = caf::get_if<caf::config_value::dictionary>(&theirs);
    return other != nullptr && table.size() == other->size() &&
           std::all_of(table.begin(), table.end(), [&](const auto& field) {
             const auto found = other->find(field.name);
             return found != other->end() && same(field.value, found->second);
           });
  }
  bool operator()(byte_size) const { return false; }
  template <class T>
  bool operator()(const T& value) const {
    const auto* other = caf::get_if<T>(&theirs);
    return other != nullptr && *other == value;
  }
};

inline bool same(const config_value& ours, const caf::config_value& theirs) {
  return std::visit(caf_comparison{theirs}, ours.data);
}

/// Reads `text` with the tracker's reader and, if that accepts it, with CAF's. Empty if
/// the tracker refuses it, if both find the same values, or if it uses what only the
/// tracker reads (`#`, the units m, d, k, M and G, CRLF); otherwise the difference.
inline std::string difference_from_caf(const std::string& text) {
  static const std::regex extension{"#|\r|\xef\xbb\xbf|[0-9](m|d|k|K|M|G)([^a-z]|$)"};
  if (std::regex_search(text, extension))
    return {};
  const auto document = parse_config_text(text);
  // The tracker has no such sections; CAF merges nested ones by its own rules and does
  // not treat [global] as a section.
  const auto special = [](const auto& section) {
    return section.name.find('.') != std::string::npos || section.name == "global";
  };
  if (!document.faults.empty() ||
      std::any_of(document.sections.begin(), document.sections.end(), special))
    return {};
  for (const auto& entry : document.entries)
    if (std::holds_alternative<value_fault>(entry.value))
      return {};
  // CAF does not report that a file ends too early, but it misses what follows.
  std::istringstream stream{text + "\n[eof-sentinel]\nok = true\n"};
  const auto theirs = caf::actor_system_config::parse_config(stream);
  if (!theirs)
    return "CAF refuses it: " + caf::actor_system_config::render(theirs.error());
  if (!caf::get_if(&*theirs, "eof-sentinel.ok"))
    return "CAF stops early";
  for (const auto& entry : document.entries) {
    const auto key = entry.section + "." + entry.key;
    const auto* value = caf::get_if(&*theirs, key);
    if (value == nullptr || !same(std::get<config_value>(entry.value), *value))
      return key + " differs";
  }
  return {};
}

} // namespace tracker::test
