// SPDX-License-Identifier: MIT
#include "main/commands/replay_options.hpp"

#include "main/commands/cli/cli_arguments.hpp"
#include "main/wiring/capture_settings.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace tracker {

namespace {

constexpr std::uint32_t fastest = 1'000'000;

std::optional<std::uint32_t> parse_speed(const std::string& text) {
  if (text == "max")
    return 0;
  std::uint32_t speed = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, speed);
  if (error != std::errc{} || rest != end || speed == 0 || speed > fastest)
    return std::nullopt;
  return speed;
}

/// The options as they were typed.
struct typed_replay_options {
  replay_options options;
  std::string speed = "max";
  std::string compare;
};

std::shared_ptr<CLI::App> make_app(typed_replay_options& typed) {
  auto app = make_command_app(
      "replay", replay_summary,
      {"~/polybot/run.cap --compare", "~/polybot/run.cap --speed=60 --ledger=copy.db"});
  app->add_option("CAPTURE", typed.options.capture,
                  "the recording, a file of capture.file; the files of the days after it "
                  "are read as well")
      ->required();
  app->add_option("--speed", typed.speed,
                  "max (the default), or how many times faster than real time, such as "
                  "60 or 1")
      ->type_name("N");
  app->add_option("--ledger", typed.options.ledger,
                  "write to this ledger and continue from its state; without it, to one "
                  "that is removed at the end")
      ->type_name("FILE");
  app->add_flag("--lenient", typed.options.lenient,
                "replay the intact records of a capture that is cut or damaged");
  app->add_flag("--web", typed.options.web,
                "serve the page on web.listen meanwhile, and until Ctrl+C after it");
  app->add_flag("--compare{}", typed.compare,
                "report grades that differ from the configured ledger's, or those of "
                "--compare=LEDGER; exit 1 if any do");
  return app;
}

} // namespace

std::variant<replay_options, cli_text>
parse_replay(const std::vector<std::string>& arguments) {
  typed_replay_options typed;
  const auto app = make_app(typed);
  if (auto text = parse_arguments(*app, arguments))
    return std::move(*text);
  const auto speed = parse_speed(typed.speed);
  if (!speed)
    return wrong_usage("--speed is neither max nor a whole number from 1 to 1000000",
                       "replay");
  typed.options.speed = *speed;
  if (app->count("--compare") > 0)
    typed.options.compare = typed.compare;
  return std::move(typed.options);
}

std::vector<option_row> replay_option_rows() {
  typed_replay_options unused;
  return list_options(*make_app(unused));
}

config_request replay_request(const config_request& asked, const capture_header& header,
                              const std::string& ledger_file) {
  config_request result{asked.config_file, {}};
  std::vector<setting_override> own{
      {"tracker.env-file", ""},
      {"log.file", ""},
      {"capture.file", ""},
      {"ledger.file", ledger_file},
      {"ledger.backup-interval", "0s"},
  };
  for (const auto& [key, value] : settings_of(header.settings))
    own.push_back({key, value});
  for (auto& setting : own)
    if (std::none_of(asked.overrides.begin(), asked.overrides.end(),
                     [&](const auto& given) {
                       return given.key == setting.key && given.key != "ledger.file";
                     }))
      result.overrides.push_back(std::move(setting));
  for (const auto& given : asked.overrides)
    if (given.key != "ledger.file")
      result.overrides.push_back(given);
  return result;
}

} // namespace tracker
