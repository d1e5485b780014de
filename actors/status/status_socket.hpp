// SPDX-License-Identifier: MIT
// What the `status` command reads: a Unix socket in the data directory, whose permissions
// decide which users may read the status, and rows that state the readiness. Nothing is
// read from a client: connecting is the request.
#pragma once

#include "messages/control.hpp"
#include "messages/time.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tracker {

/// An open file descriptor; -1: none.
class owned_descriptor {
public:
  explicit owned_descriptor(int number = -1) : number_{number} {}
  owned_descriptor(owned_descriptor&& other) noexcept;
  owned_descriptor& operator=(owned_descriptor&& other) noexcept;
  ~owned_descriptor();

  int get() const { return number_; }

private:
  int number_;
};

/// The result of accepting a client.
struct accepted_client {
  /// Holds -1 without a client.
  owned_descriptor descriptor;
  /// A client is waiting, but the process has no descriptor or memory for it.
  bool refused = false;
};

/// A listening socket. Never blocks; the destructor removes its file.
class status_socket {
public:
  status_socket(status_socket&&) noexcept = default;
  status_socket& operator=(status_socket&&) = delete;
  ~status_socket();

  /// Opens the socket and replaces one that an earlier run has left; the caller must hold
  /// the lock of the data directory. A string: why it could not be opened.
  static std::variant<status_socket, std::string> open(const std::string& data_dir);

  int descriptor() const { return listener_.get(); }
  /// Accepts the next waiting client.
  accepted_client accept();

private:
  status_socket(owned_descriptor folder, owned_descriptor listener)
      : folder_{std::move(folder)}, listener_{std::move(listener)} {}

  owned_descriptor folder_;
  owned_descriptor listener_;
};

/// Sends as much as the client's buffer accepts at once, which is far more than a screen.
void answer_status(const owned_descriptor& client, std::string_view text);

/// The answer of a running tracker.
struct status_text {
  std::string text;
};
/// Requests the status of the tracker that listens in `data_dir` and waits for the whole
/// answer, at most `patience` from one part to the next. A string: why there is no
/// answer.
std::variant<status_text, std::string> request_status(const std::string& data_dir,
                                                      timespan patience);

/// The first part of a row that says why the tracker is not ready.
inline constexpr const char* not_ready_prefix = "  not ready : ";

/// `  ready : …`, or a row `  not ready : activity main: not read yet` for each check
/// that fails and each actor that does not answer. Empty without actors.
std::vector<std::string> readiness_rows(const status_screen& screen);

} // namespace tracker
