// SPDX-License-Identifier: MIT
#include "actors/notifier/drift/drift_sentinel.hpp"

#include "actors/notifier/drift/reply_shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tracker {

namespace {

namespace fs = std::filesystem;

constexpr mode_t private_folder = 0700;
constexpr mode_t private_file = 0600;

/// Writes a new file that only the user can read. A failure is not reported: the alert
/// states the news without the file.
void write_new(const std::string& path, const std::string& text) {
  const int file =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, private_file);
  if (file < 0)
    return;
  const auto written = write(file, text.data(), text.size());
  close(file);
  if (written != static_cast<ssize_t>(text.size()))
    unlink(path.c_str());
}

} // namespace

std::string drift_folder(const std::string& ledger_folder) {
  return ledger_folder + "/drift";
}

bool is_known_drift(const std::vector<std::string>& known, std::string_view news) {
  return std::any_of(known.begin(), known.end(), [&](const std::string& entry) {
    return news.starts_with(entry) &&
           (news.size() == entry.size() || news[entry.size()] == ':');
  });
}

std::string to_text(const kept_reply& kept) {
  return fmt::format("{} {}\n{}", kept.source, kept.endpoint, kept.body);
}

kept_reply parse_kept_reply(std::string_view text) {
  const auto line = text.substr(0, text.find('\n'));
  const auto blank = line.find(' ');
  if (line.size() == text.size() || blank == std::string_view::npos)
    return {};
  return {std::string{line.substr(0, blank)}, std::string{line.substr(blank + 1)},
          std::string{text.substr(line.size() + 1)}};
}

drift_sentinel::drift_sentinel(std::vector<std::string> known,
                               const std::string& ledger_folder)
    : known_{std::move(known)}
    , folder_{ledger_folder.empty() ? std::string{} : drift_folder(ledger_folder)} {}

std::vector<std::string> drift_sentinel::compare(host source, const std::string& endpoint,
                                                 const std::string& body) {
  std::vector<std::string> fresh;
  const auto* shape = find_shape(to_string(source), endpoint);
  if (shape == nullptr)
    return fresh;
  for (const auto& difference : find_differences(*shape, body)) {
    auto news = fmt::format("{} {}: {}", to_string(source), endpoint, difference);
    if (news_.size() < max_news && !is_known_drift(known_, news) &&
        news_.insert(news).second)
      fresh.push_back(std::move(news));
  }
  if (!fresh.empty())
    keep({to_string(source), endpoint, body});
  return fresh;
}

void drift_sentinel::keep(const kept_reply& reply) const {
  if (folder_.empty() || reply.body.size() > max_bytes)
    return;
  std::error_code failed;
  if (mkdir(folder_.c_str(), private_folder) != 0 && !fs::is_directory(folder_, failed))
    return;
  const auto files = std::distance(fs::directory_iterator{folder_, failed}, {});
  if (failed || static_cast<std::size_t>(files) >= max_files)
    return;
  auto name = reply.source + reply.endpoint;
  std::replace(name.begin(), name.end(), '/', '_');
  write_new(fmt::format("{}/{}-{}.json", folder_, name, files + 1), to_text(reply));
}

void drift_sentinel::restore(const std::vector<alert_record>& alerts) {
  for (const auto& alert : alerts) {
    if (alert.key.rule != "drift" || alert.state != alert_state::firing)
      continue;
    auto& kind = is_known_drift(known_, alert.key.subject) ? settled_ : news_;
    kind.insert(alert.key.subject);
  }
}

std::vector<alert_reading> drift_sentinel::readings() const {
  std::vector<alert_reading> result;
  for (const auto& news : news_)
    result.push_back({"drift", news, reading_level::firing, news, "new"});
  for (const auto& news : settled_)
    result.push_back({"drift", news, reading_level::clear, news, "known"});
  return result;
}

} // namespace tracker
