// SPDX-License-Identifier: MIT
#include "actors/ledger/lots/lots.hpp"

#include "actors/window/grade/accounting.hpp"
#include "actors/window/grade/fees.hpp"
#include "messages/money.hpp"

#include <algorithm>
#include <deque>
#include <numeric>

namespace tracker {

namespace {

/// `amount * part / whole`, rounded toward zero; all of it when `part` is `whole`.
template <class Amount, class Part>
micro<Amount> part_of(micro<Amount> amount, micro<Part> part, micro<Part> whole) {
  if (part == whole)
    return amount;
  return micro<Amount>::from_micros(static_cast<std::int64_t>(
      static_cast<wide_integer>(amount.micros()) * part.micros() / whole.micros()));
}

/// The acquired tokens of one outcome, the oldest first.
class token_queue {
public:
  void add(const token_lot& acquired) { lots_.push_back(acquired); }

  /// Removes the oldest `size` tokens. Tokens beyond those acquired are of unknown
  /// origin.
  std::vector<token_lot> take(shares size) {
    std::vector<token_lot> taken;
    while (!lots_.empty() && (size > shares{} || lots_.front().size == shares{})) {
      taken.push_back(take_front(std::min(size, lots_.front().size)));
      size -= taken.back().size;
    }
    if (size > shares{}) {
      token_lot missing;
      missing.origin = lot_origin::unknown;
      missing.size = size;
      taken.push_back(missing);
    }
    return taken;
  }

  const std::deque<token_lot>& rest() const { return lots_; }

private:
  token_lot take_front(shares size) {
    auto& front = lots_.front();
    auto taken = front;
    taken.size = size;
    taken.basis = part_of(front.basis, size, front.size);
    taken.fee = part_of(front.fee, size, front.size);
    front.size -= size;
    front.basis -= taken.basis;
    front.fee -= taken.fee;
    if (front.size == shares{})
      lots_.pop_front();
    return taken;
  }

  std::deque<token_lot> lots_;
};

/// What removes tokens of one side.
struct disposal {
  outcome side = outcome::up;
  lot_exit exit = lot_exit::sale;
  timestamp time{};
  shares size;
  usdc proceeds;
  usdc fee;
};

usdc half_of(usdc amount) {
  return usdc::from_micros(amount.micros() / 2);
}

/// The books of a window: acquisitions and disposals of both sides.
class lot_matcher {
public:
  lot_matcher(const market& details, const std::vector<activity_event>& events,
              std::optional<settlement> winner)
      : details_{details}, figures_{account(details, details.fees, events, winner)} {
    // Rows of the same second come in any order.
    auto sorted = events;
    std::stable_sort(
        sorted.begin(), sorted.end(),
        [](const auto& left, const auto& right) { return left.time < right.time; });
    for (const auto& event : sorted)
      if (event.condition_id == details.condition_id)
        add(event);
    redeem_whole();
    std::stable_sort(
        disposals_.begin(), disposals_.end(),
        [](const auto& left, const auto& right) { return left.time < right.time; });
  }

  window_lots match(std::optional<settlement> winner, timestamp settled_at) {
    window_lots result;
    if (winner)
      for (const auto side : {outcome::up, outcome::down})
        disposals_.push_back({side, lot_exit::settlement, settled_at,
                              figures_of(side).held, figures_of(side).value, usdc{}});
    for (const auto& each : disposals_)
      dispose(each, result.closed);
    for (const auto* queue : {&up_, &down_})
      result.open.insert(result.open.end(), queue->rest().begin(), queue->rest().end());
    return result;
  }

private:
  /// What rows that name their outcome redeemed of one side.
  struct named_sums {
    shares size;
    usdc cash;
  };

  token_queue& queue_of(outcome side) { return side == outcome::up ? up_ : down_; }
  const side_figures& figures_of(outcome side) const {
    return side == outcome::up ? figures_.up : figures_.down;
  }
  named_sums& named_of(outcome side) {
    return side == outcome::up ? named_up_ : named_down_;
  }

  std::optional<outcome> side_of(const activity_event& event) const {
    if (event.asset == details_.up_token)
      return outcome::up;
    if (event.asset == details_.down_token)
      return outcome::down;
    return std::nullopt;
  }

  void add(const activity_event& event) {
    switch (event.type) {
    case activity_type::buy:
    case activity_type::sell:
      if (const auto side = side_of(event))
        add_fill(event, *side);
      break;
    case activity_type::split:
      acquire(outcome::up, lot_origin::split, event, half_of(event.cash), {});
      acquire(outcome::down, lot_origin::split, event, event.cash - half_of(event.cash),
              {});
      break;
    case activity_type::merge:
      disposals_.push_back({outcome::up, lot_exit::merge, event.time, event.size,
                            half_of(event.cash), usdc{}});
      disposals_.push_back({outcome::down, lot_exit::merge, event.time, event.size,
                            event.cash - half_of(event.cash), usdc{}});
      break;
    case activity_type::redeem:
      add_redemption(event);
      break;
    default:
      break;
    }
  }

  void add_fill(const activity_event& event, outcome side) {
    const auto fee = fee_of(event, details_).fee;
    if (event.type == activity_type::buy)
      acquire(side, lot_origin::buy, event, event.cash - fee, fee);
    else
      disposals_.push_back(
          {side, lot_exit::sale, event.time, event.size, event.cash + fee, fee});
  }

  void acquire(outcome side, lot_origin origin, const activity_event& event, usdc basis,
               usdc fee) {
    token_lot lot;
    lot.side = side;
    lot.origin = origin;
    lot.acquired = event.time;
    lot.size = event.size;
    lot.basis = basis;
    lot.fee = fee;
    queue_of(side).add(lot);
  }

  void add_redemption(const activity_event& event) {
    if (event.asset.empty()) {
      if (event.cash != usdc{})
        whole_.push_back(event);
      return;
    }
    const auto side = side_of(event);
    if (!side)
      return;
    named_of(*side).size += event.size;
    named_of(*side).cash += event.cash;
    disposals_.push_back(
        {*side, lot_exit::redemption, event.time, event.size, event.cash, usdc{}});
  }

  /// Redemptions without an outcome: the accounting knows which tokens they burned.
  void redeem_whole() {
    for (const auto side : {outcome::up, outcome::down}) {
      auto size = figures_of(side).redeemed - named_of(side).size;
      auto cash = figures_of(side).payout - named_of(side).cash;
      auto paid = std::accumulate(
          whole_.begin(), whole_.end(), usdc{},
          [](usdc sum, const activity_event& event) { return sum + event.cash; });
      for (const auto& event : whole_) {
        // In the proportion of the row's cash to what all such rows paid.
        const auto burned = part_of(size, event.cash, paid);
        const auto received = part_of(cash, event.cash, paid);
        if (burned != shares{} || received != usdc{})
          disposals_.push_back(
              {side, lot_exit::redemption, event.time, burned, received, usdc{}});
        size -= burned;
        cash -= received;
        paid -= event.cash;
      }
    }
  }

  void dispose(const disposal& what, std::vector<token_lot>& closed) {
    auto lots = queue_of(what.side).take(what.size);
    if (lots.empty() && what.proceeds == usdc{} && what.fee == usdc{})
      return;
    if (lots.empty()) {
      lots.emplace_back();
      lots.back().origin = lot_origin::unknown;
    }
    auto size = what.size;
    auto proceeds = what.proceeds;
    auto fee = what.fee;
    for (auto& lot : lots) {
      lot.side = what.side;
      lot.exit = what.exit;
      lot.disposed = what.time;
      lot.proceeds = part_of(proceeds, lot.size, size);
      const auto exit_fee = part_of(fee, lot.size, size);
      lot.fee += exit_fee;
      size -= lot.size;
      proceeds -= lot.proceeds;
      fee -= exit_fee;
      closed.push_back(lot);
    }
  }

  const market& details_;
  const window_figures figures_;
  token_queue up_;
  token_queue down_;
  std::vector<disposal> disposals_;
  std::vector<activity_event> whole_;
  named_sums named_up_;
  named_sums named_down_;
};

} // namespace

const char* to_string(lot_origin origin) {
  switch (origin) {
  case lot_origin::buy:
    return "BUY";
  case lot_origin::split:
    return "SPLIT";
  case lot_origin::unknown:
    return "UNKNOWN";
  case lot_origin::summed:
    return "SUMMED";
  }
  return "?";
}

const char* to_string(lot_exit exit) {
  switch (exit) {
  case lot_exit::held:
    return "";
  case lot_exit::sale:
    return "SELL";
  case lot_exit::merge:
    return "MERGE";
  case lot_exit::redemption:
    return "REDEEM";
  case lot_exit::settlement:
    return "SETTLEMENT";
  case lot_exit::summed:
    return "SUMMED";
  }
  return "?";
}

usdc window_lots::gain() const {
  return std::accumulate(closed.begin(), closed.end(), usdc{},
                         [](usdc sum, const token_lot& lot) { return sum + lot.gain(); });
}

window_lots match_lots(const market& details, const std::vector<activity_event>& events,
                       std::optional<settlement> winner, timestamp settled_at) {
  return lot_matcher{details, events, winner}.match(winner, settled_at);
}

token_lot summed_lot(const window_figures& figures, const window& window,
                     timestamp settled_at) {
  token_lot result;
  result.origin = lot_origin::summed;
  result.exit = lot_exit::summed;
  result.acquired = std::min(figures.up.first_bought.value_or(window.end),
                             figures.down.first_bought.value_or(window.end));
  result.disposed = settled_at;
  result.size = figures.up.bought + figures.down.bought + figures.split + figures.split;
  result.proceeds = figures.proceeds + figures.payout + figures.value;
  result.basis = figures.cost - figures.fees;
  result.fee = figures.fees;
  return result;
}

} // namespace tracker
