// SPDX-License-Identifier: MIT
// A statement as one HTML file to print.
#pragma once

#include "actors/ledger/statement/statement.hpp"

#include <string>
#include <vector>

namespace tracker {

/// What the page says besides its figures. Texts may be untrusted: they are escaped.
struct statement_heading {
  /// `2026-11` or `2026`.
  std::string period;
  /// Whose days they are.
  std::string zone;
  /// When the statement was made, as a local time.
  std::string made_at;
  /// False: the period is not over.
  bool complete = true;
  /// `wallet main`: what the rows were filtered by.
  std::vector<std::string> filters;
  /// Lines about the coverage of the period.
  std::vector<std::string> coverage;
  /// Lines about the UTC days of the period beside the platform's figures.
  std::vector<std::string> proofs{};
  std::string program;
};

/// The page: no script, no font, no external resource, its own style, light on paper.
std::string draw_statement(const statement_heading& heading,
                           const statement_figures& figures);

} // namespace tracker
