// SPDX-License-Identifier: MIT
// Helpers of the log tee's tests.
#pragma once

#include "actors/log_tee/log_file.hpp"
#include "actors/log_tee/log_sinks.hpp"
#include "messages/log.hpp"

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

namespace tracker::test {

/// The time of the first line of a test: 2026-01-20 19:15 UTC, the start of a window.
inline constexpr timestamp log_start = from_unix_seconds(1'768'936'500);

inline log_line line_at(timestamp time, log_level level, std::string text,
                        std::string actor = "window") {
  log_line line;
  line.time = time;
  line.level = level;
  line.actor = std::move(actor);
  line.event = "event";
  line.text = std::move(text);
  return line;
}

inline log_line info_line(std::string text) {
  return line_at(log_start, log_level::info, std::move(text));
}

inline std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

/// The lines of `text`. Throws when the last one is incomplete.
inline std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos)
      throw std::runtime_error{"an incomplete line: " + std::string{text}};
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

/// The part of a text line after its actor.
inline std::string message_of(const std::string& line) {
  const auto bar = line.find(" | ");
  return bar == std::string::npos ? "" : line.substr(bar + 3);
}

inline std::vector<std::string> messages_of(std::string_view text) {
  std::vector<std::string> messages;
  for (const auto& line : lines_of(text))
    messages.push_back(message_of(line));
  return messages;
}

inline log_sinks open_sinks(const log_tee_options& options) {
  auto sinks = log_sinks::open(options);
  if (const auto* problem = std::get_if<std::string>(&sinks))
    throw std::runtime_error{*problem};
  return std::get<log_sinks>(std::move(sinks));
}

/// Opens the file alone. Throws as `open_sinks` does.
inline log_file open_file(const log_tee_options& options) {
  auto file = log_file::open(options);
  if (const auto* problem = std::get_if<std::string>(&file))
    throw std::runtime_error{*problem};
  return std::get<log_file>(std::move(file));
}

/// Lowers a limit of this process for its lifetime.
class lowered_limit {
public:
  lowered_limit(__rlimit_resource which, rlim_t value) : which_{which} {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(which, &before_);
    const rlimit lowered{value, before_.rlim_max};
    if (setrlimit(which, &lowered) != 0)
      throw std::system_error{errno, std::generic_category(), "setrlimit"};
  }
  ~lowered_limit() { setrlimit(which_, &before_); }
  lowered_limit(const lowered_limit&) = delete;
  lowered_limit& operator=(const lowered_limit&) = delete;

private:
  __rlimit_resource which_;
  rlimit before_{};
};

/// Simulates a full disk: no file of this process grows beyond so many bytes.
class full_disk : lowered_limit {
public:
  explicit full_disk(rlim_t bytes) : lowered_limit{RLIMIT_FSIZE, bytes} {}
};

/// A pipe that is read only when a test does so.
class test_pipe {
public:
  test_pipe() {
    std::signal(SIGPIPE, SIG_IGN);
    if (pipe(ends_) != 0)
      throw std::system_error{errno, std::generic_category(), "pipe"};
  }
  ~test_pipe() {
    close_reader();
    close_writer();
  }
  test_pipe(const test_pipe&) = delete;
  test_pipe& operator=(const test_pipe&) = delete;

  int writer() const { return ends_[1]; }
  int reader() const { return ends_[0]; }
  void close_reader() { close_end(ends_[0]); }
  void close_writer() { close_end(ends_[1]); }

  /// The bytes that can be read without waiting.
  std::string read_available() {
    fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    return read_on();
  }
  /// Reads until `part` has arrived. Throws after 20 s.
  std::string read_until(std::string_view part) {
    std::string text;
    pollfd entry{ends_[0], POLLIN, 0};
    while (text.find(part) == std::string::npos) {
      if (poll(&entry, 1, longest_wait_ms) != 1 || entry.revents != POLLIN)
        throw std::runtime_error{"never came: " + std::string{part}};
      text += read_available();
    }
    return text;
  }
  /// Reads until all writers have closed.
  std::string read_to_end() {
    fcntl(ends_[0], F_SETFL, 0);
    return read_on();
  }

private:
  static constexpr int longest_wait_ms = 20'000;

  static void close_end(int& end) {
    if (end >= 0)
      close(end);
    end = -1;
  }
  std::string read_on() {
    std::string text;
    std::string buffer(65'536, '\0');
    for (;;) {
      const auto bytes = read(ends_[0], buffer.data(), buffer.size());
      if (bytes <= 0)
        return text;
      text.append(buffer, 0, static_cast<std::size_t>(bytes));
    }
  }

  int ends_[2] = {-1, -1};
};

} // namespace tracker::test
