// SPDX-License-Identifier: MIT
#include "actors/ledger/days/proof_summary.hpp"

#include "actors/ledger/days/day_comparison.hpp"
#include "tests/actors/ledger/days/proof_samples.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

const watched_wallet wallet{"main", "0x1"};

} // namespace

TEST_CASE("without a compared day no difference is known", "[proof]") {
  CHECK(summary_text(summarize_proofs({})) == "not available");
  const auto summary = summarize_proofs(
      {open_day(wallet, proof_day), open_day(wallet, proof_day + day_length)});
  CHECK(summary.compared() == 0);
  CHECK(summary.open == 2);
  CHECK_FALSE(summary.compared_at);
  CHECK(summary_text(summary) == "not available, 2 days open");
}

TEST_CASE("a day counts as proven, accepted, different or open", "[proof]") {
  auto accepted = different_day(wallet, proof_day, 1'000'000);
  accepted.accepted = "reported";
  auto last = proven_day(wallet, proof_day + day_length);
  last.checked_at = proof_day + 3 * day_length;
  const auto summary =
      summarize_proofs({proven_day(wallet, proof_day - day_length), accepted, last,
                        open_day(wallet, proof_day + 2 * day_length)});
  CHECK(summary.proven == 2);
  CHECK(summary.accepted == 1);
  CHECK(summary.open == 1);
  CHECK(summary.differ == 0);
  CHECK(summary.amount == usdc{});
  // The open day has no time of comparison.
  CHECK(summary.compared_at == proof_day + 3 * day_length);
  CHECK(summary_text(summary) == "difference $0.00, 2 days proven, 1 accepted, 1 open");
}

TEST_CASE("days that agree only within open positions are counted separately",
          "[proof]") {
  const std::vector<day_proof> proofs{proven_day(wallet, proof_day),
                                      near_day(wallet, proof_day + day_length)};
  CHECK_FALSE(is_near(proofs[0]));
  CHECK(is_near(proofs[1]));
  CHECK(state_of(proofs[1]) == proof_state::proven);
  CHECK_FALSE(is_near(different_day(wallet, proof_day, 1'000'000)));
  const auto summary = summarize_proofs(proofs);
  CHECK(summary.proven == 1);
  CHECK(summary.near == 1);
  CHECK(summary.compared() == 2);
  CHECK(summary_text(summary) == "difference $0.00, 1 day proven, 1 near (\xE2\x89\x88)");
  CHECK(count_proofs(proofs) == "2 days: 1 proven, 1 near (\xE2\x89\x88), 0 differ (0 of "
                                "them accepted), 0 open");
}

TEST_CASE("days that differ in opposite directions do not cancel", "[proof]") {
  const auto summary =
      summarize_proofs({proven_day(wallet, proof_day - day_length),
                        different_day(wallet, proof_day, 1'000'000),
                        different_day(wallet, proof_day + day_length, -1'000'000)});
  CHECK(summary.differ == 2);
  CHECK(summary.amount == usdc::from_micros(2'000'000));
  CHECK(summary.first_day == proof_day);
  CHECK(summary.first_text == proof_text(different_day(wallet, proof_day, 1'000'000)));
  CHECK(summary_text(summary) == "differs by $2.00 since 2026-11-28, 1 day proven");
}

TEST_CASE("the difference of a day is its largest amount, and its fills", "[proof]") {
  auto proof = different_day(wallet, proof_day, 1'000'000);
  proof.platform.pnl->fees += usdc::from_micros(300'000);
  proof.platform.pnl->income.rewards += usdc::from_micros(4'999);
  CHECK(difference_of(proof).amount == usdc::from_micros(1'000'000));
  CHECK(difference_of(proof).fills == 0);
  proof.platform.pnl->income.rewards = usdc::from_micros(1'500'000);
  CHECK(difference_of(proof).amount == usdc::from_micros(1'500'000));

  auto fills = proven_day(wallet, proof_day);
  fills.platform.fills = fills.ours.fills + 2;
  CHECK(difference_of(fills).amount == usdc{});
  CHECK(difference_of(fills).fills == 2);
  CHECK(summary_text(summarize_proofs({fills})) ==
        "differs in 2 fills since 2026-11-28, 0 days proven");
  // A P/L that agrees as position P/L or within the marks does not differ.
  auto redeemed = proven_day(wallet, proof_day);
  redeemed.platform.pnl->realized -= usdc::from_micros(9'000'000);
  CHECK(difference_of(redeemed).amount == usdc{});
}
