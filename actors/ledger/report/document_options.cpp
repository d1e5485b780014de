// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_query.hpp"

#include <array>
#include <utility>

namespace tracker {

namespace {

constexpr const char* rows_only = "only without --statement, --lots and --journal";

[[noreturn]] void refuse(const char* option, const std::string& given,
                         const std::string& allowed) {
  throw option_fault{option, given, allowed};
}

[[noreturn]] void refuse_flag(const char* option, const std::string& allowed) {
  throw option_fault{option, "", allowed, {}, true};
}

/// Checks that an option has the only value that it may have.
void expect(const char* option, const std::string& given, const std::string& only) {
  if (given != only)
    throw option_fault{option, given, only, {only}};
}

void set_document(const char* option, const std::string& given, report_document document,
                  report_query& query) {
  if (query.document != report_document::rows)
    refuse(option, given, "one of --statement, --lots and --journal");
  query.document = document;
}

void read_statement(const std::string& text, const date::time_zone& zone,
                    report_query& query) {
  const auto bounds = parse_period(text, zone);
  if (!bounds)
    refuse("--statement", text, "a month, 2026-11, or a year, 2026");
  set_document("--statement", text, report_document::statement, query);
  query.period = text;
  query.filter.begin = bounds->begin;
  query.filter.end = bounds->end;
}

void read_lots(const report_options& options, report_query& query) {
  expect("--lots", *options.lots, "fifo");
  set_document("--lots", *options.lots,
               options.open ? report_document::open_lots : report_document::lots, query);
  if (!options.format)
    query.format = report_format::csv;
  if (query.format == report_format::table)
    refuse("--format", *options.format, "csv and json, together with --lots");
}

/// Refuses options that a document would ignore.
void refuse_others(const report_options& options, report_document document) {
  using option = std::pair<const char*, const std::optional<std::string>&>;
  const auto refuse_given = [](const option& given, const char* allowed) {
    if (given.second)
      refuse(given.first, *given.second, allowed);
  };
  for (const auto& given :
       {option{"--by", options.grouping}, option{"--sort", options.sort},
        option{"--last", options.last}, option{"--plot", options.plot}})
    refuse_given(given, rows_only);
  if (options.coverage)
    refuse_flag("--coverage", rows_only);
  if (!options.lots) {
    refuse_given({"--format", options.format}, rows_only);
    if (options.excel)
      refuse_flag("--excel", rows_only);
  }
  if (document == report_document::statement)
    for (const auto& given :
         {option{"--from", options.begin}, option{"--to", options.end}})
      refuse_given(given, "only without --statement, which names its span");
}

} // namespace

std::optional<time_bounds> parse_period(const std::string& text,
                                        const date::time_zone& zone) {
  constexpr std::size_t year_length = 4;
  constexpr std::size_t month_length = 7;
  const bool is_year = text.size() == year_length;
  if (!is_year && text.size() != month_length)
    return std::nullopt;
  const auto first = parse_day(text + (is_year ? "-01-01" : "-01"));
  if (!first)
    return std::nullopt;
  // 366 days on is January of the next year.
  const auto end = month_of(*first + date::days{is_year ? 366 : 31});
  return time_bounds{day_bounds(*first, zone).begin, day_bounds(end, zone).begin};
}

void read_document(const report_options& options, const date::time_zone& zone,
                   report_query& query) {
  if (options.output) {
    if (options.output->empty())
      refuse("--output", "", "the name of a file");
    query.output = *options.output;
  }
  if (options.statement)
    read_statement(*options.statement, zone, query);
  if (options.lots)
    read_lots(options, query);
  else if (options.open)
    refuse_flag("--open", "together with --lots=fifo");
  if (options.journal) {
    expect("--journal", *options.journal, "hledger");
    set_document("--journal", *options.journal, report_document::journal, query);
  }
  if (query.document != report_document::rows)
    refuse_others(options, query.document);
}

} // namespace tracker
