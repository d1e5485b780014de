// SPDX-License-Identifier: MIT
// HTML from untrusted text; money, shares of a whole and links as the page shows them.
#pragma once

#include "messages/money.hpp"
#include "messages/wallet.hpp"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tracker {

/// Names and values of attributes; values are escaped, a name without a value is written
/// alone.
using html_attributes = std::initializer_list<std::pair<std::string_view, std::string>>;

/// The text of a cell without a value.
inline constexpr const char* no_value = "-";

/// `<name attributes>`.
std::string open_tag(std::string_view name, html_attributes attributes = {});

/// `<name attributes>content</name>`; `content` is HTML.
std::string element(std::string_view name, html_attributes attributes,
                    std::string_view content);

/// The same with a text as content, which is escaped.
std::string text_element(std::string_view name, html_attributes attributes,
                         std::string_view text);

/// A value for the query of an address: everything but letters, digits, `-`, `.`, `_` and
/// `~` is percent-encoded.
std::string query_text(std::string_view value);

/// `text` with the minus sign of each amount, `-$3.20`, as U+2212, which is as wide as a
/// digit.
std::string with_minus_sign(std::string text);

/// `+$12.40`, `−$3.20`, `$0.00`: dollars and cents, thousands separated by commas.
std::string money_text(usdc amount);

/// `amount` as an element: cents, all six places in its title, its sign in its class.
/// `shown`: the cents to show; by default the rounded amount.
std::string money_element(usdc amount);
std::string money_element(usdc amount, usdc shown);

/// `12.01%`, `−0.50%` for hundredths of a percent.
std::string percent_of_hundredths(std::int64_t hundredths);

/// The link to the explanation of a window.
std::string explain_link(const std::string& slug, const watched_wallet& wallet);

} // namespace tracker
