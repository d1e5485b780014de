// SPDX-License-Identifier: MIT
#include "actors/web/page/page_sections.hpp"

#include "actors/ledger/report/totals_text.hpp"
#include "actors/text/escaped_text.hpp"
#include "actors/text/time_text.hpp"
#include "actors/web/page/html.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tracker {

namespace {

/// `31 W 12 L`, with even and void counts where there are some.
std::string score_words(const score& sums) {
  auto text =
      fmt::format("{} W {} L", format_count(sums.wins), format_count(sums.losses));
  if (sums.even > 0)
    text += fmt::format(" {} even", format_count(sums.even));
  if (sums.voided > 0)
    text += fmt::format(" {} void", format_count(sums.voided));
  return text;
}

/// A card: `value` and `notes` are HTML.
std::string card(std::string_view title, const std::string& value,
                 const std::string& notes) {
  return element("div", {{"class", "card"}},
                 text_element("h3", {}, title) +
                     element("p", {{"class", "value"}}, value) + notes);
}

/// A line of text below a card's value.
std::string note(std::string_view text) {
  return text_element("p", {{"class", "note"}}, text);
}

std::string windows_word(std::int64_t count) {
  return count == 1 ? "window" : "windows";
}

std::string provisional_note(const totals& unsettled) {
  if (unsettled.provisional == 0)
    return note("nothing provisional");
  return element("p", {{"class", "note"}},
                 fmt::format("{} provisional ({} {}), apart",
                             money_element(unsettled.net.pnl),
                             format_count(unsettled.provisional),
                             windows_word(unsettled.provisional)));
}

std::string today_card(const span_figures& today) {
  return card("Today", money_element(today.settled.net.pnl),
              provisional_note(today.unsettled));
}

std::string windows_card(const page_figures& figures) {
  const auto all = figures.today.all();
  const auto& net = all.net;
  if (all.traded == 0)
    return card("Windows today", escape_markup("none traded"),
                note(fmt::format("0 windows traded of {} watched",
                                 format_count(figures.coverage_today.watched))));
  if (net.wins + net.losses + net.even + net.voided == 0)
    return card("Windows today", escape_markup("none graded yet"),
                note(fmt::format("{} open", format_count(all.open))));
  std::string hover = "no win and no loss yet";
  if (const auto interval = interval_of(net))
    hover = fmt::format("win rate {}, 95 % sure: {}.{} to {}.{} %", format_win_rate(net),
                        interval->low / 10, interval->low % 10, interval->high / 10,
                        interval->high % 10);
  const auto value =
      text_element("span", {{"title", hover}},
                   fmt::format("{} ({})", score_words({net.wins, net.losses, 0, 0, {}}),
                               format_win_rate(net)));
  return card("Windows today", value,
              note(fmt::format("{} even · {} void · {} open", format_count(net.even),
                               format_count(net.voided), format_count(all.open))));
}

std::string rebates_card(const rebate_sums& sums) {
  const auto line = [](const char* name, usdc amount) {
    return fmt::format("{} {}", name, money_text(amount));
  };
  return card("Rebates and rewards today", money_element(sums.all()),
              note(line("of windows", sums.of_windows) + " · " +
                   line("account rebates", sums.account_rebates) + " · " +
                   line("rewards", sums.account_rewards)));
}

std::string fees_card(const totals& all) {
  return card(
      "Fees today",
      text_element("data",
                   {{"value", to_string(all.fees())}, {"title", to_string(all.fees())}},
                   with_minus_sign(format_dollars(all.fees()))),
      note(fmt::format("observed {} · modelled {}",
                       with_minus_sign(format_dollars(all.fees_observed)),
                       with_minus_sign(format_dollars(all.fees_modelled)))));
}

struct span_line {
  const char* name;
  const char* hover;
  usdc settled;
  totals unsettled;
  std::optional<std::int64_t> return_on_cost;
  std::optional<usdc> drawdown_now;
  std::optional<usdc> drawdown_max;
};

std::string span_row(const span_line& line) {
  std::vector<std::string> notes;
  if (line.unsettled.provisional > 0)
    notes.push_back(money_text(line.unsettled.net.pnl) + " provisional");
  if (line.return_on_cost)
    notes.push_back("ROI " + percent_of_hundredths(*line.return_on_cost));
  if (line.drawdown_now)
    notes.push_back(fmt::format("drawdown {} now, {} at most",
                                format_dollars(*line.drawdown_now),
                                format_dollars(line.drawdown_max.value_or(usdc{}))));
  return element(
      "p", {{"class", "span"}},
      text_element("b", {{"title", line.hover}}, line.name) + ' ' +
          money_element(line.settled) + ' ' +
          text_element("small", {}, fmt::format("{}", fmt::join(notes, " · "))));
}

std::string span_row(const char* name, const char* hover, const span_figures& figures) {
  return span_row({name, hover, figures.settled.net.pnl, figures.unsettled,
                   figures.money.return_on_cost(), figures.drawdown_now,
                   figures.drawdown_amount()});
}

std::string spans_card(const page_view& view) {
  auto rows = span_row("7 days", "as report --from=7d", view.figures.week) +
              span_row("30 days", "as report --from=30d", view.figures.month);
  // The sums of the whole ledger follow the grades a moment later.
  const auto& whole = view.whole;
  if (whole && whole->settled.traded >= view.figures.month.settled.traded)
    rows += span_row({"all", "as report --all --by=day", whole->settled.net.pnl,
                      whole->unsettled, whole->return_on_cost, whole->drawdown_now,
                      whole->drawdown_max});
  else
    rows += element("p", {{"class", "span"}},
                    text_element("b", {}, "all") + ' ' +
                        text_element("small", {}, "being added up; shown in a moment"));
  return element("div", {{"class", "card wide"}},
                 text_element("h3", {}, "Longer spans, settled") + rows);
}

std::string wallet_links(const page_view& view) {
  const auto chosen = value_of(view.selection.query, "wallet").value_or("");
  const auto link = [&](const std::string& label, const std::string& wallet) {
    auto query = view.selection.query;
    query.erase("before");
    query.erase("wallet");
    if (!wallet.empty())
      query["wallet"] = wallet;
    const auto address = address_of(query);
    return wallet == chosen
               ? text_element("a", {{"href", address}, {"aria-current", "page"}}, label)
               : text_element("a", {{"href", address}}, label);
  };
  if (view.wallets.empty())
    return text_element("span", {}, "no wallet");
  if (view.wallets.size() == 1)
    return text_element("span", {}, display_name(view.wallets.front()));
  auto links = link("all wallets", "");
  std::size_t left_out = 0;
  for (std::size_t i = 0; i < view.wallets.size(); ++i) {
    const auto name = display_name(view.wallets[i]);
    if (i < most_separate_wallets || name == chosen)
      links += ' ' + link(name, name);
    else
      ++left_out;
  }
  if (left_out > 0)
    links += ' ' +
             text_element("span", {}, fmt::format("and {} more: ?wallet=NAME", left_out));
  return element("nav", {{"aria-label", "wallet"}}, links);
}

std::string coverage_text(const coverage_summary& covered) {
  const auto known = covered.watched + covered.backfilled;
  const auto text =
      fmt::format("{} of {}", format_count(known), format_count(covered.windows()));
  if (known == covered.windows())
    return text_element("span", {{"id", "coverage"}}, "coverage today " + text);
  return element(
      "a", {{"id", "coverage"}, {"class", "bad"}, {"href", "#attention"}},
      escape_markup(fmt::format(
          "coverage today {}, {} missed{}", text, format_count(covered.missed),
          covered.unsupported > 0 ? fmt::format(", {} unsupported", covered.unsupported)
                                  : std::string{})));
}

/// Whether the activity of a wallet was never read since the start.
bool lacks_activity(const page_strip& strip) {
  return std::any_of(
      strip.checks.begin(), strip.checks.end(), [](const health_check& check) {
        return check.status == health_status::fail && check.age < timespan{} &&
               check.name.starts_with("activity");
      });
}

std::string books_text(const page_strip& strip,
                       const std::vector<attention_item>& attention) {
  const auto open =
      std::count_if(attention.begin(), attention.end(), [](const attention_item& item) {
        return item.kind == attention_kind::unexplained;
      });
  if (open == 0 && lacks_activity(strip))
    return text_element("span", {{"id", "books"}, {"class", "warn"}},
                        "books as of the last run");
  if (open == 0)
    return text_element("span", {{"id", "books"}}, "books closed to the cent");
  return text_element("a", {{"id", "books"}, {"class", "bad"}, {"href", "#attention"}},
                      fmt::format("books open, {} unexplained", open));
}

/// `platform 12 s behind`; empty while it is not known.
std::string lag_text(const page_strip& strip) {
  if (!strip.platform_lag)
    return {};
  const auto whole_seconds =
      std::chrono::ceil<std::chrono::seconds>(*strip.platform_lag).count();
  // As the tracker's own readiness does.
  constexpr std::int64_t longest = 60;
  const auto text = fmt::format("platform {} s behind", whole_seconds);
  if (whole_seconds <= longest)
    return text_element("span", {{"id", "lag"}}, text) + ' ';
  return text_element("span", {{"id", "lag"}, {"class", "warn"}}, text) + ' ';
}

std::string clock_text(timestamp now, const date::time_zone& zone) {
  const auto local = format_local_second(now, zone);
  auto text =
      text_element("time", {{"id", "clock"}, {"datetime", format_utc(now)}}, local);
  // Where the zone is UTC, the same time is not shown twice.
  return local.ends_with(" UTC")
             ? text + ' ' +
                   text_element("small", {{"id", "utc"}, {"hidden", ""}}, format_utc(now))
             : text + ' ' + text_element("small", {{"id", "utc"}}, format_utc(now));
}

std::string attention_row(const attention_item& item, const page_view& view) {
  const auto* severity = to_string(severity_of(item.kind));
  auto about = item.slug.empty() ? std::string{} : explain_link(item.slug, item.wallet);
  if (!item.wallet.address.empty() && view.wallets.size() > 1)
    about += ' ' + text_element("small", {}, display_name(item.wallet));
  return element(
      "li", {{"class", severity}, {"tabindex", "-1"}},
      text_element("b", {}, fmt::format("{}: {}", severity, to_string(item.kind))) + ' ' +
          text_element("time", {{"datetime", format_utc(item.time)}},
                       format_local_minute(item.time, view.zone)) +
          ' ' + about + ' ' + text_element("span", {}, with_minus_sign(item.text)));
}

} // namespace

std::string state_mark(const page_strip& strip) {
  const auto state = state_of(strip);
  return element("span",
                 {{"id", "state"}, {"class", state.tone}, {"aria-live", "polite"}},
                 text_element("span", {{"id", "dot"}, {"aria-hidden", "true"}}, "●") +
                     ' ' + text_element("span", {{"id", "state-text"}}, state.text));
}

std::string mode_mark(const page_strip& strip) {
  if (strip.mode == "live")
    return text_element(
        "span", {{"class", "version"}},
        fmt::format("tracker {} · live{}", strip.version,
                    strip.of_fleet ? " · all trackers of the fleet" : ""));
  return text_element("strong", {{"class", "mode"}}, strip.mode) + ' ' +
         text_element("span", {{"class", "version"}},
                      fmt::format("tracker {}", strip.version));
}

std::string strip_section(const page_view& view) {
  const auto& strip = view.strip;
  return element(
      "header", {{"id", "strip"}},
      state_mark(strip) + ' ' + mode_mark(strip) + ' ' + wallet_links(view) + ' ' +
          coverage_text(view.figures.coverage_today) + ' ' +
          books_text(strip, view.attention) + ' ' + lag_text(strip) +
          element("span", {{"class", "clock"}}, clock_text(strip.now, view.zone)) + ' ' +
          element("span", {{"class", "tools"}, {"id", "tools"}, {"hidden", ""}},
                  "<button id=\"theme\" type=\"button\">light or dark</button>"
                  "<button id=\"keys\" type=\"button\">? keys</button>"));
}

std::string problem_section(const page_strip& strip) {
  std::string items;
  for (const auto& problem : strip_problems(strip))
    items += text_element("li", {}, problem);
  return element("ul", {{"id", "problems"}, {"aria-label", "problems"}}, items);
}

std::string advice_section(const page_view& view) {
  if (view.wallets.empty())
    return element("aside", {{"id", "advice"}},
                   "<p>No wallet is set, so nothing can be graded but the windows "
                   "themselves. Two commands set one:</p><pre>echo 'WALLET_ADDRESS=0x…' "
                   "&gt;&gt; ~/.env\nmain/run</pre><p>The address is the one that holds "
                   "your positions: it is on your profile page of the platform.</p>");
  const auto month = view.figures.month.all();
  const bool has_whole =
      view.whole && (view.whole->settled.traded > 0 || view.whole->unsettled.traded > 0);
  if (month.traded > 0 || has_whole || !view.live.empty() || lacks_activity(view.strip))
    return "<aside id=\"advice\" hidden></aside>";
  return element("aside", {{"id", "advice"}},
                 "<p>No trade of this address in the last 30 days. If it is your "
                 "<em>signing</em> address, take the one on your profile page: it holds "
                 "the positions.</p>");
}

std::string platform_card(const proof_summary& proofs) {
  const auto* title = "Platform says";
  const auto summary = note(summary_text(proofs));
  if (proofs.compared() == 0)
    return card(title, escape_markup("not available"),
                proofs.open > 0 ? summary : note("no finished day is compared yet"));
  if (proofs.differ == 0)
    return card(title,
                text_element(
                    "span", {{"class", proofs.open + proofs.near == 0 ? "good" : "warn"}},
                    proofs.near == 0 ? "difference 0.00" : "no difference found"),
                summary);
  const auto value = proofs.amount == usdc{} ? std::to_string(proofs.fills) + " fills"
                                             : format_dollars(proofs.amount);
  return card(title,
              text_element("a",
                           {{"class", "bad"},
                            {"href", "#attention"},
                            {"title", with_minus_sign(proofs.first_text)}},
                           "difference " + value),
              summary);
}

std::string money_section(const page_view& view) {
  const auto& figures = view.figures;
  return element("section", {{"id", "money"}, {"aria-label", "money"}},
                 text_element("h2", {}, "Did I earn?") +
                     element("div", {{"class", "cards"}},
                             today_card(figures.today) + windows_card(figures) +
                                 rebates_card(figures.rebates_today) +
                                 fees_card(figures.today.all()) +
                                 platform_card(figures.proofs) + spans_card(view)));
}

std::string attention_section(const page_view& view) {
  constexpr std::size_t most = 100;
  std::string items;
  for (std::size_t i = 0; i < view.attention.size() && i < most; ++i)
    items += attention_row(view.attention[i], view);
  if (view.attention.size() > most)
    items += text_element("li", {}, fmt::format("{} more", view.attention.size() - most));
  const auto& strip = view.strip;
  const bool is_troubled = std::any_of(
      strip.checks.begin(), strip.checks.end(),
      [](const health_check& check) { return check.status == health_status::fail; });
  if (items.empty())
    items = is_troubled && !strip.ended
                ? text_element("li", {{"class", "warn"}},
                               "nothing in the ledger needs you; the problems at the "
                               "top of the page do")
                : text_element("li", {{"class", "good"}}, "nothing needs you");
  return element("section", {{"id", "attention"}, {"aria-label", "attention"}},
                 text_element("h2", {}, "What went wrong?") +
                     element("ul", {{"class", "rows"}}, items));
}

std::string plot_section(const page_view& view) {
  const auto& month = view.figures.month;
  // The fragment changes with the figures, so that an open page asks for a new picture.
  const auto part = fmt::format("#{}-{}-{}", month.settled.net.pnl.micros(),
                                month.unsettled.net.pnl.micros(), month.all().traded);
  const auto given = value_of(view.selection.query, "wallet");
  const auto wallet = given ? "&wallet=" + query_text(*given) : std::string{};
  const auto picture = [&](const std::string& name, const char* text) {
    return open_tag("img", {{"src", "/plot/" + name + ".svg?from=30d" + wallet + part},
                            {"alt", text}});
  };
  auto pictures = picture("equity", "The equity curve of the last 30 days");
  if (month.all().net.count() > 0)
    pictures += picture("calendar", "P/L of each of the last 30 days") +
                picture("hours", "P/L a window by hour and weekday, last 30 days") +
                picture("spread", "How the P/L of the windows of 30 days is spread");
  return element("section", {{"id", "plots"}, {"aria-label", "plots"}},
                 text_element("h2", {}, "Is the strategy good?") +
                     element("div", {{"class", "pictures"}}, pictures));
}

} // namespace tracker
