// SPDX-License-Identifier: MIT
// CAF's own options (scheduler, logger, middleman …), checked by CAF's types and by the
// limits within which the tracker works.
#pragma once

#include "main/config/setting_field.hpp"

#include <caf/actor_system_config.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// The configuration of the actor system: the tracker's defaults and the options given.
/// Never moved: CAF's options point into it.
class tracker_config : public caf::actor_system_config {
public:
  /// Each of `given` must have passed `refuse`.
  explicit tracker_config(const std::vector<caf_setting>& given = {});
  tracker_config(tracker_config&&) = delete;
  tracker_config& operator=(tracker_config&&) = delete;
  ~tracker_config() override = default;

  bool has_option(std::string_view key) const;
  bool has_section(std::string_view name) const;
  /// Every option, `scheduler.policy` and so on.
  std::vector<std::string> option_names() const;
  /// How an unquoted value of `key` on the command line is read.
  bare_form bare(std::string_view key) const;
  /// Why `value` is refused for the option `key`, and what is allowed.
  refusal refuse(std::string_view key, const config_value& value) const;
};

/// The tracker's defaults of CAF's options.
const std::vector<caf_setting>& caf_defaults();

} // namespace tracker
