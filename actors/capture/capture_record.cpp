// SPDX-License-Identifier: MIT
#include "actors/capture/capture_record.hpp"

#include <fmt/format.h>

namespace tracker {

namespace {

const char* text_of(capture_fault_kind kind) {
  switch (kind) {
  case capture_fault_kind::foreign:
    return "not a capture";
  case capture_fault_kind::older:
    return "written by an older program";
  case capture_fault_kind::newer:
    return "written by a newer program";
  case capture_fault_kind::truncated:
    return "truncated";
  case capture_fault_kind::broken:
    return "broken";
  case capture_fault_kind::out_of_order:
    return "out of order";
  }
  return "?";
}

} // namespace

std::string to_string(const capture_fault& fault) {
  return fmt::format("{}: record {} at offset {}: {}: expected {}, found {}",
                     text_of(fault.kind), fault.record, fault.offset, fault.field,
                     fault.expected, fault.found);
}

} // namespace tracker
