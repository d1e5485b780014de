// SPDX-License-Identifier: MIT
#include "main/commands/alerts/alerts_command.hpp"

#include "actors/clock/wall_time.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/notifier/channels/payload.hpp"
#include "actors/notifier/drift/drift_sentinel.hpp"
#include "actors/notifier/drift/reply_shape.hpp"
#include "actors/notifier/transport/post_pool.hpp"
#include "actors/notifier/transport/post_url.hpp"
#include "actors/notifier/transport/program_runs.hpp"
#include "main/commands/alerts/rule_listing.hpp"
#include "main/commands/cli/cli_arguments.hpp"
#include "main/config/config_file.hpp"
#include "main/wiring/alert_wiring.hpp"

#include <CLI/CLI.hpp>
#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <ostream>

namespace tracker {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

std::shared_ptr<CLI::App> make_app(alerts_options& options) {
  auto app = make_command_app("alerts", alerts_summary, {"", "--test=phone"});
  app->add_option("--test", options.test_channel, "send a test message to this channel")
      ->type_name("CHANNEL");
  app->add_flag("--rules-as-prometheus", options.rules_as_prometheus,
                "the same rules as a rule file of Prometheus");
  app->add_flag("--drift", options.drift,
                "what kept replies of the platform have that is not known");
  return app;
}

// -- the list of rules ----------------------------------------------------------------

/// The ledger's side of the listing: figures of the last 7 days and the proofs.
ledger_result<rule_listing> read_ledger(const settings& effective,
                                        const date::time_zone& zone, timestamp now) {
  auto opened = ledger_reader::open(effective.ledger_file);
  if (auto* error = std::get_if<ledger_error>(&opened))
    return std::move(*error);
  auto& reader = std::get<ledger_reader>(opened);
  rule_listing listing{
      effective.alerts, alert_figures{zone}, {}, std::nullopt, now, &zone};
  auto& figures = listing.figures;
  report_filter filter;
  filter.begin = now - figure_span;
  if (auto error =
          reader.each_grade(filter, [&](const grade& row) { figures.book(row); }))
    return std::move(*error);
  const auto proofs = reader.proofs(timestamp{});
  if (const auto* error = std::get_if<ledger_error>(&proofs))
    return *error;
  for (const auto& proof : std::get<std::vector<day_proof>>(proofs))
    figures.book(proof);
  auto history = read_alert_history(effective.ledger_file, now - figure_span);
  if (auto* error = std::get_if<ledger_error>(&history))
    return std::move(*error);
  listing.history = std::get<alert_history>(std::move(history));
  for (const auto& [wallet, time] : listing.history.fills)
    figures.book_fill(wallet, time);
  if (!effective.wallets.empty())
    figures.set_watched(effective.wallets);
  figures.forget(now);
  std::erase_if(listing.history.alerts, [&](const alert_record& alert) {
    return alert.state != alert_state::firing &&
           alert.closed.value_or(alert.opened) < now - listed_span;
  });
  return listing;
}

int list_rules(const settings& effective, std::ostream& out, std::ostream& err) {
  auto read = read_ledger(effective, *date::locate_zone(effective.timezone), wall_time());
  if (const auto* error = std::get_if<ledger_error>(&read))
    return print_failure(err, error->text);
  auto& listing = std::get<rule_listing>(read);
  std::error_code unknown;
  const auto space = fs::space(fs::path{effective.ledger_file}.parent_path(), unknown);
  if (!unknown)
    listing.disk_free = space.available;
  out << listing_text(listing);
  return 0;
}

// -- a test message -------------------------------------------------------------------

delivery_result send_test(const alert_settings& settings, const channel_settings& channel,
                          const std::string& user_agent) {
  const auto request = payload_of(channel, {{}, true}, wall_time());
  if (channel.kind == channel_kind::command) {
    program_runs programs;
    programs.start(1, channel.program, request.body, std::chrono::steady_clock::now());
    for (;;) {
      programs.wait(1s);
      const auto ended = programs.take_ended(std::chrono::steady_clock::now());
      if (!ended.empty())
        return ended.front().result;
    }
  }
  post_pool pool{{allowed_urls(settings), 15s, user_agent}};
  pool.start(1, request);
  for (;;) {
    pool.wait(1s);
    const auto ended = pool.take_ended();
    if (!ended.empty())
      return read_service_reply(channel.kind, ended.front().reply);
  }
}

int test_channel(const settings& effective, const std::string& name, std::ostream& out,
                 std::ostream& err) {
  const auto secrets = read_secrets(effective.alerts);
  if (const auto* problem = std::get_if<std::string>(&secrets))
    return print_failure(err, *problem, wrong_usage_code);
  const auto& settings = std::get<alert_settings>(secrets);
  const auto channel =
      std::find_if(settings.channels.begin(), settings.channels.end(),
                   [&](const channel_settings& known) { return known.name == name; });
  if (channel == settings.channels.end()) {
    std::vector<std::string> names;
    for (const auto& known : settings.channels)
      names.push_back(known.name);
    return print_failure(
        err,
        fmt::format("alerts.channels has no channel {}; it has: {}", name,
                    names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))),
        wrong_usage_code);
  }
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const auto result = send_test(settings, *channel, effective.user_agent);
  curl_global_cleanup();
  if (result.outcome != delivery::accepted)
    return print_failure(
        err, fmt::format(
                 "channel {} ({}{}) does not accept the message: {}{}", name,
                 to_string(channel->kind),
                 channel->url.empty() ? std::string{} : " " + hide_path(channel->url),
                 result.reason,
                 result.outcome == delivery::refused ? "; check its settings"
                                                     : "; an alert would be sent again"));
  out << fmt::format("channel {} has accepted the message: {}\n", name, result.reason);
  return 0;
}

// -- kept replies ---------------------------------------------------------------------

int print_drift(const settings& effective, std::ostream& out, std::ostream& err) {
  const auto folder =
      drift_folder(fs::path{effective.ledger_file}.parent_path().string());
  std::error_code missing;
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator{folder, missing})
    files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  if (files.empty())
    out << "No reply with news is kept.\n";
  for (const auto& file : files) {
    const auto text = read_text_file(file);
    if (const auto* error = std::get_if<file_error>(&text)) {
      print_failure(err, fmt::format("{}: {}", file, error->reason));
      continue;
    }
    const auto kept = parse_kept_reply(std::get<std::string>(text));
    const auto* shape = find_shape(kept.source, kept.endpoint);
    if (shape == nullptr) {
      print_failure(err, file + ": it is not a kept reply");
      continue;
    }
    out << file << '\n';
    const auto differences = find_differences(*shape, kept.body);
    for (const auto& difference : differences) {
      const auto news = fmt::format("{} {}: {}", kept.source, kept.endpoint, difference);
      const bool is_known = is_known_drift(effective.alerts.known_drift, news);
      out << fmt::format("  {}{}\n", news, is_known ? " (known)" : "");
    }
    if (differences.empty())
      out << "  this version knows all of it\n";
  }
  return 0;
}

} // namespace

std::variant<alerts_options, cli_text>
parse_alerts(const std::vector<std::string>& arguments) {
  alerts_options options;
  const auto app = make_app(options);
  if (auto text = parse_arguments(*app, arguments))
    return *text;
  return options;
}

std::vector<option_row> alerts_option_rows() {
  alerts_options options;
  return list_options(*make_app(options));
}

int alerts_command(const settings& effective, const alerts_options& options,
                   std::ostream& out, std::ostream& err) {
  if (!options.test_channel.empty())
    return test_channel(effective, options.test_channel, out, err);
  if (options.rules_as_prometheus) {
    out << prometheus_rules(effective_rules(effective.alerts.rules));
    return 0;
  }
  return options.drift ? print_drift(effective, out, err)
                       : list_rules(effective, out, err);
}

} // namespace tracker
