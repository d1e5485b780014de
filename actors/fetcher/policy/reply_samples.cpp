// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/reply_samples.hpp"

namespace tracker {

void reply_samples::add(host source, const std::string& endpoint,
                        std::shared_ptr<const std::string> body) {
  if (!is_wanted_ || (!samples_.empty() && samples_.back().body == body))
    return;
  if (samples_.size() >= max_replies || body->size() > max_bytes - bytes_) {
    ++left_out_;
    return;
  }
  bytes_ += body->size();
  samples_.push_back({source, endpoint, std::move(body)});
}

std::vector<reply_sample> reply_samples::take() {
  is_wanted_ = true;
  bytes_ = 0;
  return std::exchange(samples_, {});
}

} // namespace tracker
