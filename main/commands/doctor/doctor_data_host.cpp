// SPDX-License-Identifier: MIT
// Checks of the wallets and of the data host by its answers.
#include "actors/platform/fields.hpp"
#include "actors/text/time_text.hpp"
#include "actors/wallet/activity_decoder.hpp"
#include "main/commands/doctor/doctor_checks.hpp"

#include <fmt/format.h>

namespace tracker {

namespace {

constexpr std::int64_t longest_lag = 1'000'000'000;

decoded<activity_page> decode_activity(std::string_view body, data_dialect dialect,
                                       const std::string& wallet, timestamp now) {
  return dialect == data_dialect::v1 ? decode_activity_v1(body, wallet, now)
                                     : decode_activity_v2(body, wallet, now);
}

/// Of `/v2/status`: the time up to which the host serves activity.
timestamp read_known_to(const json_cursor& reply) {
  const auto data = reply.at("data");
  const auto lag = data.at("serving").at("lag_seconds");
  if (lag.integer() < 0 || lag.integer() > longest_lag)
    lag.refuse("a number of seconds");
  return read_time_text(data.at("computed_at")) - std::chrono::seconds{lag.integer()};
}

/// The host does not serve this dialect.
bool is_gone(const fetch_error& error) {
  return error.status == 404 || error.status == 410;
}

std::string page_text(const activity_page& page) {
  if (page.rows == 0)
    return "no activity";
  if (!page.newest)
    return "has activity";
  return "has activity, last at " + format_utc(*page.newest);
}

} // namespace

diagnosis check_wallet(const watched_wallet& wallet, data_dialect dialect,
                       const probe& answer) {
  const auto name = display_name(wallet);
  const auto reply = reply_of(answer);
  if (const auto* error = std::get_if<fetch_error>(&reply))
    return {health::bad, "wallet", name + ": " + failure_text(*error),
            dialect == data_dialect::v1 && is_gone(*error)
                ? "set http.data-api = \"v2\": the host does not serve v1"
                : advice_for(error->kind)};
  const auto page = decode_activity(*std::get<fetch_reply>(reply).body, dialect,
                                    wallet.address, answer.answered);
  if (const auto* refused = std::get_if<decode_error>(&page))
    return {health::bad, "wallet", name + ": " + to_string(*refused),
            "look at http.data-api and http.data-url: this is not what they document"};
  const auto& read = std::get<activity_page>(page);
  if (read.rows == 0)
    return {
        health::doubtful, "wallet", name + ": " + page_text(read),
        "look at the address: it must be the proxy wallet's, as the profile shows it"};
  return {health::good, "wallet", name + ": " + page_text(read), ""};
}

std::optional<timestamp> newest_row(const watched_wallet& wallet, data_dialect dialect,
                                    const probe& answer) {
  const auto reply = reply_of(answer);
  const auto* good = std::get_if<fetch_reply>(&reply);
  if (good == nullptr)
    return std::nullopt;
  const auto page =
      decode_activity(*good->body, dialect, wallet.address, answer.answered);
  const auto* read = std::get_if<activity_page>(&page);
  return read == nullptr ? std::nullopt : read->newest;
}

diagnosis check_data_api(data_dialect dialect, const probe& status,
                         std::optional<timestamp> newest) {
  const bool is_v1 = dialect == data_dialect::v1;
  const std::string name = is_v1 ? "v1" : "v2";
  const auto reply = reply_of(status);
  if (const auto* error = std::get_if<fetch_error>(&reply))
    return {is_v1 ? health::doubtful : health::bad, "data-api",
            name + ": /v2/status: " + failure_text(*error), advice_for(error->kind)};
  const auto known = decode(*std::get<fetch_reply>(reply).body, read_known_to);
  if (const auto* refused = std::get_if<decode_error>(&known))
    return {health::doubtful, "data-api", name + ": /v2/status: " + to_string(*refused),
            "look at http.data-url: this is not what the platform documents"};
  const auto known_to = std::get<timestamp>(known);
  const auto is_old = [&](timestamp last) {
    return status.answered - last > frozen_after;
  };
  const auto* change = is_v1 ? "set http.data-api = \"v2\"" : "";
  if (is_old(known_to) && (!newest || is_old(*newest)))
    return {health::bad, "data-api",
            fmt::format("{}: answers 200 and is frozen: it has nothing newer than {}{}",
                        name, format_utc(known_to),
                        newest ? ", newest row of a wallet " + format_utc(*newest)
                               : std::string{", no row of a wallet"}),
            is_v1 ? change
                  : "wait for the platform, grades stay PROVISIONAL meanwhile; if it "
                    "lasts, look at http.data-url"};
  if (is_v1)
    return {health::doubtful, "data-api",
            "v1: the platform announced its end for 2026-10-24", change};
  if (is_old(known_to))
    return {health::doubtful, "data-api",
            "v2: /v2/status has nothing newer than " + format_utc(known_to) +
                ", but newer rows arrive",
            "wait for the platform: histories are complete up to that time only"};
  return {health::good, "data-api", "v2: has everything up to " + format_utc(known_to),
          ""};
}

diagnosis check_no_wallets() {
  return {health::doubtful, "wallet", "none: windows are graded without trades",
          "set tracker.wallets or WALLET_ADDRESS"};
}

} // namespace tracker
