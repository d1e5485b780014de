// SPDX-License-Identifier: MIT
#include "actors/fetcher/excerpt.hpp"

namespace tracker {

namespace {

/// One character of a text and the bytes it takes.
struct character {
  char32_t code = 0;
  std::size_t size = 1;
};

constexpr char32_t not_utf8 = 0xffffffff;

/// Bytes of the sequence that `lead` begins, 0 for none (RFC 3629).
std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80)
    return 1;
  if (lead >= 0xc2 && lead <= 0xdf)
    return 2;
  if (lead >= 0xe0 && lead <= 0xef)
    return 3;
  if (lead >= 0xf0 && lead <= 0xf4)
    return 4;
  return 0;
}

/// True for the codes a sequence of `size` bytes may stand for.
bool is_well_formed(char32_t code, std::size_t size) {
  if (size == 3)
    return code >= 0x800 && (code < 0xd800 || code > 0xdfff);
  if (size == 4)
    return code >= 0x10000 && code <= 0x10ffff;
  return true;
}

/// The first character of `bytes`, which are not empty.
character first_character(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes.front());
  const auto size = sequence_length(lead);
  if (size == 0 || size > bytes.size())
    return {not_utf8, 1};
  if (size == 1)
    return {lead, 1};
  char32_t code = lead & (0x7fU >> size);
  for (auto byte : bytes.substr(1, size - 1)) {
    if ((static_cast<unsigned char>(byte) & 0xc0U) != 0x80U)
      return {not_utf8, 1};
    code = (code << 6U) | (static_cast<unsigned char>(byte) & 0x3fU);
  }
  if (!is_well_formed(code, size))
    return {not_utf8, 1};
  return {code, size};
}

/// Blanks and control characters (C0, DEL, C1), line separators included.
bool is_blank(char32_t code) {
  return code <= 0x20 || (code >= 0x7f && code <= 0xa0) || code == 0x2028 ||
         code == 0x2029;
}

/// Characters that have no shape of their own or turn the direction of others.
bool is_invisible(char32_t code) {
  return code == 0xad || code == 0x61c || (code >= 0x200b && code <= 0x200f) ||
         (code >= 0x202a && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
         (code >= 0xfe00 && code <= 0xfe0f) || code == 0xfeff ||
         (code >= 0xfff0 && code <= 0xfffb) || (code & 0xfffeU) == 0xfffeU ||
         (code >= 0xe0000 && code <= 0xe0fff);
}

} // namespace

std::string excerpt(std::string_view bytes) {
  constexpr std::string_view ellipsis = "…";
  std::string text;
  std::size_t length = 0;
  std::size_t cut_at =
      0; // where the last character that leaves room for the ellipsis ends
  auto blank_due = false;
  while (!bytes.empty()) {
    const auto [code, size] = first_character(bytes);
    const auto shape = bytes.substr(0, size);
    bytes.remove_prefix(size);
    if (code != not_utf8 && is_invisible(code))
      continue;
    if (code != not_utf8 && is_blank(code)) {
      blank_due = !text.empty();
      continue;
    }
    const std::size_t wanted = blank_due ? 2 : 1;
    if (length + wanted > excerpt_length) {
      text.resize(cut_at);
      return text.append(ellipsis);
    }
    if (blank_due)
      text += ' ';
    blank_due = false;
    text.append(code == not_utf8 ? std::string_view{"?"} : shape);
    length += wanted;
    if (length < excerpt_length)
      cut_at = text.size();
  }
  return text;
}

} // namespace tracker
