// SPDX-License-Identifier: MIT
// What to write in place of a refused value. Pure.
#pragma once

#include "main/config/setting_field.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace tracker {

/// What to write in place of `raw`, a refused value as it is written in the file: `write
/// "0.95" in double quotes`, `write true`, `write 1500ms`. Every rewriting that is tried
/// has the same meaning; `check` tells which one the key accepts. Where a text without
/// quotes is refused with them too, the result is the reason of that. Empty: no advice.
std::string advise(std::string_view raw, bare_form form,
                   const std::function<refusal(const config_value&)>& check);

/// What to write for a path whose meaning would depend on the current folder, or on a
/// shell.
std::string advise_on_path(std::string_view path);

} // namespace tracker
