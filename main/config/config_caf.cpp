// SPDX-License-Identifier: MIT
#include "main/config/config_caf.hpp"

#include "main/config/setting_table.hpp"

#include <caf/atom.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace tracker {

namespace {

/// The range in which the tracker works; CAF accepts more.
struct caf_limit {
  std::string_view key;
  std::string_view allowed;
  std::int64_t min;
  std::int64_t max;
};

constexpr std::array<caf_limit, 2> integer_limits{
    {{"scheduler.max-threads", "a whole number from 1 to 256", 1, 256},
     // With CAF's default an actor that keeps sending to itself would never leave its
     // worker.
     {"scheduler.max-throughput", "a whole number from 1 to 1000000", 1, 1'000'000}}};

constexpr std::string_view policy_key = "scheduler.policy";

template <class Text>
std::string to_std(const Text& text) {
  return {text.begin(), text.end()};
}

caf::string_view to_caf(std::string_view text) {
  return {text.data(), text.size()};
}

caf::config_value to_caf(const config_value& value);

struct caf_converter {
  caf::config_value operator()(const config_atom& atom) const {
    return caf::config_value{caf::atom_from_string(atom.text)};
  }
  caf::config_value operator()(const config_list& list) const {
    caf::config_value::list result;
    for (const auto& element : list)
      result.push_back(to_caf(element));
    return caf::config_value{std::move(result)};
  }
  caf::config_value operator()(const config_table& table) const {
    caf::config_value::dictionary result;
    for (const auto& [name, field] : table)
      result.emplace(name, to_caf(field));
    return caf::config_value{std::move(result)};
  }
  caf::config_value operator()(byte_size size) const {
    return caf::config_value{size.bytes};
  }
  template <class T>
  caf::config_value operator()(const T& simple) const {
    return caf::config_value{simple};
  }
};

caf::config_value to_caf(const config_value& value) {
  return std::visit(caf_converter{}, value.data);
}

/// CAF's name of a type as words for a message.
std::string type_for_people(std::string_view type) {
  if (type == "atom")
    return "a word in single quotes";
  if (type == "timespan")
    return "a duration such as 500ms";
  if (type == "boolean")
    return "true or false";
  if (type == "string")
    return "a text in double quotes";
  if (type.starts_with("uint") || type.starts_with("int"))
    return "a whole number";
  return fmt::format("a {}", type);
}

refusal check_limits(std::string_view key, const config_value& value) {
  if (key == policy_key && value.data != decltype(value.data){config_atom{"sharing"}} &&
      value.data != decltype(value.data){config_atom{"stealing"}})
    return "it is not one of the allowed words; allowed: 'sharing' or 'stealing'";
  if (const auto* duration = std::get_if<timespan>(&value.data))
    if (*duration < timespan{} ||
        (*duration == timespan{} && section_of(key) == "stream"))
      return "the duration is too small; allowed: a duration above 0s";
  if (const auto* count = std::get_if<std::int64_t>(&value.data))
    for (const auto& limit : integer_limits)
      if (limit.key == key && (*count < limit.min || *count > limit.max))
        return fmt::format("it is out of range; allowed: {}", limit.allowed);
  return std::nullopt;
}

} // namespace

const std::vector<caf_setting>& caf_defaults() {
  // `sharing` uses no processor time when idle, `stealing` polls. CAF's own logger is
  // off: with a file that it cannot open it blocks the actors.
  static const std::vector<caf_setting> defaults{
      {"scheduler.policy", {config_atom{"sharing"}}},
      {"scheduler.max-threads", {std::int64_t{2}}},
      {"scheduler.max-throughput", {std::int64_t{50}}},
      {"logger.file-verbosity", {config_atom{"quiet"}}},
      {"logger.console", {config_atom{"none"}}},
  };
  return defaults;
}

tracker_config::tracker_config(const std::vector<caf_setting>& given) {
  for (const auto* settings : {&caf_defaults(), &given})
    for (const auto& [key, value] : *settings)
      set(to_caf(key), to_caf(value));
}

bool tracker_config::has_option(std::string_view key) const {
  return !section_of(key).empty() && section_of(key) != "global" &&
         custom_options_.qualified_name_lookup(to_caf(key)) != nullptr;
}

bool tracker_config::has_section(std::string_view name) const {
  return name != "global" && std::any_of(custom_options_.begin(), custom_options_.end(),
                                         [&](const auto& option) {
                                           return to_std(option.category()) == name;
                                         });
}

std::vector<std::string> tracker_config::option_names() const {
  std::vector<std::string> names;
  for (const auto& option : custom_options_)
    if (to_std(option.category()) != "global")
      names.push_back(to_std(option.full_name()));
  return names;
}

bare_form tracker_config::bare(std::string_view key) const {
  const auto* option = custom_options_.qualified_name_lookup(to_caf(key));
  const auto type = option == nullptr ? std::string{} : to_std(option->type_name());
  return type == "atom"     ? bare_form::atom
         : type == "string" ? bare_form::text
                            : bare_form::value;
}

refusal tracker_config::refuse(std::string_view key, const config_value& value) const {
  const auto* option = custom_options_.qualified_name_lookup(to_caf(key));
  if (option == nullptr)
    return "CAF has no such option";
  // The limits below hold for plain numbers.
  const bool has_size_unit = std::holds_alternative<byte_size>(value.data);
  if (has_size_unit || option->check(to_caf(value)))
    return fmt::format("it is {} that does not fit; allowed: {}", kind_of(value),
                       type_for_people(to_std(option->type_name())));
  return check_limits(key, value);
}

} // namespace tracker
