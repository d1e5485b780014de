// SPDX-License-Identifier: MIT
#include "main/commands/ledger/ledger_export.hpp"

#include "actors/ledger/report/report_encoder.hpp"
#include "actors/text/time_text.hpp"
#include "main/commands/ledger/output_file.hpp"

#include <filesystem>
#include <ostream>
#include <system_error>

namespace tracker {

namespace {

namespace fs = std::filesystem;

report_cell text(const std::string& value) {
  return value.empty() ? report_cell{"", cell_kind::null}
                       : report_cell{value, cell_kind::text};
}

template <class Tag>
report_cell amount(micro<Tag> value) {
  return {to_string(value), cell_kind::decimal};
}

report_cell number(std::uint64_t value) {
  return {std::to_string(value), cell_kind::number};
}

/// Rows in the format of an export.
class row_writer {
public:
  row_writer(std::vector<std::string> names, export_format format, std::ostream& out)
      : names_{std::move(names)}, is_csv_{format == export_format::csv}, out_{out} {
    if (is_csv_)
      out_ << csv_header(names_);
  }
  void write(const std::vector<report_cell>& cells) {
    out_ << (is_csv_ ? csv_line(cells) : json_object(names_, cells) + "\n");
  }
  std::optional<std::string> finish(const ledger_reader::failure& failed) {
    out_.flush();
    if (failed)
      return failed->text;
    return out_ ? std::nullopt
                : std::optional<std::string>{"the rows could not be written"};
  }

private:
  std::vector<std::string> names_;
  bool is_csv_;
  std::ostream& out_;
};

/// An event belongs to the span that contains its own second, unlike a window, which
/// belongs to that of its last instant.
report_filter event_filter(const report_filter& filter) {
  auto result = filter;
  for (auto* edge : {&result.begin, &result.end})
    if (*edge)
      **edge -= std::chrono::seconds{1};
  return result;
}

using export_table = std::optional<std::string> (*)(ledger_reader&,
                                                    const ledger_arguments&,
                                                    std::ostream&);

std::optional<std::string> export_to(const std::string& path, ledger_reader& ledger,
                                     const ledger_arguments& options,
                                     export_table write) {
  output_file file{path};
  if (auto failed = write(ledger, options, file.stream()))
    return failed;
  return file.finish();
}

} // namespace

report_columns<event_row> event_columns() {
  using row = event_row;
  return {
      {"time",
       [](const row& each) {
         return report_cell{format_utc(each.event.time), cell_kind::time};
       }},
      {"type",
       [](const row& each) {
         return text(each.event.type == activity_type::other
                         ? each.event.platform_type
                         : std::string{to_string(each.event.type)});
       }},
      {"wallet", [](const row& each) { return text(each.wallet.address); }},
      {"wallet_name", [](const row& each) { return text(each.wallet.name); }},
      {"slug", [](const row& each) { return text(each.event.slug); }},
      {"condition_id", [](const row& each) { return text(each.event.condition_id); }},
      {"outcome",
       [](const row& each) {
         return text(!each.side ? "" : *each.side == outcome::up ? "UP" : "DOWN");
       }},
      {"token", [](const row& each) { return text(each.event.asset); }},
      {"size", [](const row& each) { return amount(each.event.size); }},
      {"price", [](const row& each) { return amount(each.event.at_price); }},
      {"cash", [](const row& each) { return amount(each.event.cash); }},
      {"quoted", [](const row& each) { return amount(each.event.quoted); }},
      {"transaction", [](const row& each) { return text(each.event.transaction); }},
      {"occurrence", [](const row& each) { return number(each.event.occurrence); }},
      {"rows", [](const row& each) { return number(each.rows); }},
  };
}

std::optional<std::string>
export_events(ledger_reader& ledger, const ledger_arguments& options, std::ostream& out) {
  const auto columns = event_columns();
  row_writer writer{names_of(columns), options.format, out};
  return writer.finish(
      ledger.each_event(event_filter(options.filter), [&](const event_row& row) {
        writer.write(cells_of(columns, row));
      }));
}

std::optional<std::string>
export_grades(ledger_reader& ledger, const ledger_arguments& options, std::ostream& out) {
  const auto columns = grade_columns();
  row_writer writer{grade_row_names(), options.format, out};
  return writer.finish(ledger.each_row(options.filter, [&](const grade_row& row) {
    writer.write(grade_row_cells(columns, row));
  }));
}

std::optional<std::string>
export_ledger(ledger_reader& ledger, const ledger_arguments& options, std::ostream& out) {
  const auto table = options.events ? export_events : export_grades;
  if (options.output.empty())
    return table(ledger, options, out);
  if (!options.events || !options.grades)
    return export_to(options.output, ledger, options, table);
  std::error_code failed;
  fs::create_directories(options.output, failed);
  if (failed)
    return options.output + ": " + failed.message();
  const std::string ending = options.format == export_format::csv ? ".csv" : ".jsonl";
  const fs::path folder{options.output};
  if (auto problem =
          export_to(folder / ("events" + ending), ledger, options, export_events))
    return problem;
  return export_to(folder / ("grades" + ending), ledger, options, export_grades);
}

} // namespace tracker
