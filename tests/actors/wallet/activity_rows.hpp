// SPDX-License-Identifier: MIT
// Activity rows as the platform writes them, field by field.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tracker::test {

/// `0x` and `digits` times the digit.
inline std::string hex(std::size_t digits, char digit) {
  return std::string{"0x"}.append(digits, digit);
}

inline const std::string row_wallet = "0xc2ad03f79ca3f3c17d8c7de2612ce0c89b7d40ed";
inline const std::string row_condition = hex(64, 'c');
inline const std::string row_transaction = hex(64, 'e');
inline const std::string row_token = "112931" + std::string(70, '0');

/// A row whose fields can be changed, removed and duplicated. Values are JSON text.
class row_text {
public:
  /// A taker's buy: 80 at 0.72 for 58.72896.
  static row_text trade() {
    row_text row;
    row.fields_ = {{"proxyWallet", quoted(row_wallet)},
                   {"timestamp", "1789943818"},
                   {"conditionId", quoted(row_condition)},
                   {"type", "\"TRADE\""},
                   {"size", "80"},
                   {"usdcSize", "58.72896"},
                   {"transactionHash", quoted(row_transaction)},
                   {"price", "0.72"},
                   {"asset", quoted(row_token)},
                   {"side", "\"BUY\""},
                   {"outcomeIndex", "0"},
                   {"title", "\"Bitcoin Up or Down \xC2\xAB\""},
                   {"slug", "\"btc-updown-5m-1789943700\""},
                   {"outcome", "\"Up\""},
                   {"name", "\"bosona\""}};
    return row;
  }
  /// A row of a market that is not a trade.
  static row_text of_type(const std::string& type) {
    return trade()
        .set("type", quoted(type))
        .set("side", "\"\"")
        .set("asset", "\"\"")
        .set("price", "0")
        .set("usdcSize", "80")
        .set("outcomeIndex", "999");
  }
  /// A row of the account, without a market.
  static row_text of_account(const std::string& type) {
    return of_type(type).set("conditionId", "\"\"").set("slug", "\"\"");
  }

  static std::string quoted(const std::string& text) { return '"' + text + '"'; }

  row_text set(const std::string& name, std::string value) const {
    auto result = *this;
    result.find(name)->second = std::move(value);
    return result;
  }
  row_text with_field(const std::string& name, std::string value) const {
    auto result = *this;
    result.fields_.emplace_back(name, std::move(value));
    return result;
  }
  row_text without_field(const std::string& name) const {
    auto result = *this;
    result.fields_.erase(result.find(name));
    return result;
  }
  row_text with_duplicate(const std::string& name) const {
    auto result = *this;
    result.fields_.push_back(*result.find(name));
    return result;
  }

  std::string v1() const {
    return written([](const std::string& name) { return name; });
  }
  /// The same row in the second dialect.
  std::string v2() const {
    return written([](const std::string& name) {
      if (name == "asset")
        return std::string{"token_id"};
      std::string result;
      for (const char c : name) {
        if (c >= 'A' && c <= 'Z')
          result += '_';
        result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      }
      return result;
    });
  }

private:
  using field = std::pair<std::string, std::string>;

  std::vector<field>::iterator find(const std::string& name) {
    const auto found =
        std::find_if(fields_.begin(), fields_.end(),
                     [&](const field& candidate) { return candidate.first == name; });
    if (found == fields_.end())
      throw std::invalid_argument{"no field " + name};
    return found;
  }
  template <class Rename>
  std::string written(Rename rename) const {
    std::string result;
    for (const auto& [name, value] : fields_) {
      result += result.empty() ? '{' : ',';
      result += quoted(rename(name));
      result += ':';
      result += value;
    }
    return result + '}';
  }

  std::vector<field> fields_;
};

/// The rows as one JSON array.
inline std::string array_of(const std::vector<std::string>& rows) {
  std::string result{'['};
  for (const auto& row : rows) {
    if (result.size() > 1)
      result += ',';
    result += row;
  }
  return result + ']';
}

inline std::string page_v1(const std::vector<row_text>& rows) {
  std::vector<std::string> texts;
  for (const auto& row : rows)
    texts.push_back(row.v1());
  return array_of(texts);
}

inline std::string page_v2(const std::vector<row_text>& rows,
                           const std::string& cursor = "") {
  std::vector<std::string> texts;
  for (const auto& row : rows)
    texts.push_back(row.v2());
  std::string result{R"({"data":)"};
  result += array_of(texts);
  result += R"(,"pagination":{"limit":1000,"has_more":)";
  result += cursor.empty() ? "false" : "true";
  result += R"(,"next_cursor":)";
  result += cursor.empty() ? "null" : row_text::quoted(cursor);
  return result + "}}";
}

} // namespace tracker::test
