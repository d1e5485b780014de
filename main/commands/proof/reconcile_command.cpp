// SPDX-License-Identifier: MIT
#include "main/commands/proof/reconcile_command.hpp"

#include "actors/ledger/days/day_comparison.hpp"
#include "actors/ledger/days/proof_summary.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/text/time_text.hpp"
#include "main/commands/cli/cli_arguments.hpp"
#include "main/wiring/data_dir.hpp"
#include "main/wiring/ledger_start.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <ostream>

namespace tracker {

namespace {

constexpr timespan usual_span = 7 * day_length;
constexpr std::size_t longest_reason = 200;

std::shared_ptr<CLI::App> make_app(reconcile_arguments& options) {
  auto app = make_command_app("reconcile", reconcile_summary,
                              {"", "--from=2026-11-01 --to=yesterday",
                               "--from=2026-11-07 --to=2026-11-07 --accept='fees of the "
                               "platform are off, reported'"});
  app->add_option("--from", options.begin,
                  "the first day (UTC): yesterday, 7d, 2026-11-24; without it the last "
                  "seven days")
      ->type_name("T");
  app->add_option("--to", options.end, "the last one; without it yesterday")
      ->type_name("T");
  app->add_option("--accept", options.accepted,
                  "accept the differences of these days for this reason, which is kept; "
                  "the tracker must not run")
      ->type_name("REASON");
  return app;
}

std::variant<std::vector<day_proof>, std::string> read_proofs(const settings& effective,
                                                              const day_span& span) {
  auto opened = ledger_reader::open(effective.ledger_file);
  if (const auto* error = std::get_if<ledger_error>(&opened))
    return error->text;
  auto found = std::get<ledger_reader>(opened).proofs(span.first);
  if (const auto* error = std::get_if<ledger_error>(&found))
    return error->text;
  report_filter filter;
  filter.begin = span.first;
  filter.end = span.last + day_length;
  for (const auto& wallet : effective.wallets)
    filter.wallets.push_back(wallet.address);
  return select_proofs(std::get<std::vector<day_proof>>(found), filter);
}

/// Records the reason for the days that differ. Returns why it could not be done.
std::optional<std::string> accept(const settings& effective,
                                  std::vector<day_proof>& proofs,
                                  const std::string& reason, timestamp now) {
  auto opened = open_ledger(effective, now);
  if (const auto* error = std::get_if<ledger_error>(&opened))
    return error->text;
  std::vector<ledger_entry> entries;
  for (auto& proof : proofs)
    if (state_of(proof) == proof_state::differs) {
      proof.accepted = reason;
      entries.emplace_back(record_proof{std::make_shared<const day_proof>(proof)});
    }
  auto& store = std::get<ready_ledger>(opened).store;
  const auto stored = store.commit(entries);
  if (const auto* error = std::get_if<ledger_error>(&stored))
    return error->text;
  const auto ended = store.end_run(now);
  const auto* error = std::get_if<ledger_error>(&ended);
  return error == nullptr ? std::nullopt : std::optional{error->text};
}

/// `2026-11-28 main` for each day of the span without a proof.
std::vector<std::string> days_without_proof(const settings& effective,
                                            const day_span& span,
                                            const std::vector<day_proof>& proofs) {
  std::vector<std::string> result;
  for (auto day = span.first; day <= span.last; day += day_length)
    for (const auto& wallet : effective.wallets)
      if (std::none_of(proofs.begin(), proofs.end(), [&](const day_proof& proof) {
            return proof.day == day && proof.wallet.address == wallet.address;
          }))
        result.push_back(day_text(day) + " " + display_name(wallet));
  return result;
}

} // namespace

std::variant<reconcile_arguments, cli_text>
parse_reconcile(const std::vector<std::string>& arguments) {
  reconcile_arguments options;
  if (auto text = parse_arguments(*make_app(options), arguments))
    return std::move(*text);
  return options;
}

std::vector<option_row> reconcile_option_rows() {
  reconcile_arguments unused;
  return list_options(*make_app(unused));
}

std::variant<day_span, option_fault>
parse_reconcile_span(const reconcile_arguments& typed, timestamp now,
                     const date::time_zone& zone) {
  const auto today = day_of(now);
  day_span result{today - usual_span, today - day_length};
  if (typed.accepted &&
      (typed.accepted->empty() || typed.accepted->size() > longest_reason ||
       std::any_of(typed.accepted->begin(), typed.accepted->end(),
                   [](char c) { return c >= 0 && c < ' '; })))
    return option_fault{"--accept", *typed.accepted, "a reason of 1 to 200 characters"};
  if (typed.begin) {
    const auto begin = parse_when(*typed.begin, now, zone);
    if (!begin)
      return option_fault{"--from", *typed.begin, allowed_times};
    // A day of another zone: the UTC day that has most of it.
    result.first = day_of(begin->begin + day_length / 2);
  }
  if (typed.end) {
    const auto end = parse_when(*typed.end, now, zone);
    if (!end)
      return option_fault{"--to", *typed.end, allowed_times};
    result.last = std::min(day_of(end->begin + day_length / 2), result.last);
  }
  if (result.first > result.last)
    return option_fault{typed.end ? "--to" : "--from",
                        typed.end ? *typed.end : *typed.begin,
                        "a day (UTC) that has ended, --to not before --from"};
  return result;
}

int reconcile_command(const settings& effective, const reconcile_arguments& typed,
                      const day_span& span, const reconcile_run& run, timestamp now,
                      std::ostream& out, std::ostream& err) {
  if (effective.wallets.empty())
    return print_failure(err, "no wallet is configured, so no day can be compared");
  const auto holder = find_data_dir_holder(effective.data_dir);
  if (const auto* reason = std::get_if<std::string>(&holder))
    return print_failure(err, *reason);
  const bool is_running = std::get<std::optional<data_dir_holder>>(holder).has_value();
  if (is_running && typed.accepted)
    return print_failure(err, "--accept writes to the ledger: stop the tracker first");
  if (is_running)
    err << program_name
        << ": a tracker is running and asks the platform itself; these are its proofs\n";
  else if (const auto code = run(span); code != 0)
    return code;
  auto read = read_proofs(effective, span);
  if (const auto* reason = std::get_if<std::string>(&read))
    return print_failure(err, *reason);
  auto& proofs = std::get<std::vector<day_proof>>(read);
  if (typed.accepted)
    if (const auto reason = accept(effective, proofs, *typed.accepted, now))
      return print_failure(err, *reason);
  write_proofs(proofs, report_format::table, out);
  const auto missing = days_without_proof(effective, span, proofs);
  for (const auto& name : missing)
    out << fmt::format("{}: no proof: the activity of the whole day is not known{}\n",
                       name,
                       is_running ? ", or the day was not compared yet"
                                  : "; `run` and `backfill` read it");
  return are_settled(proofs) && missing.empty() ? 0 : failure_code;
}

} // namespace tracker
