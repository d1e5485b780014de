// SPDX-License-Identifier: MIT
#include "actors/fetcher/transport/url.hpp"

#include "actors/text/ascii.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>

#include <arpa/inet.h>

namespace tracker {

namespace {

constexpr std::size_t longest_path = 8192;

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

/// RFC 3986: pchar, `/` and `?`, without `%`.
bool is_path_character(char c) {
  constexpr std::string_view others = "-._~!$&'()*+,;=:@/?";
  return is_letter(c) || is_digit(c) || others.find(c) != std::string_view::npos;
}

/// The byte that `%xy` at the start of `text` stands for.
std::optional<char> percent_decoded(std::string_view text) {
  unsigned value = 0;
  const auto digits = text.substr(1, 2);
  const auto* end = digits.data() + digits.size();
  if (digits.size() != 2 || std::from_chars(digits.data(), end, value, 16).ptr != end)
    return {};
  return static_cast<char>(value);
}

struct url_cleanup {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

/// A part of a parsed URL; empty when it has none.
std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK)
    return {};
  std::string result{text};
  curl_free(text);
  return result;
}

bool is_host(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || std::strchr("-.[:]", c) != nullptr;
  });
}

bool is_loopback(const std::string& host) {
  in_addr address{};
  return host == "localhost" || host == "[::1]" ||
         (inet_pton(AF_INET, host.c_str(), &address) == 1 &&
          ntohl(address.s_addr) >> 24U == 127);
}

} // namespace

std::optional<std::string> base_url_problem(std::string_view text) {
  constexpr std::string_view https = "https://";
  constexpr std::string_view http = "http://";
  const bool is_https = text.starts_with(https);
  if (!is_https && !text.starts_with(http))
    return "it does not begin with https://";
  if (text.find_first_of("?#") != std::string_view::npos)
    return "a query or fragment does not belong in it";
  const auto scheme_size = (is_https ? https : http).size();
  const auto path = text.substr(std::min(text.find('/', scheme_size), text.size()));
  const std::string origin{text.substr(0, text.size() - path.size())};
  const std::unique_ptr<CURLU, url_cleanup> url{curl_url()};
  const auto code =
      curl_url_set(url.get(), CURLUPART_URL, origin.c_str(), CURLU_DISALLOW_USER);
  if (code == CURLUE_USER_NOT_ALLOWED)
    return "credentials do not belong in it";
  constexpr auto* bad_port = "the port is not a number from 1 to 65535";
  if (code == CURLUE_BAD_PORT_NUMBER)
    return bad_port;
  const auto host = part_of(url.get(), CURLUPART_HOST);
  const auto port = part_of(url.get(), CURLUPART_PORT);
  // libcurl rewrites some hosts (`127.1` to `127.0.0.1`) and overlooks an empty port:
  // accept only what it uses as it is written.
  const auto authority = text.substr(scheme_size, origin.size() - scheme_size);
  const bool is_verbatim = authority.starts_with(host);
  if (!is_https && !(is_verbatim && is_loopback(host)))
    return "http is for loopback hosts only";
  if (!is_verbatim || !is_host(host))
    return "it names no host";
  if (port == "0" || authority.substr(host.size()) != (port.empty() ? "" : ":" + port))
    return bad_port;
  return path.empty() ? std::nullopt : path_problem(path);
}

std::optional<std::string> proxy_problem(std::string_view text) {
  constexpr std::string_view schemes[] = {"http://", "https://", "socks5h://"};
  const auto* const scheme =
      std::find_if(std::begin(schemes), std::end(schemes),
                   [&](std::string_view prefix) { return text.starts_with(prefix); });
  if (scheme == std::end(schemes))
    return "it does not begin with http://, https:// or socks5h://";
  const auto authority = text.substr(scheme->size());
  if (authority.find('@') != std::string_view::npos)
    return "credentials do not belong in it";
  if (authority.find('/') != std::string_view::npos)
    return "a path does not belong in it";
  return base_url_problem("https://" + std::string{authority});
}

bool leads_to_another_host(std::string_view location, const std::string& url) {
  const auto host_of = [](const std::string& text) {
    const std::unique_ptr<CURLU, url_cleanup> parsed{curl_url()};
    if (curl_url_set(parsed.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
      return std::string{};
    auto host = part_of(parsed.get(), CURLUPART_HOST);
    std::transform(host.begin(), host.end(), host.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return host;
  };
  const auto target = host_of(std::string{location});
  return !target.empty() && target != host_of(url);
}

std::optional<std::string> path_problem(std::string_view path) {
  if (path.empty() || path.front() != '/')
    return "a path begins with /";
  if (path.size() > longest_path)
    return "the path is longer than 8192 bytes";
  std::string decoded;
  decoded.reserve(path.size());
  while (!path.empty()) {
    const auto encoded = path.front() == '%';
    if (!encoded && !is_path_character(path.front()))
      return "the path has a character that must be percent-encoded";
    const auto byte = encoded ? percent_decoded(path) : path.front();
    if (!byte)
      return "the path has a % without two hex digits";
    if (is_control(*byte))
      return "the path has a control byte";
    decoded += *byte;
    path.remove_prefix(encoded ? 3 : 1);
  }
  if (decoded.find("..") != std::string::npos)
    return "the path has ..";
  return {};
}

std::string join_url(std::string_view base, std::string_view path) {
  while (!base.empty() && base.back() == '/')
    base.remove_suffix(1);
  std::string url{base};
  url += path;
  return url;
}

} // namespace tracker
