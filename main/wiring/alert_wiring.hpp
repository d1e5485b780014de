// SPDX-License-Identifier: MIT
// The options of the notifier and of the ledger's alerts, from the settings.
#pragma once

#include "actors/notifier/episodes/alert_desk.hpp"
#include "actors/notifier/notifier_actor.hpp"
#include "main/config/settings.hpp"

#include <optional>
#include <string>
#include <variant>

namespace tracker {

/// True when alerts are evaluated: a channel or a heartbeat is configured.
bool has_alerts(const settings& effective);

/// The settings with the contents of token-file and secret-file in place of the files, or
/// why one cannot be read (exit code 2): a missing or empty file, more than 512 bytes, or
/// one that others may read. The reason has no secret. A process with channels or a
/// heartbeat leaves no core file from then on, which would contain the secrets.
std::variant<alert_settings, std::string> read_secrets(const alert_settings& settings);

/// The settings of a run with their secrets, or why one cannot be read. A process with a
/// token of the page or the address of a fleet leaves no core file either.
std::variant<settings, std::string> prepare_alerts(const settings& effective);

/// The ledger's part. `silent`: a run over the past, whose alerts are recorded but not
/// sent. Empty: nothing is evaluated.
std::optional<alert_desk_options> alert_desk_options_of(const settings& effective,
                                                        const date::time_zone& zone,
                                                        bool silent);

/// The notifier's part; the settings must have their secrets (`read_secrets`).
notifier_options notifier_options_of(const settings& effective,
                                     const date::time_zone& zone, wall_clock now);

} // namespace tracker
