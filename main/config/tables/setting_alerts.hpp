// SPDX-License-Identifier: MIT
// The section [alerts]: tables of channels and of changed rules. Secrets are never shown:
// not in refusals, and as `…` in the listing of `check`.
#pragma once

#include "main/config/setting_field.hpp"
#include "main/config/setting_table.hpp"

#include <vector>

namespace tracker {

/// The rows of the section.
std::vector<setting> alert_rows();

/// alerts.channels.
setting_field channel_list();

/// True if values of this key must not be quoted in messages.
bool has_secrets(std::string_view key);

} // namespace tracker
