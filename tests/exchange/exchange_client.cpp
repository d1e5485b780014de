// SPDX-License-Identifier: MIT
#include "tests/exchange/exchange_client.hpp"

#include <algorithm>
#include <cctype>
#include <new>

#include <curl/curl.h>

namespace tracker::test {

namespace {

constexpr std::size_t max_body = 1024UL * 1024;

std::size_t take_body(const char* bytes, std::size_t size, std::size_t count,
                      void* target) {
  auto& body = static_cast<http_answer*>(target)->body;
  if (body.size() + size * count > max_body)
    return 0;
  body.append(bytes, size * count);
  return size * count;
}

std::size_t take_header(const char* bytes, std::size_t size, std::size_t count,
                        void* target) {
  const std::string line{bytes, size * count};
  const auto colon = line.find(": ");
  if (const auto end = line.find_last_not_of("\r\n"); colon != std::string::npos)
    static_cast<http_answer*>(target)->headers.emplace_back(
        line.substr(0, colon), line.substr(colon + 2, end - colon - 1));
  return size * count;
}

bool same_name(const std::string& left, const std::string& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](unsigned char a, unsigned char b) {
                      return std::tolower(a) == std::tolower(b);
                    });
}

http_answer perform(CURL* handle, const std::string& url,
                    std::chrono::milliseconds timeout) {
  http_answer answer;
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &answer);
  answer.error = curl_easy_perform(handle);
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

} // namespace

std::string http_answer::header(const std::string& name) const {
  const auto found =
      std::find_if(headers.begin(), headers.end(),
                   [&](const auto& header) { return same_name(header.first, name); });
  return found == headers.end() ? "" : found->second;
}

http_client::http_client() : handle_{curl_easy_init()} {
  if (!handle_)
    throw std::bad_alloc{};
}
http_client::~http_client() = default;

void http_client::handle_closer::operator()(void* handle) const {
  curl_easy_cleanup(handle);
}

http_answer http_client::get(const std::string& url, std::chrono::milliseconds timeout) {
  curl_easy_setopt(handle_.get(), CURLOPT_HTTPGET, 1L);
  return perform(handle_.get(), url, timeout);
}

http_answer http_client::post(const std::string& url, const std::string& body) {
  curl_easy_setopt(handle_.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  curl_easy_setopt(handle_.get(), CURLOPT_COPYPOSTFIELDS, body.c_str());
  return perform(handle_.get(), url, std::chrono::seconds{10});
}

long http_client::new_connections() const {
  long count = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_NUM_CONNECTS, &count);
  return count;
}

} // namespace tracker::test
