// SPDX-License-Identifier: MIT
#include "actors/ledger/store/ledger_digest.hpp"

#include "actors/ledger/scans/raw_rows.hpp"
#include "actors/ledger/sql/column_forms.hpp"
#include "actors/ledger/store/sqlite_file.hpp"
#include "actors/ledger/tables/event_table.hpp"
#include "actors/ledger/tables/grade_table.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <fmt/format.h>

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <new>
#include <string_view>

namespace tracker {

namespace {

class sha256 {
public:
  sha256() : context_{EVP_MD_CTX_new()} {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1)
      throw std::bad_alloc{};
  }
  void add(std::string_view bytes) {
    waiting_ += bytes;
    if (waiting_.size() >= chunk)
      flush();
  }
  std::string hex() {
    flush();
    std::array<unsigned char, 32> sum{};
    EVP_DigestFinal_ex(context_.get(), sum.data(), nullptr);
    return hash_text({reinterpret_cast<const char*>(sum.data()), sum.size()}).substr(2);
  }

private:
  struct release {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  void flush() {
    EVP_DigestUpdate(context_.get(), waiting_.data(), waiting_.size());
    waiting_.clear();
  }

  /// Hashes many short values in one call.
  static constexpr std::size_t chunk = 16'384;
  std::unique_ptr<EVP_MD_CTX, release> context_;
  std::string waiting_;
};

/// Adds the next value of a row with its length as prefix, so that values stay separate;
/// a number as text.
void add_value(sql::raw_rows& row, sha256& digest) {
  const auto add = [&](std::string_view text) {
    digest.add(fmt::format_int{text.size()}.c_str());
    digest.add(":");
    digest.add(text);
  };
  if (row.is_null()) {
    row.skip();
    digest.add("0:none:");
  } else if (row.is_integer()) {
    const fmt::format_int text{row.number()};
    add({text.data(), text.size()});
  } else {
    add(row.bytes());
  }
}

/// Adds every row of a query; returns their number.
std::uint64_t add_rows(SQLite::Database& file, const std::string& name,
                       const std::string& query, sha256& digest) {
  sql::raw_rows rows{file, query};
  const auto columns = rows.columns();
  std::uint64_t count = 0;
  for (; rows.next(); ++count)
    for (int i = 0; i < columns; ++i)
      add_value(rows, digest);
  digest.add(name + " " + std::to_string(count));
  return count;
}

} // namespace

ledger_result<ledger_digest> digest_of(const std::string& ledger_file) {
  auto opened = open_for_reading(ledger_file);
  if (auto* error = std::get_if<ledger_error>(&opened))
    return std::move(*error);
  auto& file = std::get<SQLite::Database>(opened);
  return guarded(ledger_file, &file, [&] {
    sha256 sum;
    ledger_digest result;
    // Sources and their times are not part of the result of a grade.
    const auto columns = result_column_names("g.");
    result.grades = add_rows(
        file, "grades", select_grades("grades", columns) + "ORDER BY 1, a.address", sum);
    add_rows(file, "revisions",
             select_grades("grade_revisions", columns) +
                 "ORDER BY 1, a.address, g.revision",
             sum);
    // Rows that are equal in all these columns are interchangeable.
    result.events = add_rows(
        file, "events",
        select_events() + "ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13", sum);
    add_rows(file, "account",
             "SELECT a.address, x.quarter_s, x.type, x.platform_type, x.events, x.size, "
             "x.cash FROM account_sums x JOIN wallets a ON a.id = x.wallet_id "
             "ORDER BY 1, 2, 3, 4",
             sum);
    result.sha256 = sum.hex();
    return result;
  });
}

} // namespace tracker
