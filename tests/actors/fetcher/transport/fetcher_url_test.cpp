// SPDX-License-Identifier: MIT
#include "actors/fetcher/transport/url.hpp"
#include "tests/support/catch.hpp"

#include <curl/curl.h>
#include <rapidcheck.h>

#include <memory>

namespace tracker {
namespace {

struct url_cleanup {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

/// A part of `url` as libcurl reads it; "unreadable" where it does not.
std::string part_of(const std::string& url, CURLUPart part) {
  const std::unique_ptr<CURLU, url_cleanup> parsed{curl_url()};
  char* text = nullptr;
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_PATH_AS_IS) !=
          CURLUE_OK ||
      curl_url_get(parsed.get(), part, &text, 0) != CURLUE_OK)
    return "unreadable";
  std::string result{text};
  curl_free(text);
  return result;
}

TEST_CASE("a base URL is https, or http on a loopback address") {
  for (const auto* good :
       {"https://gamma-api.polymarket.com", "https://gamma-api.polymarket.com/",
        "https://clob.polymarket.com:8443", "https://host/prefix/",
        "http://127.0.0.1:8080", "http://127.255.0.9", "http://localhost:1",
        "http://[::1]:65535/data", "https://[2001:db8::1]:443"}) {
    INFO(good);
    CHECK_FALSE(base_url_problem(good).has_value());
  }
}

TEST_CASE("a base URL that could lead elsewhere is refused with its reason") {
  const std::pair<std::string_view, const char*> cases[] = {
      {"", "it does not begin with https://"},
      {"gamma-api.polymarket.com", "it does not begin with https://"},
      {"HTTPS://host", "it does not begin with https://"},
      {"ftp://127.0.0.1", "it does not begin with https://"},
      {"http://gamma-api.polymarket.com", "loopback"},
      {"http://127.0.0.1.evil.example", "loopback"},
      {"http://127.1", "loopback"},
      {"http://127.0.0.0.1", "loopback"},
      {"http://127.0.0.256", "loopback"},
      {"http://127.0.0.01", "loopback"},
      {"http://localhost.evil.example", "loopback"},
      {"http://[::2]", "loopback"},
      {"https://user:secret@host", "credentials"},
      {"https://host@evil.example", "credentials"},
      {"https://host?x=1", "query"},
      {"https://host/p?x=1", "query"},
      {"https://host#f", "fragment"},
      {"https://", "no host"},
      {"https://:443", "no host"},
      {"https:///path", "no host"},
      {"https://ho st", "no host"},
      {"https://h\xc3\xb6st", "no host"},
      {"https://host\r\nX", "no host"},
      {"https://host\r\nX: y", "port"},
      {"https://[::1", "no host"},
      {"https://host:", "port"},
      {"https://host:0", "port"},
      {"https://host:65536", "port"},
      {"https://host:80x", "port"},
      {"https://host:-1", "port"},
      {"https://host:080", "port"},
      {std::string_view{"https://host\0x", 14}, "port"},
      {"https://127.1", "no host"},
      {"https://%31", "no host"},
      {"https://[fe80::1%25eth0]", "no host"},
      {"https://host/../up", ".."},
  };
  for (const auto& [text, reason] : cases) {
    INFO(text);
    const auto problem = base_url_problem(text);
    REQUIRE(problem.has_value());
    CHECK(problem->find(reason) != std::string::npos);
  }
}

TEST_CASE("a proxy is given as a host with one of three schemes", "[network]") {
  for (const auto* good : {"http://127.0.0.1:3128", "https://proxy.example", "http://a.b",
                           "socks5h://[::1]:9050", "socks5h://localhost:9050"}) {
    CAPTURE(good);
    CHECK_FALSE(proxy_problem(good));
  }
  const std::pair<const char*, const char*> bad[] = {
      {"proxy.example:3128", "it does not begin with http://, https:// or socks5h://"},
      {"socks5://localhost", "it does not begin with http://, https:// or socks5h://"},
      {"", "it does not begin with http://, https:// or socks5h://"},
      {"http://user:word@proxy", "credentials do not belong in it"},
      {"http://proxy/", "a path does not belong in it"},
      {"http://proxy:0", "the port is not a number from 1 to 65535"},
      {"http://proxy:99999", "the port is not a number from 1 to 65535"},
      {"http://", "it names no host"},
      {"http://pro xy", "it names no host"},
      {"http://proxy?x", "a query or fragment does not belong in it"}};
  for (const auto& [url, reason] : bad) {
    CAPTURE(url);
    CHECK(proxy_problem(url) == reason);
  }
}

TEST_CASE("a path of allowed characters is accepted") {
  for (const auto* good : {"/", "/markets/slug/btc-updown-15m-1768936500",
                           "/activity?user=0xabc&limit=500&type=TRADE,REDEEM&x=a+b",
                           "/a%20b?q=%C3%A9&z=~!$'()*;:@/?", "/v1.2/x"}) {
    INFO(good);
    CHECK_FALSE(path_problem(good).has_value());
  }
}

TEST_CASE("any other path is refused") {
  using namespace std::string_literals;
  for (const auto& bad : {""s,
                          "markets"s,
                          "@evil.example/"s,
                          "//\0"s,
                          "/a b"s,
                          "/a\tb"s,
                          "/a\r\nHost: x"s,
                          "/\x7f"s,
                          "/h\xc3\xa9"s,
                          "/a#b"s,
                          "/a\"b"s,
                          "/a<b"s,
                          "/a\\b"s,
                          "/a[0]"s,
                          "/a|b"s,
                          "/%"s,
                          "/%4"s,
                          "/%4g"s,
                          "/%00"s,
                          "/%0d%0a"s,
                          "/%7f"s,
                          "/../x"s,
                          "/a/.."s,
                          "/a/%2e%2E"s,
                          "/a/.%2e/b"s,
                          "/x?y=.."s,
                          "/" + std::string(8192, 'a')}) {
    INFO(bad);
    CHECK(path_problem(bad).has_value());
  }
}

TEST_CASE("a base URL and a path are joined with one slash") {
  CHECK(join_url("https://host", "/time") == "https://host/time");
  CHECK(join_url("https://host/", "/time") == "https://host/time");
  CHECK(join_url("http://127.0.0.1:80/clob/", "/time?x=1") ==
        "http://127.0.0.1:80/clob/time?x=1");
}

TEST_CASE("no accepted path leads to another host") {
  const auto fragment = rc::gen::elementOf(std::vector<std::string>{
      "/",   "//",           "@", ":",   "?", "#", "\\", "%2f", "%40",      "%", ".",
      "..",  "evil.example", "a", "&x=", "[", "]", " ",  "\n",  "https://", ";", "~",
      "%2e", "\xc3\xa9"});
  const auto accepted_stays = [&] {
    auto path = std::string{"/"};
    for (const auto& piece : *rc::gen::container<std::vector<std::string>>(fragment))
      path += piece;
    const auto accepted = !path_problem(path).has_value();
    RC_CLASSIFY(accepted);
    if (!accepted)
      return;
    const auto url = join_url("https://gamma.example:444", path);
    RC_ASSERT(part_of(url, CURLUPART_HOST) == "gamma.example");
    RC_ASSERT(part_of(url, CURLUPART_PORT) == "444");
    RC_ASSERT(part_of(url, CURLUPART_SCHEME) == "https");
    RC_ASSERT(part_of(url, CURLUPART_PATH) == path.substr(0, path.find('?')));
  };
  CHECK(rc::check("accepted paths stay with their host", accepted_stays));
}

} // namespace
} // namespace tracker
