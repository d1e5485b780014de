// SPDX-License-Identifier: MIT
#include "actors/notifier/transport/post_pool.hpp"

#include "actors/notifier/transport/post_url.hpp"

#include <algorithm>
#include <string_view>

#include <strings.h>

namespace tracker {

namespace {

constexpr std::size_t largest_reply = 16'384; // bytes; the rest is not read
constexpr std::size_t largest_header = 65'536;

} // namespace

/// A request and its reply. libcurl keeps pointers to it, so it must not move.
class post_pool::transfer {
public:
  transfer(std::uint64_t id, const outgoing& request, const post_pool_options& options);
  transfer(const transfer&) = delete;
  transfer& operator=(const transfer&) = delete;

  CURL* easy() const { return easy_.get(); }
  ended_transfer finish(CURLcode code);

private:
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count,
                             void* self);
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count,
                               void* self);

  std::unique_ptr<CURL, easy_cleanup> easy_{curl_easy_init()};
  header_lines headers_;
  std::uint64_t id_;
  std::string body_;
  service_reply reply_;
  std::size_t header_bytes_ = 0;
};

post_pool::transfer::transfer(std::uint64_t id, const outgoing& request,
                              const post_pool_options& options)
    : id_{id}, body_{request.body} {
  require_curl(easy_ != nullptr, "no handle");
  auto* const easy = easy_.get();
  for (const auto& line : request.headers)
    add_line(headers_, line);
  set_safe_options(easy);
  set_option(easy, CURLOPT_PRIVATE, this);
  set_option(easy, CURLOPT_URL, request.url.c_str());
  if (request.is_post) {
    add_line(headers_, "Content-Type: " + request.content_type);
    // Without it libcurl waits a second for "100 Continue" before a larger body.
    add_line(headers_, "Expect:");
    set_option(easy, CURLOPT_POST, 1L);
    set_option(easy, CURLOPT_POSTFIELDS, body_.data());
    set_option(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body_.size()));
  } else {
    set_option(easy, CURLOPT_HTTPGET, 1L);
  }
  set_option(easy, CURLOPT_HTTPHEADER, headers_.get());
  set_option(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  set_option(easy, CURLOPT_WRITEFUNCTION, &transfer::on_body);
  set_option(easy, CURLOPT_WRITEDATA, this);
  set_option(easy, CURLOPT_HEADERFUNCTION, &transfer::on_header);
  set_option(easy, CURLOPT_HEADERDATA, this);
  // http is only allowed for loopback addresses; the constructor has checked the list.
  set_option(easy, CURLOPT_PROTOCOLS_STR,
             request.url.starts_with("http://") ? "http" : "https");
  set_option(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set_option(easy, CURLOPT_TIMEOUT_MS, milliseconds_of<long>(options.timeout));
  set_option(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds_of<long>(options.timeout));
}

std::size_t post_pool::transfer::on_body(char* bytes, std::size_t size, std::size_t count,
                                         void* self) {
  auto& kept = static_cast<transfer*>(self)->reply_.body;
  kept.append(bytes, std::min(size * count, largest_reply - kept.size()));
  return size * count;
}

std::size_t post_pool::transfer::on_header(char* bytes, std::size_t size,
                                           std::size_t count, void* self) {
  constexpr std::string_view name = "retry-after:";
  auto& owner = *static_cast<transfer*>(self);
  const std::string_view line{bytes, size * count};
  owner.header_bytes_ += line.size();
  if (owner.header_bytes_ > largest_header)
    return 0;
  if (line.size() > name.size() &&
      strncasecmp(line.data(), name.data(), name.size()) == 0)
    owner.reply_.retry_after = line.substr(name.size());
  return size * count;
}

post_pool::ended_transfer post_pool::transfer::finish(CURLcode code) {
  long status = 0;
  curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &status);
  reply_.status = code == CURLE_OK ? static_cast<std::uint16_t>(status) : 0;
  // The error buffer may contain the URL: only the kind of error is shown.
  if (code != CURLE_OK)
    reply_.failure = curl_easy_strerror(code);
  return {id_, std::move(reply_)};
}

post_pool::post_pool(post_pool_options options)
    : options_{std::move(options)}, multi_{curl_multi_init()} {
  require_curl(multi_ != nullptr, "no multi handle");
  for (const auto& url : options_.allowed)
    if (const auto problem = post_url_problem(url))
      throw std::runtime_error{hide_path(url) + ": " + *problem};
}

post_pool::~post_pool() {
  for (const auto& [easy, running] : running_)
    curl_multi_remove_handle(multi_.get(), easy);
}

void post_pool::start(std::uint64_t id, const outgoing& request) {
  if (!options_.allowed.contains(request.url)) {
    ended_.push_back({id, {0, {}, {}, "the URL is not configured"}});
    return;
  }
  auto started = std::make_unique<transfer>(id, request, options_);
  auto* const easy = started->easy();
  const auto code = curl_multi_add_handle(multi_.get(), easy);
  require_curl(code);
  running_.emplace(easy, std::move(started));
}

void post_pool::wait(timespan at_most) {
  advance();
  const auto code =
      curl_multi_poll(multi_.get(), nullptr, 0,
                      ended_.empty() ? milliseconds_of<int>(at_most) : 0, nullptr);
  require_curl(code);
  advance();
}

void post_pool::advance() {
  int active = 0;
  const auto code = curl_multi_perform(multi_.get(), &active);
  require_curl(code);
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE)
      continue;
    const auto result = message->data.result;
    auto* const easy = message->easy_handle;
    curl_multi_remove_handle(multi_.get(), easy);
    ended_.push_back(running_.at(easy)->finish(result));
    running_.erase(easy);
  }
}

} // namespace tracker
