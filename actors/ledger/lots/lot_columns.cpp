// SPDX-License-Identifier: MIT
#include "actors/ledger/lots/lot_columns.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

namespace tracker {

namespace {

using namespace cells;

/// An amount that only a disposed lot has.
report_cell outcome_amount(const token_lot& lot, usdc value) {
  return lot.disposed ? amount(value) : none();
}

const char* name_of(outcome side) {
  return side == outcome::up ? "UP" : "DOWN";
}

usdc fees_of(const std::vector<token_lot>& lots) {
  return std::accumulate(lots.begin(), lots.end(), usdc{},
                         [](usdc sum, const token_lot& lot) { return sum + lot.fee; });
}

/// Lists the lots of one grade after the other.
class lot_list {
public:
  lot_list(report_source& source, lot_choice choice,
           const std::function<void(const lot_row&)>& visit)
      : source_{source}, choice_{choice}, visit_{visit} {}

  const std::optional<ledger_error>& failure() const { return failure_; }
  const summed_windows& summed() const { return summed_; }

  void add(const grade& graded) {
    const bool is_chosen = graded.winner.has_value() == (choice_ == lot_choice::graded);
    if (failure_ || !is_chosen || graded.figures.kind == trade_kind::none ||
        !read(graded.window.slug))
      return;
    const auto settled_at = graded.resolved_at.value_or(graded.window.end);
    std::vector<activity_event> events;
    if (window_ && window_->in)
      std::copy_if(window_->events.begin(), window_->events.end(),
                   std::back_inserter(events), [&](const activity_event& event) {
                     return event.wallet == graded.wallet.address;
                   });
    const auto lots = events.empty()
                          ? window_lots{}
                          : match_lots(*window_->in, events, graded.winner, settled_at);
    const auto& figures = graded.figures;
    const bool explains =
        !events.empty() && (!graded.winner || (lots.gain() == figures.pnl &&
                                               fees_of(lots.closed) == figures.fees));
    if (!explains) {
      ++(events.empty() ? summed_.without_events : summed_.different);
      if (graded.winner)
        visit(graded, summed_lot(figures, graded.window, settled_at));
      return;
    }
    for (const auto* group : {&lots.closed, &lots.open})
      for (const auto& lot : *group)
        visit(graded, lot);
  }

private:
  /// The grades of a window come together.
  bool read(const std::string& slug) {
    if (slug == slug_)
      return true;
    auto found = source_.find(slug);
    if (auto* error = std::get_if<ledger_error>(&found)) {
      failure_ = std::move(*error);
      return false;
    }
    slug_ = slug;
    window_ = std::get<std::optional<remembered_window>>(std::move(found));
    return true;
  }

  void visit(const grade& graded, const token_lot& lot) {
    std::string token;
    if (lot.side && window_ && window_->in)
      token = *lot.side == outcome::up ? window_->in->up_token : window_->in->down_token;
    visit_({lot, graded.window, graded.series, graded.wallet, graded.status, token});
  }

  report_source& source_;
  lot_choice choice_;
  const std::function<void(const lot_row&)>& visit_;
  std::optional<ledger_error> failure_;
  summed_windows summed_;
  std::string slug_;
  std::optional<remembered_window> window_;
};

} // namespace

report_columns<lot_row> lot_columns() {
  using row = lot_row;
  return {
      {"date_acquired", [](const row& each) { return time(each.lot.acquired); }},
      {"date_sold", [](const row& each) { return time(each.lot.disposed); }},
      {"proceeds",
       [](const row& each) { return outcome_amount(each.lot, each.lot.proceeds); }},
      {"basis", [](const row& each) { return amount(each.lot.basis); }},
      {"fee", [](const row& each) { return amount(each.lot.fee); }},
      {"gain", [](const row& each) { return outcome_amount(each.lot, each.lot.gain()); }},
      {"quantity", [](const row& each) { return amount(each.lot.size); }},
      {"outcome",
       [](const row& each) {
         return word(each.lot.side ? name_of(*each.lot.side) : "");
       }},
      {"token", [](const row& each) { return word(each.token); }},
      {"slug", [](const row& each) { return text(each.traded.slug); }},
      {"series", [](const row& each) { return text(each.series); }},
      {"wallet", [](const row& each) { return text(each.wallet.address); }},
      {"wallet_name", [](const row& each) { return text(each.wallet.name); }},
      {"acquired_by", [](const row& each) { return text(to_string(each.lot.origin)); }},
      {"sold_by", [](const row& each) { return word(to_string(each.lot.exit)); }},
      {"status", [](const row& each) { return text(to_string(each.status)); }},
  };
}

std::variant<summed_windows, ledger_error>
each_lot(report_source& source, const report_filter& filter, lot_choice choice,
         const std::function<void(const lot_row&)>& visit) {
  lot_list list{source, choice, visit};
  if (auto error =
          source.each_grade(filter, [&](const grade_row& row) { list.add(row.graded); }))
    return std::move(*error);
  if (list.failure())
    return *list.failure();
  return list.summed();
}

} // namespace tracker
