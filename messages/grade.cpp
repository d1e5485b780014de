// SPDX-License-Identifier: MIT
#include "messages/grade.hpp"

namespace tracker {

const char* to_string(trade_kind kind) {
  switch (kind) {
  case trade_kind::none:
    return "NO_TRADE";
  case trade_kind::arb:
    return "ARB";
  case trade_kind::capture:
    return "99C_CAPTURE";
  case trade_kind::directional:
    return "DIRECTIONAL";
  }
  return "?";
}

const char* to_string(trade_result result) {
  switch (result) {
  case trade_result::none:
    return "";
  case trade_result::paired:
    return "PAIRED";
  case trade_result::lopsided:
    return "LOPSIDED";
  case trade_result::bail:
    return "BAIL";
  case trade_result::win:
    return "WIN";
  case trade_result::loss:
    return "LOSS";
  case trade_result::cashed:
    return "CASHED";
  case trade_result::exited:
    return "EXITED";
  }
  return "?";
}

const char* to_string(fee_source source) {
  switch (source) {
  case fee_source::none:
    return "none";
  case fee_source::observed:
    return "observed";
  case fee_source::modelled:
    return "modelled";
  }
  return "?";
}

const char* to_string(liquidity role) {
  switch (role) {
  case liquidity::unknown:
    return "unknown";
  case liquidity::maker:
    return "maker";
  case liquidity::taker:
    return "taker";
  case liquidity::mixed:
    return "mixed";
  }
  return "?";
}

bool window_figures::consistent() const {
  return up.missing == shares{} && down.missing == shares{} && residual == usdc{} &&
         payout_gap == usdc{} && unexplained == 0 &&
         redemptions != redemption_verdict::contradicts;
}

} // namespace tracker
