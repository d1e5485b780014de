// SPDX-License-Identifier: MIT
#include "main/commands/demo_command.hpp"

#include "actors/capture/capture_reader.hpp"
#include "actors/capture/capture_replay.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/signal/signal_source.hpp"
#include "main/commands/cli/cli_arguments.hpp"
#include "main/commands/report_command.hpp"
#include "main/commands/temporary_folder.hpp"
#include "main/wiring/capture_settings.hpp"
#include "main/wiring/virtual_run.hpp"
#include "main/wiring/web_start.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <ostream>

#include <unistd.h>

namespace tracker {

namespace {

/// 17 minutes in 17 seconds.
constexpr std::uint32_t demo_speed = 60;

constexpr const char* after_demo =
    "\n"
    "This was a simulation: prices, wallets and money are made up, the tracker is the "
    "real one.\n"
    "To watch your own wallet live:\n"
    "  1. put its address into ~/.env:   WALLET_ADDRESS=0x…\n"
    "  2. main/run doctor                checks whether the platform can be reached\n"
    "  3. main/run                       watches btc-updown-15m until Ctrl+C\n"
    "conf/tracker.conf lists every setting: copy it to ~/polybot/tracker.conf to change "
    "any.\n";

config_problem refuse(const std::string& key, const std::string& reason) {
  return {"command line", key, "", reason};
}

/// Installed, the recording is among the program's data files; in a checkout the binary
/// is in a folder beside conf/.
std::optional<std::string> find_recording() {
  std::error_code failure;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failure);
  if (failure)
    return std::nullopt;
  const auto folder = program.parent_path();
  for (const auto* place : {"../share/performance-tracker/demo.cap", "../conf/demo.cap"})
    if (const auto file = folder / place; std::filesystem::is_regular_file(file, failure))
      return file.lexically_normal().string();
  return std::nullopt;
}

/// One demo, from the recording to the report.
class demo {
public:
  /// `with_page`: serve the page meanwhile, and until a signal after it.
  demo(capture_reader recording, bool with_page, std::ostream& out, std::ostream& err)
      : recording_{std::move(recording)}, with_page_{with_page}, out_{out}, err_{err} {}

  int run(const config_request& request, const std::string& folder) {
    const auto loaded = demo_settings(recording_.header(), request, folder);
    if (const auto* problems = std::get_if<std::vector<config_problem>>(&loaded)) {
      for (const auto& problem : to_lines(*problems))
        print_failure(err_, problem);
      return wrong_usage_code;
    }
    const auto& effective = std::get<settings>(loaded);
    auto options = replay_options();
    std::unique_ptr<page_host> page;
    if (with_page_) {
      auto opened = page_host::open(effective, options.start, run_mode::demo);
      if (const auto* reason = std::get_if<std::string>(&opened))
        return print_failure(err_, *reason);
      page = std::get<std::unique_ptr<page_host>>(std::move(opened));
      out_ << fmt::format("The page of this demo is at {}\n", page->url()) << std::flush;
      options.observers.push_back(page->observer());
      // The page reads the ledger while it is written.
      options.commits = durability::system;
    }
    const auto end = run_virtually(effective, std::move(options));
    if (end.exit_code != 0 || end.interrupted)
      return end.exit_code;
    const auto code = report(effective, end.ended_at);
    if (code == 0)
      out_ << after_demo << std::flush;
    if (page)
      page->hold(out_);
    return code;
  }

private:
  virtual_run_options replay_options() {
    const auto source = std::make_shared<capture_replay>(
        recording_.header(), [this]() -> std::optional<capture_record> {
          auto step = recording_.next();
          if (auto* record = std::get_if<capture_record>(&step))
            return std::move(*record);
          return std::nullopt;
        });
    virtual_run_options result;
    result.start = recording_.header().begun.wall;
    result.ticks = [source] { return source->next_tick(); };
    result.replies = source;
    result.commits = durability::process;
    result.last_word = "the demo is over";
    result.speed = demo_speed;
    return result;
  }

  int report(const settings& effective, timestamp now) {
    auto opened = ledger_reader::open(effective.ledger_file);
    if (const auto* error = std::get_if<ledger_error>(&opened))
      return print_failure(err_, error->text);
    source_over<ledger_reader> source{std::get<ledger_reader>(std::move(opened))};
    report_query query;
    query.filter.begin = recording_.header().begun.wall;
    query.filter.end = now;
    const report_setting setting{now, *date::locate_zone(effective.timezone),
                                 watched_series_names(effective),
                                 shows_colours(effective), terminal_width(STDOUT_FILENO)};
    out_ << '\n';
    return run_report(query, source, setting, out_, err_);
  }

  capture_reader recording_;
  bool with_page_;
  std::ostream& out_;
  std::ostream& err_;
};

std::shared_ptr<CLI::App> make_app(bool& with_page) {
  auto app = make_command_app("demo", demo_summary, {"--web"});
  app->add_flag("--web", with_page,
                "serve the page on web.listen meanwhile, and until Ctrl+C after it");
  return app;
}

} // namespace

std::vector<option_row> demo_option_rows() {
  bool unused = false;
  return list_options(*make_app(unused));
}

load_result demo_settings(const capture_header& header, const config_request& request,
                          const std::string& folder) {
  std::vector<config_problem> problems;
  if (request.config_file)
    problems.push_back(refuse("", "demo reads no configuration file"));
  std::vector<setting_override> own{{"tracker.data-dir", folder},
                                    {"ledger.file", folder + "/demo.db"},
                                    {"log.file", ""},
                                    {"capture.file", ""}};
  // Times are shown in the viewer's own zone.
  for (const auto& [key, value] : settings_of(header.settings))
    if (key != "tracker.timezone")
      own.push_back({key, value});
  for (const auto& given : request.overrides)
    if (std::any_of(own.begin(), own.end(), [&](const setting_override& setting) {
          return setting.key == given.key;
        }))
      problems.push_back(refuse(given.key, "demo sets this itself"));
  if (!problems.empty())
    return problems;
  own.insert(own.end(), request.overrides.begin(), request.overrides.end());
  // Files that no setting names are searched for in an empty home folder.
  return load_settings({std::nullopt, std::move(own)},
                       {folder, "", nullptr, read_system_zone()});
}

int demo_command(const command_line& line, std::ostream& out, std::ostream& err) {
  bool with_page = false;
  if (const auto text = parse_arguments(*make_app(with_page), line.arguments)) {
    (text->exit_code == 0 ? out : err) << text->text;
    return text->exit_code;
  }
  const auto recording = find_recording();
  if (!recording)
    return print_failure(err,
                         "conf/demo.cap was found neither in share/performance-tracker "
                         "nor in conf/ beside the program's folder");
  auto opened = capture_reader::open(*recording);
  if (const auto* problem = std::get_if<std::string>(&opened))
    return print_failure(err, *problem);
  // From here on no signal can keep the folder from being removed.
  block_signals();
  const auto folder = temporary_folder::make();
  if (!folder)
    return print_failure(err, "no temporary folder can be made below $TMPDIR or /tmp");
  demo simulation{std::get<capture_reader>(std::move(opened)), with_page, out, err};
  return simulation.run(line.configuration, folder->path());
}

} // namespace tracker
