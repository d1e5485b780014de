// SPDX-License-Identifier: MIT
#include "actors/fetcher/transport/curl_pool.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <initializer_list>
#include <string_view>
#include <utility>

#include <strings.h>

namespace tracker {

namespace {

constexpr std::size_t largest_header = 64UL * 1024; // bytes, all lines together
constexpr auto* accepted_encoding = "gzip";

/// Request header lines. With options of their own (CURLOPT_USERAGENT) libcurl would
/// format them twice for every request.
header_lines list_of(std::initializer_list<std::string> lines) {
  header_lines result;
  for (const auto& line : lines)
    add_line(result, line);
  return result;
}

template <class T>
T info(CURL* easy, CURLINFO key) {
  T value{};
  curl_easy_getinfo(easy, key, &value);
  return value;
}

short poll_events_of(int actions) {
  auto events = 0;
  if ((actions & CURL_POLL_IN) != 0)
    events |= POLLIN;
  if ((actions & CURL_POLL_OUT) != 0)
    events |= POLLOUT;
  return static_cast<short>(events);
}

int select_bits_of(short events) {
  auto bits = 0;
  // Read a closed connection to its end.
  if ((events & (POLLIN | POLLHUP)) != 0)
    bits |= CURL_CSELECT_IN;
  if ((events & POLLOUT) != 0)
    bits |= CURL_CSELECT_OUT;
  if ((events & POLLERR) != 0)
    bits |= CURL_CSELECT_ERR;
  return bits;
}

} // namespace

/// An easy handle and its answer. libcurl keeps pointers to it, so it must not move.
class curl_pool::channel {
public:
  channel(const curl_pool_options& options, curl_slist* request_headers);
  channel(const channel&) = delete;
  channel& operator=(const channel&) = delete;

  static channel& of(CURL* easy) {
    return *static_cast<channel*>(info<void*>(easy, CURLINFO_PRIVATE));
  }

  void prepare(std::uint64_t id, const std::string& url);
  /// The result of the transfer; the handle is ready for the next one.
  transfer_result result(CURLcode code);

  CURL* easy() const { return easy_.get(); }
  std::uint64_t id() const { return id_; }
  std::uint64_t bytes_received() const;

private:
  void apply(const network_options& network);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count,
                             void* self);
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count,
                               void* self);
  bool add_body(std::string_view bytes);
  bool add_header(std::string_view line);
  curl_ending ending(CURLcode code) const;

  std::unique_ptr<CURL, easy_cleanup> easy_;
  std::size_t max_body_;
  std::uint64_t id_ = 0;
  std::array<char, CURL_ERROR_SIZE> message_{};
  std::shared_ptr<std::string> body_;
  http_answer answer_;
  std::size_t header_bytes_ = 0;
  bool over_limit_ = false;
};

curl_pool::channel::channel(const curl_pool_options& options, curl_slist* request_headers)
    : easy_{curl_easy_init()}, max_body_{options.max_response_size} {
  require_curl(easy_ != nullptr, "no handle");
  auto* const easy = easy_.get();
  set_safe_options(easy);
  set_option(easy, CURLOPT_PRIVATE, this);
  set_option(easy, CURLOPT_WRITEFUNCTION, &channel::on_body);
  set_option(easy, CURLOPT_WRITEDATA, this);
  set_option(easy, CURLOPT_HEADERFUNCTION, &channel::on_header);
  set_option(easy, CURLOPT_HEADERDATA, this);
  set_option(easy, CURLOPT_ERRORBUFFER, message_.data());
  set_option(easy, CURLOPT_HTTPGET, 1L);
  set_option(easy, CURLOPT_HTTPHEADER, request_headers);
  set_option(easy, CURLOPT_ACCEPT_ENCODING, accepted_encoding);
  set_option(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  apply(options.network);
  set_option(easy, CURLOPT_TIMEOUT_MS, milliseconds_of<long>(options.timeout));
  set_option(easy, CURLOPT_CONNECTTIMEOUT_MS,
             milliseconds_of<long>(options.connect_timeout));
  set_option(easy, CURLOPT_MAXFILESIZE_LARGE,
             static_cast<curl_off_t>(options.max_response_size));
  set_option(easy, CURLOPT_DNS_CACHE_TIMEOUT, 60L);
  set_option(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  const auto http2 =
      !has_curl_issue_10936(curl_version_info(CURLVERSION_NOW)->version_num);
  set_option(easy, CURLOPT_HTTP_VERSION,
             static_cast<long>(http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
  // Prefer a stream of an HTTP/2 connection to a new connection.
  set_option(easy, CURLOPT_PIPEWAIT, http2 ? 1L : 0L);
}

void curl_pool::channel::apply(const network_options& network) {
  set_option(easy(), CURLOPT_PROXY, network.proxy.c_str());
  set_option(easy(), CURLOPT_NOPROXY, "");
  if (!network.ca_file.empty()) {
    set_option(easy(), CURLOPT_CAINFO, network.ca_file.c_str());
    set_option(easy(), CURLOPT_CAPATH, nullptr);
  }
  if (network.proxy.starts_with("https://")) {
    set_option(easy(), CURLOPT_PROXY_SSLVERSION,
               static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!network.ca_file.empty())
      set_option(easy(), CURLOPT_PROXY_CAINFO, network.ca_file.c_str());
  }
  if (network.addresses != address_family::any)
    set_option(easy(), CURLOPT_IPRESOLVE,
               static_cast<long>(network.addresses == address_family::ipv4
                                     ? CURL_IPRESOLVE_V4
                                     : CURL_IPRESOLVE_V6));
}

void curl_pool::channel::prepare(std::uint64_t id, const std::string& url) {
  id_ = id;
  message_.front() = '\0';
  body_ = std::make_shared<std::string>();
  answer_ = {};
  header_bytes_ = 0;
  over_limit_ = false;
  answer_.url = url;
  set_option(easy(), CURLOPT_URL, url.c_str());
}

transfer_result curl_pool::channel::result(CURLcode code) {
  if (code != CURLE_OK)
    return failure_of(ending(code));
  answer_.status = static_cast<std::uint16_t>(info<long>(easy(), CURLINFO_RESPONSE_CODE));
  answer_.body = std::move(body_);
  return std::move(answer_);
}

curl_ending curl_pool::channel::ending(CURLcode code) const {
  curl_ending ending;
  ending.code = code;
  ending.status = static_cast<std::uint16_t>(info<long>(easy(), CURLINFO_RESPONSE_CODE));
  ending.answer_begun = header_bytes_ > 0;
  ending.over_limit = over_limit_;
  ending.detail = message_.front() != '\0' ? message_.data() : curl_easy_strerror(code);
  if (over_limit_)
    ending.detail =
        header_bytes_ > largest_header
            ? "the header exceeds " + std::to_string(largest_header) + " bytes"
            : "the body exceeds " + std::to_string(max_body_) + " bytes";
  if (info<curl_off_t>(easy(), CURLINFO_PRETRANSFER_TIME_T) > 0)
    ending.reached = curl_ending::stage::requesting;
  // Set after TCP's handshake in libcurl 7.88 and 8.14; the port is set later in 8.14.
  else if (info<long>(easy(), CURLINFO_NUM_CONNECTS) > 0)
    ending.reached = curl_ending::stage::handshake;
  else if (info<curl_off_t>(easy(), CURLINFO_NAMELOOKUP_TIME_T) > 0)
    ending.reached = curl_ending::stage::connecting;
  else
    ending.reached = curl_ending::stage::resolving;
  return ending;
}

std::uint64_t curl_pool::channel::bytes_received() const {
  return static_cast<std::uint64_t>(info<curl_off_t>(easy(), CURLINFO_SIZE_DOWNLOAD_T)) +
         header_bytes_;
}

std::size_t curl_pool::channel::on_body(char* bytes, std::size_t size, std::size_t count,
                                        void* self) {
  const auto accepted = static_cast<channel*>(self)->add_body({bytes, size * count});
  return accepted ? size * count : 0;
}

std::size_t curl_pool::channel::on_header(char* bytes, std::size_t size,
                                          std::size_t count, void* self) {
  const auto accepted = static_cast<channel*>(self)->add_header({bytes, size * count});
  return accepted ? size * count : 0;
}

bool curl_pool::channel::add_body(std::string_view bytes) {
  over_limit_ = bytes.size() > max_body_ - body_->size();
  if (!over_limit_)
    body_->append(bytes);
  return !over_limit_;
}

bool curl_pool::channel::add_header(std::string_view line) {
  header_bytes_ += line.size();
  over_limit_ = header_bytes_ > largest_header;
  const auto colon = line.find(':');
  if (over_limit_ || colon == std::string_view::npos)
    return !over_limit_;
  const std::pair<std::string_view, std::string*> wanted[] = {
      {"age", &answer_.age},
      {"date", &answer_.date},
      {"retry-after", &answer_.retry_after},
      {"location", &answer_.location}};
  for (const auto& [name, value] : wanted)
    if (colon == name.size() && strncasecmp(line.data(), name.data(), colon) == 0 &&
        value->empty())
      value->assign(line.substr(colon + 1));
  return true;
}

curl_pool::curl_pool(curl_pool_options options)
    : options_{std::move(options)}
    , watched_{{wake_.descriptor(), POLLIN, 0}}
    , request_headers_{list_of({"Accept: application/json",
                                std::string{"Accept-Encoding: "} + accepted_encoding,
                                "User-Agent: " + options_.user_agent})}
    , multi_{curl_multi_init()} {
  require_curl(multi_ != nullptr, "no multi handle");
  const auto connections = static_cast<long>(options_.max_connections_per_host);
  require_curl(
      curl_multi_setopt(multi_.get(), CURLMOPT_MAX_HOST_CONNECTIONS, connections));
  require_curl(curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, 3 * connections));
  require_curl(
      curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &curl_pool::on_socket));
  require_curl(curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this));
}

curl_pool::~curl_pool() {
  for (const auto& [id, used] : running_)
    curl_multi_remove_handle(multi_.get(), used->easy());
}

void curl_pool::start(std::uint64_t id, const std::string& url) {
  auto used = idle_channel();
  used->prepare(id, url);
  require_curl(curl_multi_add_handle(multi_.get(), used->easy()));
  running_.emplace(id, std::move(used));
  act(CURL_SOCKET_TIMEOUT, 0);
}

void curl_pool::abort(std::uint64_t id) {
  auto ended = running_.extract(id);
  if (ended.empty())
    return;
  curl_multi_remove_handle(multi_.get(), ended.mapped()->easy());
  idle_.push_back(std::move(ended.mapped()));
}

void curl_pool::wait(std::optional<timespan> at_most) {
  const auto ready =
      poll(watched_.data(), watched_.size(), ended_.empty() ? limit_of_wait(at_most) : 0);
  require_curl(ready >= 0 || errno == EINTR, "poll");
  if (watched_.front().revents != 0)
    wake_.clear();
  // `act` changes `watched_`.
  for (const auto& [socket, wanted, events] : std::vector(watched_))
    if (socket != wake_.descriptor() && events != 0)
      act(socket, select_bits_of(events));
  if (limit_of_wait({}) == 0)
    act(CURL_SOCKET_TIMEOUT, 0);
}

int curl_pool::limit_of_wait(std::optional<timespan> at_most) const {
  constexpr auto unlimited = -1;
  const auto limit = at_most ? milliseconds_of<int>(*at_most) : unlimited;
  long timer = unlimited;
  require_curl(curl_multi_timeout(multi_.get(), &timer));
  if (timer < 0)
    return limit;
  const auto due = milliseconds_of<int>(std::chrono::milliseconds{timer});
  return limit < 0 ? due : std::min(limit, due);
}

void curl_pool::act(curl_socket_t socket, int events) {
  auto still_running = 0;
  require_curl(curl_multi_socket_action(multi_.get(), socket, events, &still_running));
  auto left = 0;
  while (const auto* message = curl_multi_info_read(multi_.get(), &left))
    if (message->msg == CURLMSG_DONE)
      ended_.push_back(finish(message->easy_handle, message->data.result));
}

int curl_pool::on_socket(CURL*, curl_socket_t socket, int wanted, void* self, void*) {
  static_cast<curl_pool*>(self)->watch(socket, wanted);
  return 0;
}

void curl_pool::watch(curl_socket_t socket, int wanted) {
  if (wanted == CURL_POLL_REMOVE) {
    std::erase_if(watched_, [&](const pollfd& entry) { return entry.fd == socket; });
    return;
  }
  const auto known =
      std::find_if(watched_.begin(), watched_.end(),
                   [&](const pollfd& entry) { return entry.fd == socket; });
  auto& entry =
      known != watched_.end() ? *known : watched_.emplace_back(pollfd{socket, 0, 0});
  entry.events = poll_events_of(wanted);
}

std::unique_ptr<curl_pool::channel> curl_pool::idle_channel() {
  if (idle_.empty())
    return std::make_unique<channel>(options_, request_headers_.get());
  auto used = std::move(idle_.back());
  idle_.pop_back();
  return used;
}

curl_pool::ended_transfer curl_pool::finish(CURL* handle, CURLcode code) {
  auto& ended = channel::of(handle);
  const auto id = ended.id();
  ended_transfer result{id, ended.result(code)};
  bytes_received_ += ended.bytes_received();
  curl_multi_remove_handle(multi_.get(), handle);
  idle_.push_back(std::move(running_.extract(id).mapped()));
  return result;
}

} // namespace tracker
