// SPDX-License-Identifier: MIT
// A local stand-in for the services that alerts are sent to, and the alerts in the
// ledger.
#pragma once

#include "tests/system/support/simulated_truth.hpp"
#include "tests/system/support/tracker_run.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

// Debian's library is built with TLS, and the layout of its types depends on that.
#define CPPHTTPLIB_OPENSSL_SUPPORT
#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tracker::test {

/// A service on this machine that stores the requests it receives. A script sets status,
/// body and headers of each answer.
class service_double {
public:
  struct received {
    std::string method;
    std::string path;
    std::string body;
    std::string signature;
  };
  using script = std::function<void(std::size_t number, httplib::Response& reply)>;

  explicit service_double(script answers = [](std::size_t, httplib::Response&) {})
      : answers_{std::move(answers)} {
    const auto handle = [this](const httplib::Request& request,
                               httplib::Response& reply) {
      std::size_t number = 0;
      {
        const std::lock_guard lock{mutex_};
        requests_.push_back({request.method, request.path, request.body,
                             request.get_header_value("X-Signature")});
        number = requests_.size();
      }
      answers_(number, reply);
    };
    server_.Post(".*", handle);
    server_.Get(".*", handle);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread{[this] { server_.listen_after_bind(); }};
  }
  ~service_double() {
    server_.stop();
    thread_.join();
  }
  service_double(const service_double&) = delete;
  service_double& operator=(const service_double&) = delete;

  std::string url() const { return fmt::format("http://127.0.0.1:{}", port_); }
  std::vector<received> requests() const {
    const std::lock_guard lock{mutex_};
    return requests_;
  }
  /// Waits until `is_enough` accepts what was received.
  template <class Predicate>
  bool wait_until(Predicate is_enough, std::chrono::milliseconds limit) const {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < deadline) {
      if (is_enough(requests()))
        return true;
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return false;
  }

private:
  script answers_;
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
  mutable std::mutex mutex_;
  std::vector<received> requests_;
};

/// A limit above the free space of any disk: the rule fires at once.
inline constexpr const char* full_disk =
    R"(alerts.rules=[{ name = "disk", limit = 1000000G }])";

/// Windows of 2 s, one wallet that trades in these series, and these settings.
inline run_options with_alerts(std::vector<std::string> settings,
                               std::vector<std::string> series = {"btc-updown-15m"}) {
  run_options options;
  auto& rules = options.platform.rules;
  rules.window_length = std::chrono::seconds{2};
  rules.wallets.count = 1;
  rules.wallets.series = std::move(series);
  rules.wallets.trading_begin = options.platform.now();
  options.settings = follow_all(rules);
  options.settings.emplace_back("clock.interval=50ms");
  std::move(settings.begin(), settings.end(), std::back_inserter(options.settings));
  return options;
}

inline std::string webhook_channel(const service_double& service,
                                   const std::string& options = "") {
  return fmt::format(
      R"(alerts.channels=[{{ name = "hook", type = "webhook", url = "{}/hook"{} }}])",
      service.url(), options);
}

/// Key and status of each alert of a webhook's body.
inline std::vector<std::pair<std::string, std::string>>
alerts_in(const std::string& body) {
  std::vector<std::pair<std::string, std::string>> result;
  const auto parsed = nlohmann::json::parse(body);
  for (const auto& alert : parsed["alerts"])
    result.emplace_back(alert["fingerprint"], alert["status"]);
  return result;
}

/// A row of the ledger's alerts.
struct stored_alert {
  /// 0: it fires. 1: it is resolved.
  int state = 0;
  std::uint64_t sent_mask = 0;
};

/// The ledger's alerts of a rule, without silent ones, by the key that is sent to the
/// services. The rows are from one transaction.
inline std::map<std::string, stored_alert> alerts_of(const std::filesystem::path& file,
                                                     const std::string& rule) {
  SQLite::Database ledger{file.string(), SQLite::OPEN_READONLY, 5000};
  SQLite::Statement rows{ledger,
                         "SELECT rule || '-' || subject || '-' || episode, state, "
                         "sent_mask FROM alerts WHERE rule = ? AND state <> 3"};
  rows.bind(1, rule);
  std::map<std::string, stored_alert> result;
  while (rows.executeStep())
    result[rows.getColumn(0).getText()] = {
        rows.getColumn(1).getInt(),
        static_cast<std::uint64_t>(rows.getColumn(2).getInt64())};
  return result;
}

} // namespace tracker::test
