// SPDX-License-Identifier: MIT
#include "main/check.hpp"
#include "main/cli.hpp"
#include "main/config.hpp"
#include "main/config_caf.hpp"
#include "main/config_reload.hpp"
#include "main/wiring.hpp"

#include <iostream>

namespace {

using namespace tracker;

constexpr int wrong_configuration = 2;

/// The reader of SIGHUP: the same files and the same command line, read again.
std::function<reload_request()> reloading(config_request request, environment from,
                                          settings running) {
  return [request = std::move(request), from = std::move(from),
          running = std::move(running)]() {
    reload_request result;
    auto fresh = load_settings(request, from);
    if (const auto* problems = std::get_if<std::vector<config_problem>>(&fresh)) {
      result.problems = to_lines(*problems);
      return result;
    }
    const auto& read = std::get<settings>(fresh);
    result.needs_restart = compare(running, read).needs_restart;
    result.settings = live_part(read);
    return result;
  };
}

int run(const command_line& line) {
  const auto from = read_environment();
  const auto loaded = load_settings(line.configuration, from);
  if (const auto* problems = std::get_if<std::vector<config_problem>>(&loaded)) {
    for (const auto& problem : to_lines(*problems))
      std::cerr << "performance_tracker: " << problem << '\n';
    return wrong_configuration;
  }
  const auto& effective = std::get<settings>(loaded);
  if (line.what == command::check) {
    std::cout << check_listing(effective);
    return 0;
  }
  tracker_config config{effective.caf};
  return run_tracker(effective, config, reloading(line.configuration, from, effective));
}

} // namespace

int main(int argc, char** argv) {
  const auto parsed = parse_command_line({argv + 1, argv + argc});
  if (const auto* text = std::get_if<cli_text>(&parsed)) {
    (text->exit_code == 0 ? std::cout : std::cerr) << text->text;
    return text->exit_code;
  }
  return run(std::get<command_line>(parsed));
}
