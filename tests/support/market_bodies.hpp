// SPDX-License-Identifier: MIT
// Replies in the platform's format for tests of a single room, without a server.
#pragma once

#include "messages/fetch.hpp"
#include "messages/window.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tracker::test {

/// The order in which a market names its outcomes.
enum class outcome_order { up_first, down_first };

std::string condition_id_of(const window& window);
std::string up_token_of(const window& window);
std::string down_token_of(const window& window);

/// A Market object of gamma. Unsettled: open, or closed and not resolved yet.
std::string gamma_body(const window& window,
                       std::optional<settlement> settled = std::nullopt,
                       outcome_order order = outcome_order::up_first);

/// The same as a market of Protocol V2: 62 digits of condition id, `positionIds`, no
/// `clobTokenIds`, `resolutionStatus` instead of `umaResolutionStatus`.
std::string gamma_body_v2(const window& window, std::optional<settlement> settled = {});

/// The position ids of that body, whose low bytes are 0 for Up and 1 for Down.
std::string up_position_of(const window& window);
std::string down_position_of(const window& window);

/// A market object of clob.
std::string clob_body(const window& window,
                      std::optional<settlement> settled = std::nullopt);

/// A reply of `/v2/resolutions` as of Protocol V2, settled 20 s after the window's end.
std::string resolution_body(const window& window,
                            std::optional<settlement> settled = std::nullopt);

/// The host answers with another status than 2xx.
fetch_result refused_with(std::uint16_t status, host target);

fetch_result ok(std::string body, std::chrono::seconds age = {});
fetch_result failed(fetch_error_kind kind, host target = host::gamma);

} // namespace tracker::test
