// SPDX-License-Identifier: MIT
#include "main/commands/ledger/ledger_command.hpp"

#include "actors/ledger/report/report_names.hpp"
#include "actors/ledger/report/totals_text.hpp"
#include "actors/ledger/store/ledger_backup.hpp"
#include "actors/ledger/store/ledger_check.hpp"
#include "actors/ledger/store/ledger_copy.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/ledger/store/schema.hpp"
#include "actors/platform/ids.hpp"
#include "main/commands/cli/cli.hpp"
#include "main/commands/ledger/ledger_export.hpp"
#include "main/config/setting_table.hpp"
#include "main/wiring/data_dir.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <ostream>

namespace tracker {

namespace {

constexpr const char* restore_hint =
    "nothing was changed; `ledger restore FILE` replaces a ledger by a backup";

/// `12.3 MiB`.
std::string size_text(std::int64_t bytes) {
  constexpr std::int64_t tenth_of_mebibyte = 1024 * 1024 / 10;
  const auto tenths = (bytes + tenth_of_mebibyte - 1) / tenth_of_mebibyte;
  return fmt::format("{}.{} MiB", tenths / 10, tenths % 10);
}

class ledger_run {
public:
  ledger_run(const ledger_arguments& options, const settings& effective, timestamp now,
             std::ostream& out, std::ostream& err)
      : options_{options}, effective_{effective}, now_{now}, out_{out}, err_{err} {}

  int run() {
    switch (options_.action) {
    case ledger_action::backup:
      return backup();
    case ledger_action::verify:
      return verify();
    case ledger_action::restore:
      return restore();
    case ledger_action::export_rows:
      return export_rows();
    }
    return failure_code;
  }

private:
  int backup() {
    const auto target =
        options_.file.empty() ? backup_name(effective_.ledger_file, now_) : options_.file;
    const auto copied = back_up_ledger(effective_.ledger_file, target);
    if (const auto* error = std::get_if<ledger_error>(&copied))
      return print_failure(err_, error->text);
    out_ << fmt::format("{}: complete and verified, {}\n", target,
                        size_text(std::get<std::int64_t>(copied)));
    return 0;
  }

  int verify() {
    const auto& path = options_.file.empty() ? effective_.ledger_file : options_.file;
    const auto checked = check_ledger(
        path, options_.file.empty() ? file_state::live : state_of_backup(path));
    if (const auto* error = std::get_if<ledger_error>(&checked))
      return print_failure(err_, error->kind == ledger_error_kind::corrupt
                                     ? fmt::format("{}; {}", error->text, restore_hint)
                                     : error->text);
    const auto& found = std::get<checked_ledger>(checked);
    out_ << fmt::format("{}: version {}, {}, {} windows, {} grades, {} events\n", path,
                        found.version, size_text(found.bytes),
                        format_count(found.windows), format_count(found.grades),
                        format_count(found.events));
    for (const auto& part : found.parts)
      out_ << (part.problem.empty()
                   ? fmt::format("ok     {}\n", part.name)
                   : fmt::format("WRONG  {}: {}\n", part.name, part.problem));
    if (found.is_sound())
      return 0;
    return print_failure(err_,
                         fmt::format("{}: it is not sound; {}", path, restore_hint));
  }

  int restore() {
    // Before the lock: it would create the file.
    std::error_code unknown;
    const bool exists = std::filesystem::exists(effective_.ledger_file, unknown);
    const auto folder = data_dir_lock::take(effective_.data_dir);
    if (const auto* error = std::get_if<data_dir_error>(&folder))
      return print_failure(err_, error->reason, error->exit_code);
    std::optional<std::variant<ledger_lock, data_dir_error>> ledger;
    if (exists)
      ledger.emplace(ledger_lock::take(effective_.ledger_file));
    if (ledger)
      if (const auto* error = std::get_if<data_dir_error>(&*ledger))
        return print_failure(err_, error->reason, error->exit_code);
    const auto done = restore_ledger(options_.file, effective_.ledger_file, now_);
    if (const auto* error = std::get_if<ledger_error>(&done))
      return print_failure(err_, error->text);
    const auto& restored = std::get<restored_ledger>(done);
    out_ << fmt::format("{}: restored from {}\n", effective_.ledger_file, options_.file);
    if (!restored.kept_as.empty())
      out_ << fmt::format("the file before is kept as {}\n", restored.kept_as);
    if (restored.version < ledger_version)
      out_ << fmt::format("it is of version {}; the tracker brings it to version {} when "
                          "it starts\n",
                          restored.version, ledger_version);
    out_ << "windows since the backup are graded again when the tracker starts, from the "
            "platform's history\n";
    return 0;
  }

  int export_rows() {
    auto opened = ledger_reader::open(effective_.ledger_file);
    if (const auto* error = std::get_if<ledger_error>(&opened))
      return print_failure(err_, error->text);
    auto& ledger = std::get<ledger_reader>(opened);
    auto resolved = options_;
    auto known = ledger.names(false);
    if (const auto* error = std::get_if<ledger_error>(&known))
      return print_failure(err_, error->text);
    auto& names = std::get<known_names>(known);
    names.wallets.insert(names.wallets.end(), effective_.wallets.begin(),
                         effective_.wallets.end());
    if (const auto fault = resolve_names(resolved.filter, names)) {
      const auto text = wrong_usage(
          mask_addresses(to_string(*fault) + suggest(fault->given, fault->choices)),
          "ledger");
      err_ << text.text;
      return text.exit_code;
    }
    if (const auto problem = export_ledger(ledger, resolved, out_))
      return print_failure(err_, *problem);
    return 0;
  }

  const ledger_arguments& options_;
  const settings& effective_;
  timestamp now_;
  std::ostream& out_;
  std::ostream& err_;
};

} // namespace

int run_ledger(const ledger_arguments& options, const settings& effective, timestamp now,
               std::ostream& out, std::ostream& err) {
  return ledger_run{options, effective, now, out, err}.run();
}

} // namespace tracker
