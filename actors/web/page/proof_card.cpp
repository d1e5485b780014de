// SPDX-License-Identifier: MIT
#include "actors/web/page/proof_card.hpp"

#include "actors/ledger/report/totals_text.hpp"
#include "actors/text/escaped_text.hpp"
#include "actors/web/page/html.hpp"

namespace tracker {

std::string card(std::string_view title, const std::string& value,
                 const std::string& notes) {
  return element("div", {{"class", "card"}},
                 text_element("h3", {}, title) +
                     element("p", {{"class", "value"}}, value) + notes);
}

std::string note(std::string_view text) {
  return text_element("p", {{"class", "note"}}, text);
}

std::string platform_card(const proof_summary& proofs) {
  const auto* title = "Platform says";
  const auto summary = note(summary_text(proofs));
  if (proofs.compared() == 0)
    return card(title, escape_markup("not available"),
                proofs.open > 0 ? summary : note("no finished day is compared yet"));
  if (proofs.differ == 0)
    return card(title,
                text_element(
                    "span", {{"class", proofs.open + proofs.near == 0 ? "good" : "warn"}},
                    proofs.near == 0 ? "difference 0.00" : "no difference found"),
                summary);
  const auto value = proofs.amount == usdc{} ? std::to_string(proofs.fills) + " fills"
                                             : format_dollars(proofs.amount);
  return card(title,
              text_element("a",
                           {{"class", "bad"},
                            {"href", "#attention"},
                            {"title", with_minus_sign(proofs.first_text)}},
                           "difference " + value),
              summary);
}

} // namespace tracker
