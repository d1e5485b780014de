// SPDX-License-Identifier: MIT
#include "main/wiring/pace.hpp"

namespace tracker {

timespan pace::until(steady_point moment, steady_point real) {
  if (speed_ == 0)
    return timespan{0};
  if (!agreed_)
    agreed_ = {moment, real};
  const auto due = agreed_->really + (moment - agreed_->virtually) / speed_;
  if (real - due > most_behind)
    agreed_ = {moment, real};
  return due - real;
}

} // namespace tracker
