// SPDX-License-Identifier: MIT
#include "actors/ledger/scans/outline_bytes.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string>

using namespace tracker;

namespace {

std::int64_t any_number() {
  return *rc::gen::oneOf(rc::gen::arbitrary<std::int64_t>(),
                         rc::gen::inRange<std::int64_t>(-300, 300),
                         rc::gen::element(std::numeric_limits<std::int64_t>::min(),
                                          std::numeric_limits<std::int64_t>::max()));
}

grade_outline any_outline() {
  grade_outline result;
  result.status = *rc::gen::element(grade_status::pending, grade_status::provisional,
                                    grade_status::void_settled);
  if (*rc::gen::arbitrary<bool>())
    result.winner =
        *rc::gen::element(settlement::up, settlement::down, settlement::split);
  result.kind = *rc::gen::element(trade_kind::none, trade_kind::directional);
  result.one_sided_kind = *rc::gen::element(trade_kind::none, trade_kind::capture);
  for (auto* amount :
       {&result.pnl, &result.arb_pnl, &result.capture_pnl, &result.directional_pnl,
        &result.fees, &result.rebates, &result.volume})
    *amount = usdc::from_micros(any_number());
  result.fees_from = *rc::gen::element(fee_source::none, fee_source::modelled);
  result.fills = static_cast<std::uint64_t>(any_number());
  return result;
}

} // namespace

TEST_CASE("an outline is read as it was written, and refused with a byte less or more") {
  CHECK(rc::check("outlines", [] {
    const auto outline = any_outline();
    const auto bytes = outline_bytes(outline);
    grade_outline read;
    RC_ASSERT(read_outline(bytes, read));
    RC_ASSERT(read == outline);
    RC_ASSERT_FALSE(read_outline(bytes.substr(0, bytes.size() - 1), read));
    RC_ASSERT_FALSE(read_outline(bytes + '\0', read));
  }));
}

TEST_CASE("small numbers are short, and an unterminated number is invalid") {
  CHECK(pack_numbers(std::array<std::int64_t, 4>{0, -1, 63, -64}) ==
        std::string{"\x00\x01\x7e\x7f", 4});
  CHECK(pack_numbers(std::array<std::int64_t, 1>{64}) == "\x80\x01");
  grade_outline read;
  CHECK_FALSE(read_outline(std::string(200, '\xff'), read));
  CHECK_FALSE(read_outline("", read));
}
