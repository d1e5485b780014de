// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_layout.hpp"

#include "tests/support/catch.hpp"

#include <rapidcheck.h>

using namespace tracker;

TEST_CASE("layout: the width of a text in columns of a terminal") {
  struct row {
    const char* text;
    std::size_t width;
  };
  const row rows[] = {
      {"", 0},
      {"abc", 3},
      {"✓✗⚠—", 4},
      {"0x…ab", 5},
      {"né", 2},
      {"ne\u0301", 2},
      {"財布", 4},
      {"\U0001F4B0", 2},
      {"кошелёк", 7},
      {"a\xff"
       "b",
       3},
      {"\xe2\x82", 2},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(display_width(row.text) == row.width);
  }
}

TEST_CASE("layout: columns line up, blanks stay inside, empty columns are left out") {
  using enum alignment;
  CHECK(layout_table({{"Name", left}, {"Void", left}, {"P/L", right}, {"Why", left}},
                     {{{"財布"}, {""}, {"+$1.00"}, {""}},
                      {{"main wallet"}, {""}, {"-$10.00"}, {"late"}}},
                     false) == std::vector<std::string>{
                                   "Name             P/L  Why",
                                   "財布          +$1.00",
                                   "main wallet  -$10.00  late",
                               });
  CHECK(layout_table({{"A", left}, {"B", left, false}, {"C", left}},
                     {{{"1"}, {"2"}, {"3"}}},
                     false) == std::vector<std::string>{"A  C", "1  3"});
}

TEST_CASE("layout: right-aligned cells end in the same column", "[properties]") {
  CHECK(rc::check([] {
    std::vector<std::vector<table_cell>> rows(*rc::gen::inRange<std::size_t>(1, 10));
    for (auto& row : rows)
      for (int i = 0; i < 2; ++i)
        row.push_back(
            {*rc::gen::element<std::string>("", "x", "—✓", "財布", "long text") + 'x'});
    using enum alignment;
    const auto lines = layout_table({{"a", left}, {"b", right}}, rows, false);
    for (const auto& line : lines)
      RC_ASSERT(display_width(line) == display_width(lines.front()));
  }));
}
