// SPDX-License-Identifier: MIT
// Connection strings, and values of results.
#include "actors/fleet/pg/connection.hpp"

#include "actors/text/whole_number.hpp"

#include <libpq-fe.h>

namespace tracker::pg {

namespace {

struct free_options {
  void operator()(PQconninfoOption* owned) const { PQconninfoFree(owned); }
};
using option_list = std::unique_ptr<PQconninfoOption, free_options>;

/// Null for a string that libpq refuses. Its reason may repeat parts of the string, the
/// password among them, and is not used.
option_list parse_url(const std::string& url) {
  return option_list{PQconninfoParse(url.c_str(), nullptr)};
}

std::string option_value(const option_list& options, std::string_view keyword) {
  for (const auto* option = options.get(); option != nullptr && option->keyword; ++option)
    if (option->keyword == keyword && option->val != nullptr)
      return option->val;
  return {};
}

} // namespace

std::string find_url_fault(const std::string& url) {
  const auto options = parse_url(url);
  if (!options)
    return "it is not a connection string of PostgreSQL";
  if (option_value(options, "dbname").empty())
    return "it names no database";
  if (option_value(options, "port").find_first_not_of("0123456789,") != std::string::npos)
    return "its port is not a number";
  return {};
}

std::string describe_target(const std::string& url) {
  const auto options = parse_url(url);
  if (!options)
    return "(unreadable address)";
  auto host = option_value(options, "host");
  if (host.empty())
    host = option_value(options, "hostaddr");
  if (host.empty())
    host = "local";
  const auto port = option_value(options, "port");
  return host + (port.empty() ? "" : ":" + port) + "/" + option_value(options, "dbname");
}

// -- results ---------------------------------------------------------------

result::result(pg_result* owned) : owned_{owned} {}

void result::release::operator()(pg_result* owned) const {
  PQclear(owned);
}

std::size_t result::rows() const {
  return static_cast<std::size_t>(PQntuples(owned_.get()));
}

std::size_t result::columns() const {
  return static_cast<std::size_t>(PQnfields(owned_.get()));
}

std::optional<std::string_view> result::at(std::size_t row, std::size_t column) const {
  const auto y = static_cast<int>(row);
  const auto x = static_cast<int>(column);
  if (PQgetisnull(owned_.get(), y, x) != 0)
    return std::nullopt;
  return std::string_view{PQgetvalue(owned_.get(), y, x),
                          static_cast<std::size_t>(PQgetlength(owned_.get(), y, x))};
}

std::int64_t result::number(std::size_t row, std::size_t column) const {
  const auto value = parse_whole_number<std::int64_t>(at(row, column).value_or(""));
  if (!value)
    throw error{error_class::unexpected,
                "a number was expected in column " + std::to_string(column + 1)};
  return *value;
}

std::uint64_t result::affected() const {
  return parse_whole_number<std::uint64_t>(PQcmdTuples(owned_.get())).value_or(0);
}

} // namespace tracker::pg
