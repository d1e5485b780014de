// SPDX-License-Identifier: MIT
// A Unix socket in the data directory: whoever may write there may ask what the tracker
// is doing. Nothing is read from a client: to connect is the whole question.
#pragma once

#include "messages/time.hpp"

#include <string>
#include <string_view>
#include <variant>

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

/// What came of an attempt to accept a client.
struct accepted_client {
  /// -1 in it: there is none.
  owned_descriptor descriptor;
  /// A client waits, and the process has no descriptor or memory for it.
  bool refused = false;
};

/// Listens until it is destroyed, and takes its file away then; never blocks.
class status_socket {
public:
  status_socket(status_socket&&) noexcept = default;
  status_socket& operator=(status_socket&&) = delete;
  ~status_socket();

  /// Takes the place of one that an earlier run left behind; the caller holds the data
  /// directory. A text: why there can be none.
  static std::variant<status_socket, std::string> open(const std::string& data_dir);

  int descriptor() const { return listener_.get(); }
  /// The next client that waits.
  accepted_client accept();

private:
  status_socket(owned_descriptor folder, owned_descriptor listener)
      : folder_{std::move(folder)}, listener_{std::move(listener)} {}

  owned_descriptor folder_;
  owned_descriptor listener_;
};

/// Sends what the client's buffer takes at once, which is far more than one screen.
void answer_status(const owned_descriptor& client, std::string_view text);

/// What the tracker that listens in `data_dir` says.
struct status_text {
  std::string text;
};
/// Asks it and waits for its whole answer, at most `patience` from one part to the next.
/// A string: why there is no answer.
std::variant<status_text, std::string> ask_status(const std::string& data_dir,
                                                  timespan patience);

} // namespace tracker
