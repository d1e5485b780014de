// SPDX-License-Identifier: MIT
// Writes conf/demo.cap: the run that `demo` replays. tests/record_demo calls it.
#include "main/commands/demo_command.hpp"
#include "tests/simulator/demo_plan.hpp"
#include "tests/support/simulated_run.hpp"

#include <fmt/format.h>

#include <iostream>

using namespace tracker;

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: record_demo FILE SCRATCH-FOLDER\n";
    return 2;
  }
  const std::string folder{arguments[2]};
  const auto plan = plan_demo();
  const auto loaded = demo_settings(demo_header(plan),
                                    {std::nullopt, {{"log.console", "false"}}}, folder);
  const auto& effective = std::get<settings>(loaded);
  const auto size = test::write_simulated_capture(
      {plan.rules, effective, plan.start, plan.end}, arguments[1]);
  std::cout << fmt::format("{}: {} records, {} replies, {} bytes\n", arguments[1],
                           size.records, size.replies, size.bytes);
}
