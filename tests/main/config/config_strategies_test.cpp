// SPDX-License-Identifier: MIT
// tracker.strategies: the values that are read, shown and refused.
#include "main/config/check.hpp"
#include "main/config/setting_table.hpp"
#include "tests/main/config/config_support.hpp"

#include <rapidcheck.h>

#include <fstream>

namespace tracker::test {

namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

std::string configured(const std::string& list) {
  return "[tracker]\nstrategies = " + list + "\n";
}

price cents(std::int64_t count) {
  return price::from_micros(count * 10'000);
}

std::string shown(const std::vector<strategy>& strategies) {
  settings target;
  target.strategies = strategies;
  return to_string(find_setting("tracker.strategies")->field.show(target));
}

/// The example in conf/tracker.conf without its comment marks.
std::string documented_example() {
  std::ifstream file{TRACKER_SOURCE_DIR "/conf/tracker.conf"};
  const std::string mark = ";   ";
  std::string example;
  // The first example of the file.
  for (std::string line; std::getline(file, line) && !line.starts_with("[clock]");)
    if (line.starts_with(mark))
      example += line.substr(mark.size()) + "\n";
  return "[tracker]\n" + example;
}

template <class T>
rc::Gen<closed_range<T>> any_range(rc::Gen<T> values) {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::maybe(values), rc::gen::maybe(values)),
      [](const std::tuple<rc::Maybe<T>, rc::Maybe<T>>& ends) {
        const auto bound_of = [](const rc::Maybe<T>& end) {
          return end ? std::optional<T>{*end} : std::nullopt;
        };
        closed_range<T> range{bound_of(std::get<0>(ends)), bound_of(std::get<1>(ends))};
        if (range.min && range.max && *range.max < *range.min)
          std::swap(range.min, range.max);
        return range;
      });
}

template <class T>
rc::Gen<T> any_micros(std::int64_t min, std::int64_t max) {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(min, max + 1),
                      [](std::int64_t count) { return T::from_micros(count); });
}

strategy any_strategy(std::size_t number) {
  strategy any;
  any.name = "s " + std::to_string(number);
  any.series = *rc::gen::element<std::string>("", "btc-updown-15m");
  any.sides = *rc::gen::element(side_count::any, side_count::one, side_count::both);
  any.entry = *any_range(any_micros<price>(1, 1'000'000));
  any.size = *any_range(any_micros<shares>(0, 1'000'000'000'000'000));
  any.before_end = *any_range(rc::gen::map(rc::gen::inRange(-604'800, 604'801),
                                           [](int count) { return seconds{count}; }));
  return any;
}

} // namespace

TEST_CASE("strategies: every member is read, in the order of the list") {
  const auto read = good(load_text(configured(
      R"([{ name = "late capture", series = "btc-updown-15m", sides = "one",
            min-entry = "0.95", max-entry = "0.999999", min-size = "10",
            max-size = "250.5", min-before-end = -30s, max-before-end = 2min },
          { sides = "both", name = "pairs" }, { name = "rest" }])")));
  const strategy late{"late capture",
                      "btc-updown-15m",
                      side_count::one,
                      {cents(95), price::from_micros(999'999)},
                      {shares::from_micros(10'000'000), shares::from_micros(250'500'000)},
                      {-30s, 120s}};
  CHECK(read.strategies ==
        std::vector<strategy>{late,
                              {"pairs", "", side_count::both, {}, {}, {}},
                              {"rest", "", side_count::any, {}, {}, {}}});
}

TEST_CASE("strategies: check prints the given members in one form") {
  const auto text = check_listing(good(load_text(configured(
      R"([{ max-entry = "0.60", name = "pairs", min-size = "5.0", sides = "both" }])"))));
  CHECK(contains(
      text, R"([{ name = "pairs", sides = "both", max-entry = "0.6", min-size = "5" }])"
            "  file:/etc/t.conf:2\n"));
}

TEST_CASE("strategies: the command line accepts a list too") {
  const auto read = good(load_text("", {{"tracker.strategies", R"([{ name = "a" }])"}}));
  CHECK(read.strategies.size() == 1);
  CHECK(good(load_text(configured(R"([{ name = "a" }])"), {{"tracker.strategies", "[]"}}))
            .strategies.empty());
}

TEST_CASE("strategies: a series may come from any source") {
  const auto eth = configured(R"([{ name = "a", series = "eth-updown-5m" }])");
  CHECK(good(load_text(eth, {{"tracker.series", "eth-updown-5m"}})).strategies.size() ==
        1);
  CHECK(contains(bad(load_text(eth)),
                 "/etc/t.conf:2: tracker.strategies = [{ name = \"a\", series = "
                 "\"eth-updown-5m\" }]: strategy a: series = \"eth-updown-5m\" is not "
                 "watched; allowed: one of tracker.series, or no series"));
}

TEST_CASE("strategies: the example in conf/tracker.conf is a valid one") {
  const auto read = good(load_text(documented_example()));
  REQUIRE(read.strategies.size() == 3);
  CHECK(read.strategies[0].name == "late capture");
  CHECK(read.strategies[0].before_end == closed_range<seconds>{std::nullopt, 120s});
  CHECK(read.strategies[1].entry == closed_range<price>{std::nullopt, cents(60)});
  CHECK(read.strategies[2] == strategy{"the rest", "", side_count::any, {}, {}, {}});
}

TEST_CASE("strategies: an error names file, key, strategy, member and value") {
  struct bad_case {
    std::string list;
    std::string reason;
  };
  const std::vector<bad_case> cases{
      {R"("late")", "it is a text and not a list"},
      {R"({ name = "a" })", "it is a table and not a list"},
      {R"(["late"])", "strategy 1: it is a text and not a table"},
      {R"([{ }])", "strategy 1: it has no name"},
      {R"([{ sides = "one" }])", "strategy 1: it has no name"},
      {R"([{ name = "" }])", "strategy 1 (): name = \"\": a name has 1 to 32 letters"},
      {R"([{ name = 7 }])", "strategy 1: name = 7: it is a whole number and not a text"},
      {R"([{ name = "a/b" }])", "strategy 1 (a/b): name = \"a/b\": a name has"},
      {R"([{ name = "a" }, { name = "a" }])", "two strategies are called a"},
      {R"([{ name = "a" }, { max-entri = "1", name = "b" }])",
       "strategy 2 (b): unknown member max-entri; did you mean max-entry?"},
      {R"([{ name = "a", side = "one" }])", "unknown member side; did you mean sides?"},
      {R"([{ name = "a", sides = "any" }])", "sides = \"any\": it is not one of"},
      {R"([{ name = "a", sides = 2 }])",
       "sides = 2: it is a whole number and not a text"},
      {R"([{ name = "a", series = "BTC" }])", "series = \"BTC\": slugs are lower"},
      {R"([{ name = "a", series = "" }])", "series = \"\": a slug has"},
      {R"([{ name = "a", min-entry = 1 }])", "min-entry = 1: it is a whole number and"},
      {R"([{ name = "a", min-entry = "1.01" }])", "min-entry = \"1.01\": it is out of"},
      {R"([{ name = "a", max-entry = "0" }])", "max-entry = \"0\": it is out of range"},
      {R"([{ name = "a", max-entry = "-1" }])",
       "max-entry = \"-1\": it is not a decimal"},
      {R"([{ name = "a", min-size = 10 }])", "min-size = 10: it is a whole number and"},
      {R"([{ name = "a", min-size = "1e3" }])",
       "min-size = \"1e3\": it is not a decimal"},
      {R"([{ name = "a", max-size = "1000000001" }])",
       "max-size = \"1000000001\": it is"},
      {R"([{ name = "a", max-size = "0.0000001" }])", "not a decimal with at most six"},
      {R"([{ name = "a", min-before-end = 10 }])",
       "min-before-end = 10: a duration needs"},
      {R"([{ name = "a", min-before-end = 1500ms }])", "1500ms: it is not in whole sec"},
      {R"([{ name = "a", max-before-end = 169h }])", "max-before-end = 169h: it is out"},
      {R"([{ name = "a", min-before-end = -169h }])", "-169h: it is out of range"},
      {R"([{ name = "a", min-entry = "0.9", max-entry = "0.50" }])",
       "strategy 1 (a): min-entry = \"0.9\" is above max-entry = \"0.5\""},
      {R"([{ name = "a", max-size = "1", min-size = "2" }])",
       "min-size = \"2\" is above max-size = \"1\""},
      {R"([{ name = "a", min-before-end = 1s, max-before-end = -1s }])",
       "min-before-end = 1s is above max-before-end = -1s"},
  };
  for (const auto& [list, reason] : cases) {
    const auto lines = bad(load_text(configured(list)));
    INFO(list << "\n" << lines);
    CHECK(lines.starts_with("/etc/t.conf:2: tracker.strategies = "));
    CHECK(contains(lines, reason));
    CHECK(contains(lines, "; allowed: a list of up to 32 tables of name, series, sides"));
  }
}

TEST_CASE("strategies: the length of the list is limited") {
  const auto list_of = [](int count) {
    std::string list;
    for (int i = 0; i < count; ++i)
      list += "{ name = \"s" + std::to_string(i) + "\" },";
    return configured("[" + list + "]");
  };
  CHECK(good(load_text(list_of(32))).strategies.size() == 32);
  CHECK(contains(bad(load_text(list_of(33))), "it is too long"));
}

TEST_CASE("strategies: a wrong member leaves the settings unchanged") {
  settings target;
  target.strategies = {{"kept", "", side_count::any, {}, {}, {}}};
  const auto before = target.strategies;
  const auto value =
      parse_config_value(R"([{ name = "a" }, { name = "b", sides = "x" }])");
  CHECK(find_setting("tracker.strategies")
            ->field.read(std::get<config_value>(value), target)
            .has_value());
  CHECK(target.strategies == before);
}

TEST_CASE("strategies: the shown text is read back") {
  CHECK(rc::check("round trip", [] {
    std::vector<strategy> any;
    const auto count = *rc::gen::inRange<std::size_t>(0, 4);
    for (std::size_t i = 0; i < count; ++i)
      any.push_back(any_strategy(i));
    RC_ASSERT(good(load_text(configured(shown(any)))).strategies == any);
  }));
}

} // namespace tracker::test
