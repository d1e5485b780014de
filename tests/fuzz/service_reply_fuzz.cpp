// SPDX-License-Identifier: MIT
// Any bytes as the reply of a notification service: a decision with a bounded pause.
#include "actors/notifier/channels/service_reply.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tracker;
  if (size < 3)
    return 0;
  service_reply reply;
  reply.status = static_cast<std::uint16_t>(data[0] + (data[1] % 3) * 256);
  const std::string_view text{reinterpret_cast<const char*>(data) + 3, size - 3};
  const auto split = text.size() * data[2] / 255;
  reply.retry_after = text.substr(0, split);
  reply.body = text.substr(split);
  for (const auto kind : {channel_kind::ntfy, channel_kind::telegram,
                          channel_kind::discord, channel_kind::webhook}) {
    const auto result = read_service_reply(kind, reply);
    if (result.reason.empty())
      std::abort();
    if (result.pause &&
        (*result.pause < timespan{0} || *result.pause > longest_service_pause))
      std::abort();
    if (result.outcome == delivery::accepted &&
        (reply.status < 200 || reply.status >= 300))
      std::abort();
  }
  return 0;
}
