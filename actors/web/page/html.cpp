// SPDX-License-Identifier: MIT
#include "actors/web/page/html.hpp"

#include "actors/ledger/report/totals_text.hpp"
#include "actors/text/escaped_text.hpp"

#include <fmt/format.h>

namespace tracker {

namespace {

constexpr std::string_view minus_sign = "−";

} // namespace

std::string open_tag(std::string_view name, html_attributes attributes) {
  auto result = fmt::format("<{}", name);
  for (const auto& [attribute, value] : attributes) {
    result += fmt::format(" {}", attribute);
    if (!value.empty())
      result += fmt::format("=\"{}\"", escape_markup(value));
  }
  return result + '>';
}

std::string element(std::string_view name, html_attributes attributes,
                    std::string_view content) {
  return fmt::format("{}{}</{}>", open_tag(name, attributes), content, name);
}

std::string text_element(std::string_view name, html_attributes attributes,
                         std::string_view text) {
  return element(name, attributes, escape_markup(text));
}

std::string query_text(std::string_view value) {
  std::string result;
  for (const char c : value) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                          c == '~';
    if (is_plain)
      result += c;
    else
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

std::string with_minus_sign(std::string text) {
  for (auto sign = text.find("-$"); sign != std::string::npos;
       sign = text.find("-$", sign + minus_sign.size()))
    text.replace(sign, 1, minus_sign);
  return text;
}

std::string money_text(usdc amount) {
  return with_minus_sign(format_pnl(amount));
}

std::string money_element(usdc amount) {
  return money_element(amount, amount);
}

std::string money_element(usdc amount, usdc shown) {
  const auto* tone = amount > usdc{} ? "gain" : amount < usdc{} ? "loss" : "even";
  return text_element(
      "data",
      {{"class", tone}, {"value", to_string(amount)}, {"title", to_string(amount)}},
      money_text(shown));
}

std::string explain_link(const std::string& slug, const watched_wallet& wallet) {
  auto address = "/api/v1/explain?slug=" + query_text(slug);
  if (!wallet.address.empty())
    address += "&wallet=" + query_text(display_name(wallet));
  return text_element("a", {{"class", "explain"}, {"href", address}}, slug);
}

std::string percent_of_hundredths(std::int64_t hundredths) {
  const auto magnitude = hundredths < 0 ? -hundredths : hundredths;
  return fmt::format("{}{}.{:02}%", hundredths < 0 ? "−" : "",
                     format_count(magnitude / 100), magnitude % 100);
}

} // namespace tracker
