// SPDX-License-Identifier: MIT
#include "actors/web/page/page_sections.hpp"
#include "actors/web/page/span_figures.hpp"
#include "tests/actors/ledger/days/proof_samples.hpp"
#include "tests/actors/ledger/report/report_memory_source.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_checks.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

const watched_wallet first_wallet{"main", "0x1"};
const watched_wallet second_wallet{"other", "0x2"};

/// The card of these proofs, with the selected addresses.
std::string card_of(std::vector<day_proof> proofs,
                    std::vector<std::string> selected = {}) {
  memory_source source;
  source.day_proofs = std::move(proofs);
  const page_reading reading{
      std::move(selected), proof_day + 3 * day_length, *date::locate_zone("UTC"), {}};
  const auto figures = read_page_figures(source, reading);
  REQUIRE(std::holds_alternative<page_figures>(figures));
  return platform_card(std::get<page_figures>(figures).proofs);
}

} // namespace

TEST_CASE("The platform's card is green only when every day is proven", "[page]") {
  const auto proven_card = card_of({proven_day(first_wallet, proof_day),
                                    proven_day(first_wallet, proof_day + day_length)});
  CHECK(contains(proven_card, "<span class=\"good\">difference 0.00</span>"));
  CHECK(contains(proven_card, "2 days proven"));

  const auto near_card = card_of({proven_day(first_wallet, proof_day),
                                  near_day(first_wallet, proof_day + day_length)});
  CHECK(contains(near_card, "<span class=\"warn\">no difference found</span>"));
  CHECK(contains(near_card, "1 day proven, 1 near"));
  const auto open_card = card_of({proven_day(first_wallet, proof_day),
                                  open_day(first_wallet, proof_day + day_length)});
  CHECK_FALSE(contains(open_card, "good"));
  CHECK(contains(open_card, "1 day proven, 1 open"));
}

TEST_CASE("The platform's card shows no figure where none is known", "[page]") {
  CHECK(contains(card_of({}), "not available"));
  CHECK(contains(card_of({}), "no finished day is compared yet"));
  const auto open_card = card_of({open_day(first_wallet, proof_day)});
  CHECK(contains(open_card, "not available, 1 day open"));
  CHECK_FALSE(contains(open_card, "0.00"));
  CHECK_FALSE(contains(open_card, "good"));
}

TEST_CASE("The platform's card shows the amount and its first day", "[page]") {
  const std::vector<day_proof> proofs{different_day(first_wallet, proof_day, -1'500'000),
                                      proven_day(first_wallet, proof_day + day_length),
                                      proven_day(second_wallet, proof_day)};
  const auto card = card_of(proofs);
  CHECK(contains(card, "class=\"bad\""));
  CHECK(contains(card, ">difference $1.50</a>"));
  CHECK(contains(card, "since 2026-11-28"));
  CHECK(contains(card, "href=\"#attention\""));
  // Only the selected wallet counts.
  CHECK(contains(card_of(proofs, {second_wallet.address}), "difference 0.00"));
  CHECK(contains(card_of(proofs, {"other"}), "difference 0.00"));
  CHECK(contains(card_of(proofs, {"main"}), "difference $1.50"));

  auto fills = proven_day(first_wallet, proof_day);
  fills.platform.fills = 15;
  CHECK(contains(card_of({fills}), ">difference 3 fills</a>"));
}

TEST_CASE("The page's figures fail with the proofs", "[page]") {
  memory_source source;
  source.broken = ledger_error{};
  const page_reading reading{{}, proof_day, *date::locate_zone("UTC"), {}};
  CHECK(std::holds_alternative<ledger_error>(read_proofs(source, reading)));
}
