// SPDX-License-Identifier: MIT
#include "main/wiring/pace.hpp"

namespace tracker {

timespan pace::until(steady_point moment, steady_point real) {
  if (speed_ == 0)
    return timespan{0};
  if (!anchor_)
    anchor_ = {moment, real};
  const auto due = anchor_->real_time + (moment - anchor_->virtual_time) / speed_;
  if (real - due > most_behind)
    anchor_ = {moment, real};
  return due - real;
}

} // namespace tracker
