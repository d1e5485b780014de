// SPDX-License-Identifier: MIT
#include "actors/web/measure/metrics_text.hpp"

#include "actors/web/measure/metric_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

namespace tracker {

namespace {

constexpr std::uint8_t nano_places = 9;

std::string number_text(const exact_number& number) {
  std::uint64_t unit = 1;
  for (int i = 0; i < number.places; ++i)
    unit *= 10;
  const bool is_negative = number.amount < 0;
  const auto size = is_negative ? 0 - static_cast<std::uint64_t>(number.amount)
                                : static_cast<std::uint64_t>(number.amount);
  auto text = fmt::format("{}{}", is_negative ? "-" : "", size / unit);
  if (const auto rest = size % unit; rest != 0) {
    text += fmt::format(".{:0{}}", rest, int{number.places});
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text;
}

std::string seconds_text(timespan duration) {
  return number_text({duration.count(), nano_places});
}

/// `{a="b",c="d"}`; empty without labels. Backslash, quote and line break are escaped.
std::string label_text(const std::vector<std::pair<std::string, std::string>>& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    text += text.empty() ? "{" : ",";
    text += name + "=\"";
    for (const char c : value)
      text += c == '\\' ? "\\\\" : c == '"' ? "\\\"" : c == '\n' ? "\\n" : std::string{c};
    text += '"';
  }
  return text.empty() ? text : text + "}";
}

std::string histogram_text(const std::string& name, const metric_sample& sample,
                           const duration_counts& value) {
  std::string text;
  std::uint64_t cumulative = 0;
  const auto line = [&](const std::string& bound) {
    auto labels = sample.labels;
    labels.emplace_back("le", bound);
    text += fmt::format("{}_bucket{} {}\n", name, label_text(labels), cumulative);
  };
  for (std::size_t i = 0; i < value.counts().size(); ++i) {
    cumulative += value.counts()[i];
    line(i < value.bounds().size() ? seconds_text(value.bounds()[i]) : "+Inf");
  }
  const auto labels = label_text(sample.labels);
  return text + fmt::format("{0}_sum{1} {2}\n{0}_count{1} {3}\n", name, labels,
                            seconds_text(value.sum()), cumulative);
}

bool fits(const metric_sample& sample, const metric_family& family) {
  const bool is_histogram = std::holds_alternative<duration_counts>(sample.value);
  return is_histogram == (family.type == metric_type::histogram) &&
         std::equal(sample.labels.begin(), sample.labels.end(), family.labels.begin(),
                    family.labels.end(), [](const auto& label, std::string_view name) {
                      return label.first == name;
                    });
}

} // namespace

bool is_in_table(const metric_sample& sample) {
  const auto& table = metric_table();
  const auto family =
      std::find_if(table.begin(), table.end(),
                   [&](const metric_family& each) { return each.name == sample.name; });
  return family != table.end() && fits(sample, *family);
}

std::string write_metrics(const std::vector<metric_sample>& samples, exposition format) {
  constexpr std::string_view words[] = {"gauge", "counter", "histogram"};
  std::unordered_map<std::string_view, std::vector<const metric_sample*>> by_name;
  for (const auto& sample : samples)
    by_name[sample.name].push_back(&sample);
  const bool is_open = format == exposition::open_metrics;
  std::string text;
  for (const auto& family : metric_table()) {
    std::set<std::string> written;
    std::string rows;
    const auto prefix =
        family.name.substr(0, 8) == "process_" ? std::string_view{} : metric_prefix;
    const auto name = fmt::format("{}{}", prefix, family.name);
    for (const auto* sample : by_name[family.name]) {
      const auto labels = label_text(sample->labels);
      if (!fits(*sample, family) || !written.insert(labels).second)
        continue;
      if (const auto* value = std::get_if<duration_counts>(&sample->value))
        rows += histogram_text(name, *sample, *value);
      else
        rows += fmt::format("{}{} {}\n", name, labels,
                            number_text(std::get<exact_number>(sample->value)));
    }
    if (rows.empty())
      continue;
    // OpenMetrics names the family of a counter without its suffix.
    const auto heading = is_open && family.type == metric_type::counter
                             ? name.substr(0, name.size() - 6)
                             : name;
    text += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{3}", heading, family.help,
                        words[static_cast<std::size_t>(family.type)], rows);
  }
  return is_open ? text + "# EOF\n" : text;
}

} // namespace tracker
