// SPDX-License-Identifier: MIT
#include "actors/web/server/event_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace tracker {

std::string to_text(const stream_event& event) {
  std::string text;
  if (event.id != 0)
    text += fmt::format("id: {}\n", event.id);
  text += fmt::format("event: {}\n", event.name);
  std::string_view rest{event.data};
  for (;;) {
    const auto end = rest.find_first_of("\r\n");
    text += fmt::format("data: {}\n", rest.substr(0, end));
    if (end == std::string_view::npos)
      break;
    rest.remove_prefix(end + (rest.substr(end, 2) == "\r\n" ? 2 : 1));
  }
  return text + "\n";
}

bool event_stream::open(std::uint64_t client, std::uint64_t last_event_id) {
  if (clients_.size() >= limits_.clients)
    return false;
  auto& waiting = clients_[client];
  waiting = "retry: 2000\n\n";
  if (last_event_id != 0)
    for (const auto& event : kept_)
      if (event.id > last_event_id)
        add(waiting, event.text);
  for (const auto& [name, text] : latest_)
    add(waiting, text);
  return true;
}

void event_stream::publish(const stream_event& event) {
  auto text = to_text(event);
  for (auto& [client, waiting] : clients_)
    add(waiting, text);
  if (event.id == 0) {
    latest_[event.name] = std::move(text);
    return;
  }
  kept_bytes_ += text.size();
  kept_.push_back({event.id, std::move(text)});
  while (kept_.size() > limits_.kept_events || kept_bytes_ > limits_.kept_bytes) {
    kept_bytes_ -= kept_.front().text.size();
    kept_.pop_front();
  }
}

void event_stream::publish_comment() {
  for (auto& [client, waiting] : clients_)
    add(waiting, ":\n\n");
}

std::size_t event_stream::take(std::uint64_t client, char* target, std::size_t room) {
  const auto found = clients_.find(client);
  if (found == clients_.end())
    return 0;
  auto& waiting = found->second;
  const auto size = std::min(room, waiting.size());
  std::memcpy(target, waiting.data(), size);
  waiting.erase(0, size);
  return size;
}

bool event_stream::has_data(std::uint64_t client) const {
  const auto found = clients_.find(client);
  return found != clients_.end() && !found->second.empty();
}

void event_stream::add(std::string& waiting, std::string_view text) {
  if (waiting.size() + text.size() > limits_.client_bytes)
    ++dropped_;
  else
    waiting += text;
}

} // namespace tracker
