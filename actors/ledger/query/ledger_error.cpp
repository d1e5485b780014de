// SPDX-License-Identifier: MIT
#include "actors/ledger/query/ledger_error.hpp"

namespace tracker {

const char* to_string(ledger_error_kind kind) {
  switch (kind) {
  case ledger_error_kind::newer:
    return "newer";
  case ledger_error_kind::older:
    return "older";
  case ledger_error_kind::corrupt:
    return "corrupt";
  case ledger_error_kind::read_only:
    return "read-only";
  case ledger_error_kind::full:
    return "full";
  case ledger_error_kind::busy:
    return "busy";
  case ledger_error_kind::absent:
    return "absent";
  case ledger_error_kind::displaced:
    return "displaced";
  case ledger_error_kind::io:
    return "io";
  case ledger_error_kind::unexpected:
    return "unexpected";
  }
  return "?";
}

bool may_pass(ledger_error_kind kind) {
  switch (kind) {
  case ledger_error_kind::newer:
  case ledger_error_kind::older:
  case ledger_error_kind::corrupt:
  case ledger_error_kind::displaced:
  case ledger_error_kind::unexpected:
    return false;
  case ledger_error_kind::read_only:
  case ledger_error_kind::full:
  case ledger_error_kind::busy:
  case ledger_error_kind::absent:
  case ledger_error_kind::io:
    break;
  }
  return true;
}

} // namespace tracker
