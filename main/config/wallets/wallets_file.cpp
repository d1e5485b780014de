// SPDX-License-Identifier: MIT
#include "main/config/wallets/wallets_file.hpp"

#include "actors/platform/ids.hpp"
#include "actors/text/utf8.hpp"
#include "main/config/setting_rules.hpp"
#include "main/config/syntax/config_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>
#include <variant>

namespace tracker {

namespace {

constexpr std::size_t max_shown_faults = 20;
constexpr const char* allowed =
    "; allowed: an address of 0x and 40 hex digits, and after a space a name";

/// The line's wallet, why it has none, or nothing: it is empty.
std::variant<std::monostate, watched_wallet, std::string>
parse_wallet_line(std::string_view line) {
  line = trim(line.substr(0, line.find('#')));
  if (line.empty())
    return {};
  const auto end = line.find_first_of(" \t");
  watched_wallet wallet;
  wallet.address = line.substr(0, end);
  if (auto reason = check_address(wallet.address))
    return *reason + allowed;
  wallet.address = lower_case(wallet.address);
  if (end == std::string_view::npos)
    return wallet;
  wallet.name = trim(line.substr(end));
  if (auto reason = check_name(wallet.name))
    return *reason + allowed;
  return wallet;
}

/// Adds wallets one after the other, each address and each name once.
class merged_wallets {
public:
  merged_wallets(std::vector<watched_wallet> wallets, std::string path)
      : wallets_{std::move(wallets)}, path_{std::move(path)} {
    for (const auto& wallet : wallets_)
      note(wallet, "tracker.wallets");
  }

  /// Why the line is refused, if it is.
  std::optional<std::string> add(const wallet_line& added) {
    const auto& [wallet, line] = added;
    const auto known = places_.find(wallet.address);
    if (known != places_.end()) {
      if (++repeated_ == 1)
        first_repeated_ = fmt::format("{}:{}: {} is also given in {}", path_, line,
                                      mask_address(wallet.address), known->second);
      return std::nullopt;
    }
    if (const auto other = names_.find(wallet.name);
        !wallet.name.empty() && other != names_.end())
      return fmt::format(
          "another wallet is called {} too, in {}; allowed: each name once", wallet.name,
          other->second);
    if (wallets_.size() >= max_watched_wallets)
      return fmt::format("there are too many wallets; allowed: up to {}",
                         max_watched_wallets);
    note(wallet, fmt::format("line {}", line));
    wallets_.push_back(wallet);
    return std::nullopt;
  }

  /// What to say of wallets that were given more than once; empty: there are none.
  std::string repetition() const {
    if (repeated_ == 0)
      return {};
    const auto more = repeated_ == 1 ? std::string{}
                                     : fmt::format(" and {} more like it", repeated_ - 1);
    return fmt::format("{}{}; each wallet is watched once", first_repeated_, more);
  }

  std::vector<watched_wallet> take() { return std::move(wallets_); }

private:
  void note(const watched_wallet& wallet, const std::string& place) {
    places_.emplace(wallet.address, place);
    if (!wallet.name.empty())
      names_.emplace(wallet.name, place);
  }

  std::vector<watched_wallet> wallets_;
  std::string path_;
  std::unordered_map<std::string, std::string> places_;
  std::unordered_map<std::string, std::string> names_;
  std::size_t repeated_ = 0;
  std::string first_repeated_;
};

} // namespace

wallets_document parse_wallets_file(std::string_view text) {
  wallets_document result;
  if (const auto line = find_binary(text)) {
    result.faults.push_back({*line, "the file has bytes that are not text"});
    return result;
  }
  if (text.starts_with(byte_order_mark))
    text.remove_prefix(byte_order_mark.size());
  const auto lines = with_unix_lines(text);
  std::string_view rest = lines;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const auto end = std::min(rest.find('\n'), rest.size());
    auto parsed = parse_wallet_line(rest.substr(0, end));
    if (auto* wallet = std::get_if<watched_wallet>(&parsed))
      result.lines.push_back({std::move(*wallet), number});
    else if (auto* reason = std::get_if<std::string>(&parsed))
      result.faults.push_back({number, std::move(*reason)});
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return result;
}

std::vector<config_problem> add_wallets_of_file(settings& effective,
                                                const std::string& where,
                                                const file_reader& read) {
  const auto& path = effective.wallets_file;
  if (path.empty())
    return {};
  const auto shown_path = printable(path);
  const auto text = read(path);
  if (const auto* error = std::get_if<file_error>(&text))
    return {{where, wallets_file_key, shown_path,
             "the wallets file cannot be read: " + error->reason}};
  auto document = parse_wallets_file(std::get<std::string>(text));
  merged_wallets list{effective.wallets, shown_path};
  for (const auto& line : document.lines)
    if (auto reason = list.add(line))
      document.faults.push_back({line.line, std::move(*reason)});
  std::stable_sort(document.faults.begin(), document.faults.end(),
                   [](const wallet_line_fault& one, const wallet_line_fault& other) {
                     return one.line < other.line;
                   });
  std::vector<config_problem> problems;
  for (const auto& [line, reason] : document.faults) {
    if (problems.size() == max_shown_faults) {
      problems.push_back({shown_path, wallets_file_key, "",
                          fmt::format("{} more lines of this file are refused",
                                      document.faults.size() - max_shown_faults)});
      break;
    }
    problems.push_back(
        {fmt::format("{}:{}", shown_path, line), wallets_file_key, "", reason});
  }
  if (!problems.empty())
    return problems;
  if (effective.wallets.empty() && !document.lines.empty())
    effective.value_sources.insert_or_assign("tracker.wallets",
                                             value_source{source::config_file, path, 0});
  if (auto note = list.repetition(); !note.empty())
    effective.warnings.push_back(std::move(note));
  effective.wallets = list.take();
  return {};
}

} // namespace tracker
