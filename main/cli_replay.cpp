// SPDX-License-Identifier: MIT
#include "main/cli_replay.hpp"

#include "main/cli_arguments.hpp"
#include "main/config_value.hpp"
#include "main/setting_rules.hpp"

#include <CLI/CLI.hpp>

namespace tracker {

namespace {

constexpr const char* fastest = "max";
constexpr std::int64_t highest_speed = 10'000;

/// Nothing: it is no speed.
std::optional<std::int64_t> read_speed(const std::string& text) {
  const auto parsed = parse_config_value(text);
  const auto* value = std::get_if<config_value>(&parsed);
  const auto* number =
      value == nullptr ? nullptr : std::get_if<std::int64_t>(&value->data);
  if (number == nullptr || *number < 1 || *number > highest_speed)
    return std::nullopt;
  return *number;
}

std::string check_speed(const std::string& text) {
  return text == fastest || read_speed(text)
             ? ""
             : "allowed: max, or a whole number from 1 to 10000";
}

std::string check_file(const std::string& path) {
  return check_path(path).value_or("");
}

} // namespace

std::variant<replay_request, cli_text>
parse_replay(const std::vector<std::string>& arguments) {
  replay_request request;
  std::string speed = fastest;
  const auto app = make_command_app("replay", replay_summary);
  app->add_option("CAPTURE", request.capture, "a file that capture.file made")
      ->type_name("")
      ->check(check_file)
      ->required();
  app->add_option("--speed", speed,
                  "recorded seconds in one of yours: 1, 60, or max, the default")
      ->type_name("N")
      ->check(check_speed);
  app->add_option("--ledger", request.ledger,
                  "keep the grades in this file; without it they are thrown away")
      ->type_name("FILE")
      ->check(check_file);
  app->add_flag("--lenient", request.lenient,
                "replay what can be replayed of a damaged recording");
  app->add_flag("--compare", request.compare,
                "tell what would change in the recorded grades; exit 1 if anything does");
  if (auto text = parse_arguments(*app, arguments))
    return std::move(*text);
  request.speed = read_speed(speed);
  return request;
}

} // namespace tracker
