// SPDX-License-Identifier: MIT
#include "main/wiring/fleet/fleet_wiring.hpp"

#include "main/version.hpp"
#include "main/wiring/fleet/fleet_page.hpp"

#include <array>
#include <utility>

#include <unistd.h>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// Shorter than the part of shutdown.grace that the publisher has: a database that does
/// not answer must not hold up the end of the run.
constexpr auto publisher_answer_limit = 3s;

} // namespace

std::string fleet_name_of(const settings& effective) {
  if (!effective.fleet_name.empty())
    return effective.fleet_name;
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0 || name.front() == '\0')
    return "tracker";
  return name.data();
}

fleet_writer_options fleet_options_of(const settings& effective) {
  fleet_writer_options result;
  result.url = effective.fleet_url;
  result.name = fleet_name_of(effective);
  result.version = program_version;
  result.answer_limit = publisher_answer_limit;
  result.shares_wallets = effective.fleet_share_wallets;
  return result;
}

publisher_options publisher_options_of(const settings& effective) {
  publisher_options result;
  result.place = pg::describe_target(effective.fleet_url);
  result.name = fleet_name_of(effective);
  return result;
}

page_source_maker fleet_page_of(const settings& effective) {
  if (!effective.fleet_page || effective.fleet_url.empty())
    return {};
  return [url = effective.fleet_url] { return std::make_unique<fleet_page>(url); };
}

std::variant<std::unique_ptr<fleet_reader>, std::string>
open_fleet(const settings& effective) {
  if (effective.fleet_url.empty())
    return "fleet.url is not set: this tracker is not part of a fleet";
  auto opened = fleet_reader::open(effective.fleet_url);
  if (const auto* error = std::get_if<ledger_error>(&opened))
    return error->text;
  return std::get<std::unique_ptr<fleet_reader>>(std::move(opened));
}

} // namespace tracker
