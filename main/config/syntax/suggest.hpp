// SPDX-License-Identifier: MIT
// The name that a mistyped one stands for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// The known name that resembles `name`: a few characters differ, or a key is in the
/// wrong section. Empty if none does.
std::string nearest_name(std::string_view name, const std::vector<std::string>& known);

/// `; did you mean http.timeout?` with the nearest name; empty if there is none.
std::string suggest(std::string_view name, const std::vector<std::string>& known);

/// The part of `http.timeout` before the last dot, and the part after it.
std::string_view section_of(std::string_view key);
std::string_view name_of(std::string_view key);

/// A key for a message, each part as `shown_name` has it.
std::string shown_key(std::string_view key);

} // namespace tracker
