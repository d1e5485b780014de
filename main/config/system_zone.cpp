// SPDX-License-Identifier: MIT
#include "main/config/system_zone.hpp"

#include "main/config/config_bytes.hpp"
#include "main/config/setting_rules.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <cstdlib>
#include <exception>

namespace tracker {

namespace {

constexpr const char* advice = "times are in UTC; set tracker.timezone";

std::optional<std::string> read_local_zone() {
  try {
    return date::current_zone()->name();
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

system_zone zone_of_system(const std::optional<std::string>& local_zone) {
  if (local_zone && !check_timezone(*local_zone))
    return {*local_zone, source::system, {}};
  return {"UTC", source::default_value,
          fmt::format("the time zone of /etc/localtime is not known: {}", advice)};
}

} // namespace

system_zone choose_zone(const std::optional<std::string>& variable,
                        const std::optional<std::string>& local_zone) {
  if (!variable)
    return zone_of_system(local_zone);
  std::string_view name = *variable;
  if (name.starts_with(':'))
    name.remove_prefix(1);
  if (name.empty())
    return {"UTC", source::environment, {}};
  if (name == "/etc/localtime")
    return zone_of_system(local_zone);
  constexpr std::string_view folder = "/zoneinfo/";
  if (const auto found = name.find(folder);
      name.starts_with('/') && found != std::string_view::npos)
    name.remove_prefix(found + folder.size());
  if (!check_timezone(name))
    return {std::string{name}, source::environment, {}};
  return {"UTC", source::default_value,
          fmt::format("TZ = {} is not in the time zone database: {}",
                      printable(*variable), advice)};
}

system_zone read_system_zone() {
  const auto* value = std::getenv("TZ");
  return choose_zone(value == nullptr ? std::nullopt : std::optional<std::string>{value},
                     read_local_zone());
}

} // namespace tracker
