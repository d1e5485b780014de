// SPDX-License-Identifier: MIT
#pragma once

#include "actors/backfill/span_work.hpp"
#include "actors/ledger/report/report_query.hpp"
#include "main/commands/cli_backfill.hpp"
#include "messages/control.hpp"

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <variant>

namespace tracker {

/// What `backfill` is asked for; both by `parse_when`. Behind `--from` a day means its
/// first instant, and behind `--to` its end; nothing that is still to come is in it.
std::variant<window_span, option_fault> parse_backfill_span(const backfill_options& words,
                                                            timestamp now,
                                                            const date::time_zone& zone);

/// Grades a span and tells `heard` how far it is; returns its exit code (`run_backfill`).
using backfill_run = std::function<int(
    const window_span&, const std::function<void(const span_progress&)>& heard)>;

/// Runs the backfill of so many series with its progress on `out`: one line that is
/// written over on a `terminal`, a line every few seconds elsewhere; at the end what was
/// left and why.
///
/// Exit code 0: every window of the span is settled. 1: some are left, also where one
/// signal stopped it before its end. Another: that of `run`, which has said why.
int backfill_command(const window_span& span, const backfill_run& run, std::size_t series,
                     bool terminal, std::ostream& out);

} // namespace tracker
