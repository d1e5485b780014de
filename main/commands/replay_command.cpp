// SPDX-License-Identifier: MIT
#include "main/commands/replay_command.hpp"

#include "actors/capture/capture_reader.hpp"
#include "actors/capture/capture_replay.hpp"
#include "actors/ledger/output/grade_comparison.hpp"
#include "actors/ledger/store/ledger_digest.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/platform/ids.hpp"
#include "actors/signal/signal_source.hpp"
#include "actors/text/time_text.hpp"
#include "actors/wallet/wallet_tracker.hpp"
#include "main/commands/cli/cli.hpp"
#include "main/commands/temporary_folder.hpp"
#include "main/config/setting_rules.hpp"
#include "main/wiring/virtual_run.hpp"
#include "main/wiring/web_start.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <ostream>
#include <utility>

namespace tracker {

namespace {

/// Faults that are printed one by one.
constexpr std::size_t max_faults = 20;

/// The content of a capture, found by reading it once.
struct survey {
  std::uint64_t records = 0;
  std::uint64_t faults = 0;
  std::vector<located_fault> first_faults;
  /// The last tick's time, or the header's.
  timestamp end{};
};

survey survey_capture(capture_reader& capture) {
  survey result;
  result.end = capture.header().begun.wall;
  for (;;) {
    auto step = capture.next();
    if (std::holds_alternative<capture_end>(step))
      break;
    if (auto* fault = std::get_if<located_fault>(&step)) {
      ++result.faults;
      if (result.first_faults.size() < max_faults)
        result.first_faults.push_back(std::move(*fault));
      continue;
    }
    ++result.records;
    if (const auto* current_tick =
            std::get_if<tick>(&std::get<capture_record>(step).content))
      result.end = current_tick->now;
  }
  capture.rewind();
  return result;
}

/// One replay, from the capture to its result.
class replay {
public:
  replay(replay_options options, capture_reader capture, std::ostream& out,
         std::ostream& err)
      : options_{std::move(options)}
      , capture_{std::move(capture)}
      , out_{out}
      , err_{err} {}

  int run(const config_request& request, const std::string& folder) {
    survey_ = survey_capture(capture_);
    if (!is_usable())
      return failure_code;
    const auto ledger = options_.ledger.empty()
                            ? folder + "/replay.db"
                            : std::filesystem::absolute(options_.ledger).string();
    // The wallets are the recorded ones, none included.
    auto variables = read_environment();
    variables.wallet_address.clear();
    const auto loaded =
        load_settings(replay_request(request, capture_.header(), ledger), variables);
    if (const auto* problems = std::get_if<std::vector<config_problem>>(&loaded)) {
      for (const auto& problem : to_lines(*problems))
        print_failure(err_, problem);
      return wrong_usage_code;
    }
    const auto& effective = std::get<settings>(loaded);
    const auto source = std::make_shared<capture_replay>(
        capture_.header(), [this] { return next_record(); }, std::string{reread_owner});
    auto run = run_options(source);
    std::unique_ptr<page_host> page;
    if (options_.web) {
      auto opened = page_host::open(effective, run.start, run_mode::replay);
      if (const auto* reason = std::get_if<std::string>(&opened))
        return print_failure(err_, *reason);
      page = std::get<std::unique_ptr<page_host>>(std::move(opened));
      run.observers.push_back(page->observer());
      // The page reads the ledger while it is written.
      run.commits = durability::system;
    }
    const auto end = run_virtually(effective, std::move(run));
    if (end.exit_code != 0 || end.interrupted)
      return end.exit_code;
    const auto code = print_result(*source, effective.ledger_file);
    if (page)
      page->hold(out_);
    return code;
  }

  /// The ledger to compare the grades with; empty: none.
  std::string compared_with;

private:
  bool is_usable() {
    for (const auto& fault : survey_.first_faults)
      print_failure(err_, to_string(fault));
    if (survey_.faults > survey_.first_faults.size())
      print_failure(err_, fmt::format("and {} faults more",
                                      survey_.faults - survey_.first_faults.size()));
    const auto part = capture_.header().part;
    if (part > 1)
      print_failure(
          err_, fmt::format("{} is part {} of a run: the state it continues from is in "
                            "the parts before it",
                            options_.capture, part));
    if ((survey_.faults == 0 && part == 1) || options_.lenient)
      return true;
    print_failure(err_, "--lenient replays the intact records");
    return false;
  }

  std::optional<capture_record> next_record() {
    for (;;) {
      auto step = capture_.next();
      if (auto* record = std::get_if<capture_record>(&step))
        return std::move(*record);
      if (std::holds_alternative<capture_end>(step))
        return std::nullopt;
    }
  }

  virtual_run_options run_options(const std::shared_ptr<capture_replay>& source) const {
    virtual_run_options result;
    result.start = capture_.header().begun.wall;
    result.ticks = [source] { return source->next_tick(); };
    result.replies = source;
    if (options_.ledger.empty()) {
      result.ledger_name = "a temporary one";
      result.commits = durability::process;
    }
    result.last_word = "the capture ends";
    result.speed = options_.speed;
    return result;
  }

  // -- the result ---------------------------------------------------------------------

  int print_result(const capture_replay& source, const std::string& ledger) {
    const auto& counts = source.counts();
    const auto files = capture_.files().size();
    out_ << fmt::format("replayed {} records of {} {}: {} ticks, {} replies, {} not "
                        "requested, {} open at the end\n",
                        survey_.records, files, files == 1 ? "file" : "files",
                        counts.ticks, counts.replies, counts.unused, counts.open_at_cut);
    if (counts.left_out > 0)
      out_ << fmt::format("{} second readings of wallet rows left out: the capture is of "
                          "a version without them\n",
                          counts.left_out);
    const auto digest = digest_of(ledger);
    if (const auto* error = std::get_if<ledger_error>(&digest))
      return print_failure(err_, error->text);
    const auto& totals = std::get<ledger_digest>(digest);
    out_ << fmt::format("{} grades, {} events, sha256 {}\n", totals.grades, totals.events,
                        totals.sha256);
    const auto code = std::max(report_missing(source), compare(ledger));
    out_.flush();
    return code;
  }

  int report_missing(const capture_replay& source) {
    for (const auto& request : source.missing())
      print_failure(err_,
                    fmt::format("not in the capture: {} {} {}", format_utc(request.sent),
                                to_string(request.target), mask_addresses(request.path)));
    const auto missing = source.counts().missing;
    if (missing == 0)
      return 0;
    print_failure(
        err_, fmt::format("{} requests have no reply in the capture{}", missing,
                          capture_.header().resumed
                              ? "; the run continued from a ledger: pass a copy of it "
                                "as it was then with --ledger"
                              : ""));
    return failure_code;
  }

  static std::variant<std::vector<grade>, ledger_error>
  grades_in(const std::string& ledger) {
    auto opened = ledger_reader::open(ledger);
    if (auto* error = std::get_if<ledger_error>(&opened))
      return std::move(*error);
    std::vector<grade> result;
    const auto problem = std::get<ledger_reader>(opened).each_grade(
        {}, [&](const grade& row) { result.push_back(row); });
    if (problem)
      return *problem;
    return result;
  }

  int compare(const std::string& ledger) {
    if (compared_with.empty())
      return 0;
    const auto before = grades_in(compared_with);
    const auto now = grades_in(ledger);
    for (const auto* side : {&before, &now})
      if (const auto* error = std::get_if<ledger_error>(side))
        return print_failure(err_, error->text);
    const auto result = compare_grades(std::get<std::vector<grade>>(before),
                                       std::get<std::vector<grade>>(now),
                                       {capture_.header().begun.wall, survey_.end});
    for (const auto& difference : result.differences)
      out_ << fmt::format("{} {}: {}\n", difference.slug, display_name(difference.wallet),
                          fmt::join(difference.changes, "; "));
    out_ << fmt::format("compared with {}: {} grades are the same, {} differ, {} were "
                        "made when it ended\n",
                        compared_with, result.same, result.differences.size(),
                        result.later);
    return result.differences.empty() ? 0 : failure_code;
  }

  replay_options options_;
  capture_reader capture_;
  std::ostream& out_;
  std::ostream& err_;
  survey survey_;
};

/// The ledger to compare with; nothing: the configuration is wrong.
std::optional<std::string> ledger_to_compare(const replay_options& options,
                                             const config_request& request,
                                             std::ostream& err) {
  if (!options.compare || !options.compare->empty())
    return options.compare.value_or("");
  auto copy = request;
  copy.env_file = env_file_use::unused;
  const auto loaded = load_settings(copy, read_environment());
  if (const auto* effective = std::get_if<settings>(&loaded))
    return effective->ledger_file;
  for (const auto& problem : to_lines(std::get<std::vector<config_problem>>(loaded)))
    print_failure(err, problem);
  return std::nullopt;
}

} // namespace

int replay_command(const command_line& line, std::ostream& out, std::ostream& err) {
  const auto parsed = parse_replay(line.arguments);
  if (const auto* text = std::get_if<cli_text>(&parsed)) {
    (text->exit_code == 0 ? out : err) << text->text;
    return text->exit_code;
  }
  const auto& options = std::get<replay_options>(parsed);
  const auto compared_with = ledger_to_compare(options, line.configuration, err);
  if (!compared_with)
    return wrong_usage_code;
  auto capture = capture_reader::open(options.capture);
  if (const auto* problem = std::get_if<std::string>(&capture))
    return print_failure(err, *problem);
  // From here on no signal can keep the folder from being removed.
  block_signals();
  const auto folder = temporary_folder::make();
  if (!folder)
    return print_failure(err, "no temporary folder can be made below $TMPDIR or /tmp");
  replay run{options, std::get<capture_reader>(std::move(capture)), out, err};
  run.compared_with = *compared_with;
  return run.run(line.configuration, folder->path());
}

} // namespace tracker
