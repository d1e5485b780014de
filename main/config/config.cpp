// SPDX-License-Identifier: MIT
#include "main/config/config.hpp"

#include "main/config/config_caf.hpp"
#include "main/config/setting_advice.hpp"
#include "main/config/setting_checks.hpp"
#include "main/config/setting_table.hpp"
#include "main/config/syntax/config_bytes.hpp"
#include "main/config/syntax/config_text.hpp"
#include "main/config/syntax/dotenv.hpp"
#include "main/config/tables/setting_alerts.hpp"
#include "main/config/wallets/wallets_file.hpp"
#include "main/version.hpp"
#include "messages/wallet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace tracker {

namespace {

constexpr const char* default_config_file = "~/polybot/tracker.conf";
constexpr const char* env_file_key = "tracker.env-file";
constexpr const char* wallets_key = "tracker.wallets";
constexpr std::array hidden_keys{wallets_key, "web.token", "fleet.url"};
constexpr const char* timezone_key = "tracker.timezone";
constexpr const char* wallet_variable = "WALLET_ADDRESS";
/// Limit of reported problems: a file with more is not a configuration.
constexpr std::size_t max_problems = 100;
constexpr std::string_view version_placeholder = "<version>";

/// A value of a key, before it is stored in the settings.
struct given_value {
  std::string key;
  /// As written, for messages.
  std::string raw;
  parsed_value value;
  value_source origin;
  /// `/etc/tracker.conf:12`, `command line`.
  std::string where;
};

std::string at_line(const std::string& path, std::size_t line) {
  return printable(path) + ":" + std::to_string(line);
}

given_value given_in(const std::string& path, config_entry entry) {
  given_value given;
  given.key = entry.section + "." + entry.key;
  given.raw = std::move(entry.raw);
  given.value = std::move(entry.value);
  given.origin = {source::config_file, path, entry.line};
  given.where = at_line(path, entry.line);
  return given;
}

/// The tracker's keys and CAF's.
const std::vector<std::string>& known_keys() {
  static const auto keys = [] {
    auto all = tracker_config{}.option_names();
    for (const auto& row : setting_table())
      all.push_back(row.key);
    return all;
  }();
  return keys;
}

const std::vector<std::string>& known_sections() {
  static const auto sections = [] {
    std::set<std::string> all;
    for (const auto& key : known_keys())
      all.emplace(section_of(key));
    return std::vector<std::string>{all.begin(), all.end()};
  }();
  return sections;
}

class settings_loader {
public:
  settings_loader(const environment& outside, const file_reader& read)
      : environment_{outside}, read_{read} {}

  load_result load(const config_request& request) {
    read_config_file(request.config_file);
    for (const auto& given : request.overrides)
      apply_override(given);
    expand_paths();
    find_timezone();
    if (request.env_file != env_file_use::unused)
      read_wallets();
    find_wallet(request.env_file);
    write_version();
    fit_connect_timeout();
    report(name_series(settings_));
    report(check_combinations(settings_));
    if (!problems_.empty())
      return std::move(problems_);
    return std::move(settings_);
  }

private:
  // -- the configuration file --------------------------------------

  void read_config_file(const std::optional<std::string>& named) {
    if (!named && !has_home())
      return;
    const auto written = named.value_or(default_config_file);
    const auto path = expand_home(written, has_home() ? environment_.home : "");
    if (!path)
      return add_problem({"command line", "config-file", printable(written), no_home()});
    const auto text = read_(*path);
    const auto* error = std::get_if<file_error>(&text);
    if (error == nullptr)
      return apply_document(*path, parse_config_text(std::get<std::string>(text)));
    if (named || !error->missing)
      add_problem({printable(*path), "", "",
                   "the configuration file cannot be read: " + error->reason});
  }

  void apply_document(const std::string& path, config_document document) {
    settings_.config_file = path;
    std::multimap<std::size_t, config_problem> found;
    const auto unknown = refuse_unknown_sections(document);
    for (const auto& [line, reason] : document.faults)
      found.emplace(line, config_problem{at_line(path, line), "", "", reason});
    for (auto& entry : document.entries) {
      if (unknown.contains(entry.section) || found.size() >= max_problems)
        continue;
      const auto line = entry.line;
      if (auto problem = apply(given_in(path, std::move(entry))))
        found.emplace(line, std::move(*problem));
    }
    for (auto& [line, problem] : found)
      add_problem(std::move(problem));
  }

  /// Adds a fault for every unknown section; returns their names.
  std::set<std::string> refuse_unknown_sections(config_document& document) const {
    std::set<std::string> unknown;
    for (const auto& section : document.sections) {
      if (is_section(section.name) || caf_.has_section(section.name))
        continue;
      unknown.insert(section.name);
      if (document.faults.size() < max_problems)
        document.faults.push_back(
            {section.line, fmt::format("unknown section [{}]{}", shown_name(section.name),
                                       suggest(section.name, known_sections()))});
    }
    return unknown;
  }

  // -- one value ---------------------------------------------------

  void apply_override(const setting_override& given) {
    const auto* row = find_setting(given.key);
    const auto form = row != nullptr ? row->field.bare : caf_.bare(given.key);
    auto problem = apply({given.key,
                          given.text,
                          parse_bare_value(given.text, form),
                          {source::command_line, {}},
                          "command line"});
    if (problem)
      add_problem(std::move(*problem));
  }

  /// Stores a value in the settings, or returns the problem.
  std::optional<config_problem> apply(given_value given) {
    const auto* row = find_setting(given.key);
    if (row == nullptr && !caf_.has_option(given.key)) {
      // In these sections the value may be that of a mistyped secret.
      const bool hides = given.key.starts_with("web.") || given.key.starts_with("fleet.");
      return config_problem{given.where, shown_key(given.key),
                            hides || has_secrets(given.key) ? "" : shown(given),
                            "unknown key" + suggest(given.key, known_keys())};
    }
    if (auto reason = store(given, row)) {
      if (row != nullptr)
        *reason += "; allowed: " + row->field.allowed;
      add_advice(*reason, given, row);
      return config_problem{given.where, given.key, shown(given), *reason};
    }
    settings_.value_sources.insert_or_assign(given.key, given.origin);
    wheres_.insert_or_assign(std::move(given.key), std::move(given.where));
    return std::nullopt;
  }

  refusal store(const given_value& given, const setting* row) {
    if (const auto* fault = std::get_if<value_fault>(&given.value))
      return fault->reason;
    const auto& value = std::get<config_value>(given.value);
    if (row != nullptr)
      return row->field.read(value, settings_);
    if (auto reason = caf_.refuse(given.key, value))
      return reason;
    std::erase_if(settings_.caf, [&](const auto& old) { return old.key == given.key; });
    settings_.caf.push_back({given.key, value});
    return std::nullopt;
  }

  /// Replaces the reason by what to write, if that is clear; what is allowed stays.
  void add_advice(std::string& reason, const given_value& given,
                  const setting* row) const {
    // A value that is valid by itself has a fault of its place, such as a repeated key.
    const bool has_bad_place =
        std::holds_alternative<value_fault>(given.value) &&
        std::holds_alternative<config_value>(parse_config_value(given.raw));
    if (is_hidden(given) || has_bad_place)
      return;
    const auto check = [&](const config_value& value) {
      auto scratch = settings_;
      return row != nullptr ? row->field.read(value, scratch)
                            : caf_.refuse(given.key, value);
    };
    const auto form = row != nullptr ? row->field.bare : caf_.bare(given.key);
    if (const auto advice = advise(given.raw, form, check); !advice.empty())
      reason.replace(0, reason.find("; allowed: "), advice);
  }

  static bool is_hidden(const given_value& given) {
    return std::count(hidden_keys.begin(), hidden_keys.end(), given.key) > 0 ||
           has_secrets(given.key) || may_be_secret(given.raw);
  }
  static std::string shown(const given_value& given) {
    return is_hidden(given) ? std::string{} : shown_value(given.raw);
  }

  // -- after all sources have been read ----------------------------

  bool has_home() const { return environment_.home.starts_with('/'); }
  static std::string no_home() {
    return "~ is the home folder, and HOME is not set to one; allowed: a path without ~";
  }

  void expand_paths() {
    // The default env-file may be missing, and so may the home folder for it.
    env_file_optional_ = settings_.env_file == default_settings().env_file;
    if (env_file_optional_ && !has_home())
      settings_.env_file.clear();
    for (const auto& row : setting_table())
      if (row.field.path != nullptr)
        expand(settings_.*row.field.path, row.key);
  }

  void expand(std::string& path, const std::string& key) {
    auto expanded = expand_home(path, has_home() ? environment_.home : "");
    if (!expanded)
      return add_problem({where(key), key, printable(path), no_home()});
    if (!expanded->empty() && !expanded->starts_with('/'))
      return add_problem({where(key), key, printable(path), advise_on_path(path)});
    path = std::move(*expanded);
  }

  bool is_default(const std::string& key) const {
    return !settings_.value_sources.contains(key);
  }

  void find_timezone() {
    if (!settings_.timezone.empty() && !is_default(timezone_key))
      return;
    const auto& zone = environment_.zone;
    settings_.timezone = zone.name;
    settings_.value_sources.erase(timezone_key);
    if (zone.origin != source::default_value)
      settings_.value_sources.emplace(timezone_key, value_source{zone.origin, {}});
    if (!zone.warning.empty())
      settings_.warnings.push_back(zone.warning);
  }

  void read_wallets() {
    if (!bad_keys_.contains(wallets_key) && !bad_keys_.contains(wallets_file_key))
      for (auto& problem : add_wallets_of_file(settings_, where(wallets_file_key), read_))
        add_problem(std::move(problem));
  }

  void find_wallet(env_file_use use) {
    if (bad_keys_.contains(wallets_key) || bad_keys_.contains(wallets_file_key) ||
        bad_keys_.contains(env_file_key))
      return;
    const auto wanted = settings_.wallets.empty();
    const auto& address = environment_.wallet_address;
    if (wanted && !address.empty())
      watch(address, {source::environment, {}}, "environment");
    if (use == env_file_use::unused)
      return;
    const auto known_problems = problems_.size();
    if ((wanted && address.empty()) || !env_file_optional_)
      read_env_file();
    if (use == env_file_use::required)
      return;
    for (auto problem = problems_.begin() + static_cast<std::ptrdiff_t>(known_problems);
         problem != problems_.end(); ++problem)
      settings_.warnings.push_back(to_lines({*problem}).front());
    problems_.resize(known_problems);
  }

  void read_env_file() {
    const auto& path = settings_.env_file;
    if (path.empty())
      return;
    const auto text = read_(path);
    if (const auto* error = std::get_if<file_error>(&text)) {
      if (!error->missing || !env_file_optional_)
        add_problem({where(env_file_key), env_file_key, printable(path),
                     "the env-file cannot be read: " + error->reason});
      return;
    }
    const auto parsed =
        parse_dotenv(std::get<std::string>(text), wallet_variable, environment_.variable);
    if (parsed.error)
      return add_problem(
          {at_line(path, parsed.error->line), wallet_variable, "", parsed.error->reason});
    if (parsed.skipped > 0)
      settings_.warnings.push_back(
          fmt::format("{}: {} lines of this file skipped: not NAME=value",
                      at_line(path, parsed.first_skipped), parsed.skipped));
    const auto& variables = parsed.values;
    const auto found = variables.find(wallet_variable);
    const auto unset = settings_.wallets.empty() && environment_.wallet_address.empty();
    if (unset && found != variables.end() && !found->second.empty())
      watch(found->second, {source::env_file, path}, printable(path));
  }

  void watch(const std::string& address, value_source origin, const std::string& where) {
    const auto& field = find_setting(wallets_key)->field;
    const config_value wallet{config_list{config_value{address}}};
    if (field.read(wallet, settings_))
      add_problem({where, wallet_variable, mask_address(address),
                   *check_address(address) + "; allowed: 0x and 40 hex digits"});
    else
      settings_.value_sources.insert_or_assign(wallets_key, std::move(origin));
  }

  void write_version() {
    auto& agent = settings_.user_agent;
    const auto found = agent.find(version_placeholder);
    if (found != std::string::npos)
      agent.replace(found, version_placeholder.size(), program_version);
  }

  /// If only http.timeout is lowered, limits the default connect timeout to it.
  void fit_connect_timeout() {
    if (is_default("http.connect-timeout"))
      settings_.http_connect_timeout =
          std::min(settings_.http_connect_timeout, settings_.http_timeout);
  }

  // -- problems ----------------------------------------------------

  /// Reports the faults of combinations whose single values are valid.
  void report(const std::vector<combination_fault>& faults) {
    for (const auto& [keys, reason] : faults)
      if (std::none_of(keys.begin(), keys.end(),
                       [&](const auto& key) { return bad_keys_.contains(key); })) {
        const auto value = find_setting(keys.front())->field.show(settings_);
        add_problem(
            {where(keys.front()), keys.front(), printable(to_string(value)), reason});
      }
  }

  std::string where(const std::string& key) const {
    const auto found = wheres_.find(key);
    return found == wheres_.end() ? to_string(value_source{}) : found->second;
  }

  void add_problem(config_problem problem) {
    bad_keys_.insert(problem.key);
    for (auto* part : {&problem.key, &problem.value, &problem.reason})
      *part = hide_secrets(*part);
    problems_.push_back(std::move(problem));
  }

  const environment& environment_;
  const file_reader& read_;
  tracker_config caf_;
  settings settings_ = default_settings();
  /// The place of each key, for messages.
  std::map<std::string, std::string> wheres_;
  std::set<std::string> bad_keys_;
  std::vector<config_problem> problems_;
  bool env_file_optional_ = false;
};

} // namespace

load_result load_settings(const config_request& request, const environment& outside,
                          const file_reader& read) {
  return settings_loader{outside, read}.load(request);
}

} // namespace tracker
