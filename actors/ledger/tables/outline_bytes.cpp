// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/outline_bytes.hpp"

#include <array>
#include <optional>

namespace tracker {

namespace {

constexpr std::int64_t no_winner = -1;
constexpr std::uint64_t low_bits = 0x7f;
constexpr std::uint64_t more = 0x80;

class number_reader {
public:
  explicit number_reader(std::string_view bytes) : bytes_{bytes} {}

  /// 0 once the bytes have turned out to be none of ours.
  std::int64_t next() {
    std::uint64_t folded = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at_ == bytes_.size())
        break;
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      folded |= (byte & low_bits) << shift;
      if ((byte & more) == 0)
        return static_cast<std::int64_t>((folded >> 1) ^ (0 - (folded & 1)));
    }
    sound_ = false;
    return 0;
  }
  bool is_done() const { return sound_ && at_ == bytes_.size(); }

private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool sound_ = true;
};

} // namespace

std::string pack_numbers(std::span<const std::int64_t> numbers) {
  std::string result;
  for (const auto number : numbers) {
    auto folded =
        (static_cast<std::uint64_t>(number) << 1) ^ (number < 0 ? ~std::uint64_t{0} : 0);
    for (; folded > low_bits; folded >>= 7)
      result += static_cast<char>(folded | more);
    result += static_cast<char>(folded);
  }
  return result;
}

std::string outline_bytes(const grade_outline& of) {
  return pack_numbers(std::array{
      static_cast<std::int64_t>(of.status),
      of.winner ? static_cast<std::int64_t>(*of.winner) : no_winner,
      static_cast<std::int64_t>(of.kind), static_cast<std::int64_t>(of.one_sided_kind),
      of.pnl.micros(), of.arb_pnl.micros(), of.capture_pnl.micros(),
      of.directional_pnl.micros(), of.fees.micros(),
      static_cast<std::int64_t>(of.fees_from), of.rebates.micros(), of.volume.micros(),
      static_cast<std::int64_t>(of.fills)});
}

bool read_outline(std::string_view bytes, grade_outline& into) {
  number_reader from{bytes};
  const auto money = [&] { return usdc::from_micros(from.next()); };
  into.status = static_cast<grade_status>(from.next());
  const auto winner = from.next();
  into.winner =
      winner == no_winner ? std::nullopt : std::optional{static_cast<settlement>(winner)};
  into.kind = static_cast<trade_kind>(from.next());
  into.one_sided_kind = static_cast<trade_kind>(from.next());
  into.pnl = money();
  into.arb_pnl = money();
  into.capture_pnl = money();
  into.directional_pnl = money();
  into.fees = money();
  into.fees_from = static_cast<fee_source>(from.next());
  into.rebates = money();
  into.volume = money();
  into.fills = static_cast<std::uint64_t>(from.next());
  return from.is_done();
}

} // namespace tracker
