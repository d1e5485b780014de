// SPDX-License-Identifier: MIT
#include "actors/ledger/statement/journal.hpp"

#include "actors/ledger/statement/statement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace tracker {

namespace {

constexpr const char* fees_account = "expenses:polymarket:fees";
constexpr const char* trading_account = "income:polymarket:trading";
constexpr const char* rebates_account = "income:polymarket:rebates";

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         c == '-' || c == '_' || c == '.';
}

/// Untrusted text without the characters that mean something in a journal.
std::string plain(std::string_view text) {
  std::string result{text};
  std::replace_if(
      result.begin(), result.end(), [](char c) { return !is_plain(c); }, '_');
  return result;
}

/// `main`, or `main_1-abcdef` where the name had to be changed; without a name the
/// masked address.
std::string wallet_word(const watched_wallet& wallet) {
  constexpr std::size_t shown = 6;
  const auto& address = wallet.address;
  const auto tail =
      plain(address.substr(address.size() - std::min(shown, address.size())));
  if (wallet.name.empty())
    return address.empty() ? "none" : plain(address.substr(0, 10)) + "-" + tail;
  const auto word = plain(wallet.name);
  return word == wallet.name ? word : word + "-" + tail;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

std::string asset_account(const watched_wallet& wallet) {
  return "assets:polymarket:" + wallet_word(wallet);
}

std::string first_line(calendar_day day, char mark, const std::string& text) {
  return fmt::format("\n{} {} {}\n", format_day(day), mark, text);
}

std::string posting(const std::string& account, usdc amount) {
  return fmt::format("    {:<40}  {:>20} USDC\n", account, to_string(amount));
}

} // namespace

std::string journal_writer::begin(const std::string& program) const {
  return fmt::format("; Written by {}; days are those of {}.\n"
                     "; One transaction for each traded window and wallet, one for each "
                     "day's rewards of a type.\n"
                     "commodity 1000.000000 USDC\n",
                     program, zone_.name());
}

std::string journal_writer::declare(const std::string& account) {
  return declared_.insert(account).second ? fmt::format("\naccount {}\n", account)
                                          : std::string{};
}

void journal_writer::add(const account_row& row) {
  const auto type = lower(plain(reward_type(row)));
  auto& sum = rewards_[{day_of(row.time, zone_), row.wallet.address, type}];
  sum.wallet = row.wallet;
  sum.type = type;
  sum.cash += row.cash;
}

/// Rewards of the days up to `day`.
std::string journal_writer::rewards_until(calendar_day day) {
  std::string text;
  while (!rewards_.empty() && std::get<0>(rewards_.begin()->first) <= day) {
    const auto [key, sum] = *rewards_.begin();
    rewards_.erase(rewards_.begin());
    const auto asset = asset_account(sum.wallet);
    const auto income = "income:polymarket:rewards:" + sum.type;
    text += declare(asset) + declare(income);
    text += first_line(std::get<0>(key), '*', sum.type);
    text += posting(asset, sum.cash) + posting(income, -sum.cash);
    rewards_total_ += sum.cash;
  }
  return text;
}

std::string journal_writer::add(const grade& graded) {
  const auto& figures = graded.figures;
  sums_.add(graded);
  const bool traded = figures.kind != trade_kind::none;
  if (!graded.winner || (!traded && figures.rebates == usdc{}))
    return {};
  const auto day = day_of(graded.window.end - timespan{1}, zone_);
  auto text = rewards_until(day);
  const auto asset = asset_account(graded.wallet);
  const auto net = traded ? figures.pnl : usdc{};
  text += declare(asset) + declare(fees_account) + declare(trading_account);
  if (figures.rebates != usdc{})
    text += declare(rebates_account);
  text += first_line(day, is_settled(graded.status) ? '*' : '!',
                     fmt::format("{}  ; outcome:{}, type:{}, status:{}",
                                 plain(graded.window.slug), to_string(*graded.winner),
                                 to_string(figures.kind), to_string(graded.status)));
  text += posting(asset, net + figures.rebates);
  if (figures.fees != usdc{})
    text += posting(fees_account, figures.fees);
  text += posting(trading_account, -(net + figures.fees));
  if (figures.rebates != usdc{})
    text += posting(rebates_account, -figures.rebates);
  return text;
}

std::string journal_writer::end() {
  auto text = rewards_until(calendar_day::max());
  text += fmt::format("\n; Net P/L {}, fees {}, rebates {}, rewards {}, all in USDC.\n",
                      to_string(sums_.net.pnl), to_string(sums_.fees()),
                      to_string(sums_.rebates), to_string(rewards_total_));
  if (sums_.open > 0)
    text +=
        fmt::format("; {} traded windows without a winner are left out.\n", sums_.open);
  return text;
}

} // namespace tracker
