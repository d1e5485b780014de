// SPDX-License-Identifier: MIT
#include "main/commands/replay_options.hpp"

#include "main/commands/cli_arguments.hpp"

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

} // namespace

std::variant<replay_options, cli_text>
parse_replay(const std::vector<std::string>& arguments) {
  replay_options words;
  std::string speed = "max";
  std::string compare;
  const auto app = make_command_app("replay", replay_summary);
  app->add_option("CAPTURE", words.capture,
                  "the recording, a file of capture.file; those of the days behind it "
                  "are read as well")
      ->required();
  app->add_option("--speed", speed,
                  "max, or how many times faster than real time, such as 60 or 1; "
                  "without it max")
      ->type_name("N");
  app->add_option("--ledger", words.ledger,
                  "book into this ledger, from where it stands; without it into one "
                  "that is removed at the end")
      ->type_name("FILE");
  app->add_flag("--lenient", words.lenient,
                "replay what is whole of a capture that is cut or damaged");
  const auto* wanted =
      app->add_flag("--compare{}", compare,
                    "tell what is graded otherwise than in the configured ledger, or in "
                    "--compare=LEDGER; exit 1 if anything is");
  if (auto text = parse_arguments(*app, arguments))
    return std::move(*text);
  const auto factor = parse_speed(speed);
  if (!factor)
    return wrong_usage("--speed is neither max nor a whole number from 1 to 1000000",
                       "replay");
  words.speed = *factor;
  if (wanted->count() > 0)
    words.compare = compare;
  return words;
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
  for (const auto& [key, value] : header.settings)
    own.push_back({key, value});
  for (auto& one : own)
    if (std::none_of(asked.overrides.begin(), asked.overrides.end(),
                     [&](const auto& given) {
                       return given.key == one.key && given.key != "ledger.file";
                     }))
      result.overrides.push_back(std::move(one));
  for (const auto& given : asked.overrides)
    if (given.key != "ledger.file")
      result.overrides.push_back(given);
  return result;
}

} // namespace tracker
