// SPDX-License-Identifier: MIT
#include "actors/ledger/scans/outline_bytes.hpp"

#include <array>
#include <optional>

namespace tracker {

namespace {

constexpr std::int64_t no_winner = -1;
constexpr std::uint64_t value_bits = 0x7f;
constexpr std::uint64_t continuation_bit = 0x80;

class number_reader {
public:
  explicit number_reader(std::string_view bytes) : bytes_{bytes} {}

  /// Returns 0 after the bytes turned out to be invalid.
  std::int64_t next() {
    std::uint64_t folded = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (position_ == bytes_.size())
        break;
      const auto byte = static_cast<unsigned char>(bytes_[position_++]);
      folded |= (byte & value_bits) << shift;
      if ((byte & continuation_bit) == 0)
        return static_cast<std::int64_t>((folded >> 1) ^ (0 - (folded & 1)));
    }
    valid_ = false;
    return 0;
  }
  bool is_done() const { return valid_ && position_ == bytes_.size(); }

private:
  std::string_view bytes_;
  std::size_t position_ = 0;
  bool valid_ = true;
};

} // namespace

std::string pack_numbers(std::span<const std::int64_t> numbers) {
  std::string result;
  for (const auto number : numbers) {
    auto folded =
        (static_cast<std::uint64_t>(number) << 1) ^ (number < 0 ? ~std::uint64_t{0} : 0);
    for (; folded > value_bits; folded >>= 7)
      result += static_cast<char>(folded | continuation_bit);
    result += static_cast<char>(folded);
  }
  return result;
}

std::string outline_bytes(const grade_outline& outline) {
  return pack_numbers(
      std::array{static_cast<std::int64_t>(outline.status),
                 outline.winner ? static_cast<std::int64_t>(*outline.winner) : no_winner,
                 static_cast<std::int64_t>(outline.kind),
                 static_cast<std::int64_t>(outline.one_sided_kind), outline.pnl.micros(),
                 outline.arb_pnl.micros(), outline.capture_pnl.micros(),
                 outline.directional_pnl.micros(), outline.fees.micros(),
                 static_cast<std::int64_t>(outline.fees_from), outline.rebates.micros(),
                 outline.volume.micros(), static_cast<std::int64_t>(outline.fills)});
}

bool read_outline(std::string_view bytes, grade_outline& outline) {
  number_reader numbers{bytes};
  const auto money = [&] { return usdc::from_micros(numbers.next()); };
  outline.status = static_cast<grade_status>(numbers.next());
  const auto winner = numbers.next();
  outline.winner =
      winner == no_winner ? std::nullopt : std::optional{static_cast<settlement>(winner)};
  outline.kind = static_cast<trade_kind>(numbers.next());
  outline.one_sided_kind = static_cast<trade_kind>(numbers.next());
  outline.pnl = money();
  outline.arb_pnl = money();
  outline.capture_pnl = money();
  outline.directional_pnl = money();
  outline.fees = money();
  outline.fees_from = static_cast<fee_source>(numbers.next());
  outline.rebates = money();
  outline.volume = money();
  outline.fills = static_cast<std::uint64_t>(numbers.next());
  return numbers.is_done();
}

} // namespace tracker
