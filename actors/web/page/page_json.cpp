// SPDX-License-Identifier: MIT
#include "actors/web/page/page_json.hpp"

#include "actors/ledger/report/report_columns.hpp"
#include "actors/ledger/report/report_encoder.hpp"
#include "actors/text/escaped_text.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>

namespace tracker {

namespace {

/// The members of an object, in order.
class object_writer {
public:
  object_writer& text(const char* name, std::string value) {
    return add(name, {std::move(value), cell_kind::text});
  }
  object_writer& number(const char* name, std::int64_t value) {
    return add(name, {std::to_string(value), cell_kind::number});
  }
  object_writer& time(const char* name, const std::optional<timestamp>& value) {
    return value ? add(name, {format_utc(*value), cell_kind::time}) : null(name);
  }
  object_writer& number(const char* name, const std::optional<std::int64_t>& value) {
    return value ? number(name, *value) : null(name);
  }
  template <class Tag>
  object_writer& amount(const char* name, micro<Tag> value) {
    return add(name, {to_string(value), cell_kind::decimal});
  }
  template <class Tag>
  object_writer& amount(const char* name, const std::optional<micro<Tag>>& value) {
    return value ? amount(name, *value) : null(name);
  }
  /// Hundredths of a percent as a share of one: `0.120100`.
  object_writer& share(const char* name, const std::optional<std::int64_t>& hundredths) {
    return hundredths ? add(name, {format_micros(*hundredths * 100), cell_kind::decimal})
                      : null(name);
  }
  /// A value that is JSON already: written as a number is, without quotes.
  object_writer& json(const char* name, std::string value) {
    return add(name, {std::move(value), cell_kind::number});
  }
  std::string finish() const { return json_object(names_, cells_); }

private:
  object_writer& null(const char* name) { return add(name, {"", cell_kind::null}); }
  object_writer& add(const char* name, report_cell cell) {
    names_.emplace_back(name);
    cells_.push_back(std::move(cell));
    return *this;
  }

  std::vector<std::string> names_;
  std::vector<report_cell> cells_;
};

template <class Row, class Write>
std::string array_of(const std::vector<Row>& rows, Write write) {
  std::string result = "[";
  for (const auto& row : rows) {
    result += result.size() == 1 ? "" : ",";
    result += write(row);
  }
  return result + "]";
}

void write_sums(object_writer& object, const totals& settled, const totals& unsettled) {
  auto all = settled;
  all += unsettled;
  object.amount("pnl", all.net.pnl)
      .amount("settled_pnl", settled.net.pnl)
      .amount("provisional_pnl", unsettled.net.pnl)
      .number("traded", all.traded)
      .number("wins", all.net.wins)
      .number("losses", all.net.losses)
      .number("even", all.net.even)
      .number("void", all.net.voided)
      .number("provisional", all.provisional)
      .number("pending", all.pending)
      .number("open", all.open)
      .amount("fees_observed", all.fees_observed)
      .amount("fees_modelled", all.fees_modelled)
      .amount("rebates", all.rebates)
      .amount("volume", all.volume);
}

} // namespace

std::string span_json(page_span span, const span_figures& figures) {
  object_writer object;
  object.text("span", to_string(span));
  write_sums(object, figures.settled, figures.unsettled);
  object.amount("cost", figures.money.cost())
      .share("return_on_cost", figures.money.return_on_cost())
      .amount("drawdown_now", figures.drawdown_now)
      .amount("drawdown_max", figures.drawdown_amount())
      .number("longest_losing_streak", figures.money.longest_losing_streak());
  return object.finish();
}

std::string summary_json(const page_strip& strip, const page_figures& figures,
                         const date::time_zone& zone) {
  const auto& covered = figures.coverage_today;
  const auto coverage = object_writer{}
                            .number("windows", covered.windows())
                            .number("watched", covered.watched)
                            .number("backfilled", covered.backfilled)
                            .number("missed", covered.missed)
                            .number("unsupported", covered.unsupported)
                            .finish();
  const auto& paid = figures.rebates_today;
  const auto rebates = object_writer{}
                           .amount("of_windows", paid.of_windows)
                           .amount("account_rebates", paid.account_rebates)
                           .amount("account_rewards", paid.account_rewards)
                           .finish();
  const auto spans = fmt::format("[{},{},{}]", span_json(page_span::today, figures.today),
                                 span_json(page_span::week, figures.week),
                                 span_json(page_span::month, figures.month));
  return object_writer{}
             .text("state", state_of(strip).text)
             .text("version", strip.version)
             .text("mode", strip.mode)
             .time("time", strip.now)
             .text("timezone", zone.name())
             .json("coverage_today", coverage)
             .json("rebates_today", rebates)
             .json("spans", spans)
             .finish() +
         "\n";
}

std::string attention_json(const std::vector<attention_item>& items) {
  return array_of(items, [](const attention_item& item) {
    return object_writer{}
        .text("kind", to_string(item.kind))
        .text("severity", to_string(severity_of(item.kind)))
        .time("time", item.time)
        .text("slug", item.slug)
        .text("wallet",
              item.wallet.address.empty() ? std::string{} : display_name(item.wallet))
        .text("text", item.text)
        .finish();
  });
}

std::string live_json(const std::vector<live_row>& rows) {
  return array_of(rows, [](const live_row& row) {
    return object_writer{}
        .text("slug", row.window.slug)
        .text("series", row.series)
        .text("wallet", display_name(row.wallet))
        .time("start", row.window.start)
        .time("end", row.window.end)
        .amount("up", row.up)
        .amount("down", row.down)
        .amount("up_entry", row.up_entry)
        .amount("down_entry", row.down_entry)
        .amount("pairs", row.pairs)
        .amount("locked", row.locked)
        .amount("one_sided", row.one_sided)
        .amount("if_up", row.if_up)
        .amount("if_down", row.if_down)
        .number("fills", static_cast<std::int64_t>(row.fills))
        .text("up_role", to_string(row.up_role))
        .text("down_role", to_string(row.down_role))
        .finish();
  });
}

std::string grade_json(const grade& graded) {
  const auto columns = grade_columns();
  return json_object(names_of(columns), cells_of(columns, graded));
}

std::string strip_json(const page_strip& strip) {
  const auto state = state_of(strip);
  return object_writer{}
      .text("state", state.text)
      .text("tone", state.tone)
      .time("now", strip.now)
      .number("problems", static_cast<std::int64_t>(strip_problems(strip).size()))
      .finish();
}

} // namespace tracker
