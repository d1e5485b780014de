// SPDX-License-Identifier: MIT
#pragma once

#include "tests/actors/capture/capture_samples_plain.hpp"

#include <rapidcheck.h>

namespace tracker::test {

/// Random content of a record, including extreme numbers.
inline capture_content arbitrary_content() {
  const auto wall = [] {
    return timestamp{timespan{*rc::gen::arbitrary<std::int64_t>()}};
  };
  const auto steady = [] {
    return steady_point{timespan{*rc::gen::arbitrary<std::int64_t>()}};
  };
  switch (*rc::gen::inRange(0, 3)) {
  case 0:
    return tick{*rc::gen::arbitrary<std::uint64_t>(), steady(), wall(), wall()};
  case 1: {
    fetch_error error{static_cast<fetch_error_kind>(*rc::gen::inRange(0, 10)),
                      host::clob,
                      "/midpoint",
                      *rc::gen::arbitrary<std::uint16_t>(),
                      *rc::gen::arbitrary<std::string>(),
                      *rc::gen::arbitrary<bool>(),
                      *rc::gen::arbitrary<std::uint32_t>(),
                      *rc::gen::arbitrary<bool>()};
    auto result = sample_exchange({error});
    result.target = host::clob;
    result.endpoint = "/midpoint";
    return result;
  }
  default: {
    fetch_reply reply;
    reply.status = *rc::gen::arbitrary<std::uint16_t>();
    reply.body = std::make_shared<const std::string>(*rc::gen::arbitrary<std::string>());
    reply.age = std::chrono::seconds{*rc::gen::inRange(0, 1'000'000)};
    if (*rc::gen::arbitrary<bool>())
      reply.date = wall();
    reply.attempts = *rc::gen::arbitrary<std::uint32_t>();
    auto result = sample_exchange({reply});
    result.target = static_cast<host>(*rc::gen::inRange(0, 3));
    result.endpoint = *rc::gen::arbitrary<std::string>();
    result.path = *rc::gen::arbitrary<std::string>();
    result.asked = {steady(), wall()};
    result.answered = {steady(), wall()};
    return result;
  }
  }
}

} // namespace tracker::test
