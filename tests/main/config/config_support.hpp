// SPDX-License-Identifier: MIT
#pragma once

#include "main/config/config.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_checks.hpp"

#include <map>
#include <string>
#include <vector>

namespace tracker::test {

inline const std::string address_a = "0x1234567890abcdef1234567890abcdef12345678";
inline const std::string address_b = "0xabcdefabcdefabcdefabcdefabcdefabcdefabcd";

/// Configuration files and an environment in memory.
struct config_world {
  std::map<std::string, std::string> files;
  std::map<std::string, file_error> unreadable;
  environment variables{
      "/home/u", "", nullptr, {"America/Los_Angeles", source::system, ""}};

  load_result load(const config_request& request = {}) const {
    return load_settings(
        request, variables, [this](const std::string& path) -> file_text {
          if (const auto broken = unreadable.find(path); broken != unreadable.end())
            return broken->second;
          if (const auto found = files.find(path); found != files.end())
            return found->second;
          return file_error{true, "No such file or directory"};
        });
  }
};

/// Loads `text` as the named configuration file, with overrides of the command line.
inline load_result load_text(const std::string& text,
                             std::vector<setting_override> overrides = {}) {
  config_world world;
  world.files["/etc/t.conf"] = text;
  return world.load({"/etc/t.conf", std::move(overrides)});
}

/// The settings; fails the test with the problems if there are none.
inline settings good(const load_result& result) {
  if (const auto* problems = std::get_if<std::vector<config_problem>>(&result)) {
    for (const auto& line : to_lines(*problems))
      UNSCOPED_INFO(line);
    FAIL("the configuration is refused");
  }
  return std::get<settings>(result);
}

/// The problems, one per line; empty without a problem.
inline std::string bad(const load_result& result) {
  std::string text;
  if (const auto* problems = std::get_if<std::vector<config_problem>>(&result))
    for (const auto& line : to_lines(*problems))
      text += line + "\n";
  return text;
}

/// The source of a key's value, as text.
inline std::string source_text(const settings& effective, const std::string& key) {
  return to_string(value_source_of(effective, key));
}

} // namespace tracker::test
