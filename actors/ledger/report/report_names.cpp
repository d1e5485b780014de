// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_names.hpp"

#include "actors/ledger/report/totals_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tracker {

namespace {

option_fault fault_of(const char* option, const std::string& given,
                      std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  auto allowed = names.empty() ? "nothing, the ledger has none"
                               : fmt::format("{}", fmt::join(names, ", "));
  return {option, given, std::move(allowed), std::move(names)};
}

std::optional<option_fault> check_texts(const char* option,
                                        const std::vector<std::string>& wanted,
                                        const std::vector<std::string>& known) {
  for (const auto& name : wanted)
    if (!name.empty() && std::find(known.begin(), known.end(), name) == known.end())
      return fault_of(option, name, known);
  return std::nullopt;
}

bool is_named(const watched_wallet& wallet, const std::string& name) {
  return wallet.name == name || wallet.address == name || display_name(wallet) == name ||
         mask_address(wallet.address) == name;
}

std::optional<option_fault> resolve_wallets(std::vector<std::string>& wanted,
                                            const std::vector<watched_wallet>& known) {
  for (auto& name : wanted) {
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const watched_wallet& wallet) {
          return is_named(wallet, name);
        });
    if (found == known.end()) {
      std::vector<std::string> names;
      for (const auto& wallet : known)
        if (!wallet.address.empty())
          names.push_back(display_name(wallet));
      return fault_of("--wallet", name, std::move(names));
    }
    if (found->name != name)
      name = found->address;
  }
  return std::nullopt;
}

/// Adds `wallet main, side`; nothing for empty `values`.
template <class Value, class Text>
void add_filter(std::vector<std::string>& words, const char* name,
                const std::vector<Value>& values, Text text) {
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (const auto& value : values)
    texts.emplace_back(text(value));
  if (!texts.empty())
    words.push_back(fmt::format("{} {}", name, fmt::join(texts, ", ")));
}

} // namespace

std::optional<option_fault> resolve_names(report_filter& filter,
                                          const known_names& known) {
  if (auto fault = check_texts("--series", filter.series, known.series))
    return fault;
  if (auto fault = resolve_wallets(filter.wallets, known.wallets))
    return fault;
  // A grade without a strategy is asked for as `(none)`, and there may always be some.
  auto fault = check_texts("--strategy", filter.strategies, known.strategies);
  if (fault && known.strategies.empty())
    fault->allowed = "(none), since the ledger has no strategies";
  return fault;
}

std::vector<std::string> describe_filter(const report_query& query) {
  const auto& filter = query.filter;
  const auto same = [](const std::string& name) { return name; };
  const auto word = [](auto value) { return to_string(value); };
  std::vector<std::string> words;
  add_filter(words, "series", filter.series, same);
  add_filter(words, "wallet", filter.wallets, [](const std::string& name) {
    return name.starts_with("0x") ? mask_address(name) : name;
  });
  add_filter(words, "status", filter.statuses, word);
  add_filter(words, "type", filter.kinds, word);
  add_filter(words, "result", filter.results, word);
  add_filter(words, "strategy", filter.strategies,
             [](const std::string& name) { return name.empty() ? "(none)" : name; });
  if (query.last)
    words.push_back(fmt::format("the last {} rows",
                                format_count(static_cast<std::int64_t>(*query.last))));
  return words;
}

} // namespace tracker
