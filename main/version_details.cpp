// SPDX-License-Identifier: MIT
#include "main/version.hpp"

#include "actors/ledger/store/sqlite_file.hpp"

#include <caf/config.hpp>
#include <curl/curl.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <openssl/crypto.h>
#include <spdlog/version.h>
#include <zlib.h>
#include <zstd.h>

namespace tracker {

std::string version_details() {
  const std::string commit{program_commit};
  return fmt::format(
      "{}\n"
      "Commit    : {}\n"
      "Compiler  : {}\n"
      "Libraries : CAF {}.{}.{}, libcurl {}, OpenSSL {}, SQLite {}, zstd {}, zlib {},\n"
      "            fmt {}.{}.{}, spdlog {}.{}.{}, nlohmann/json {}.{}.{}\n",
      version_text, commit.empty() ? "not known: built without git" : commit, __VERSION__,
      CAF_MAJOR_VERSION, CAF_MINOR_VERSION, CAF_PATCH_VERSION,
      curl_version_info(CURLVERSION_NOW)->version,
      OpenSSL_version(OPENSSL_VERSION_STRING), sqlite_version(), ZSTD_versionString(),
      zlibVersion(), FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100,
      SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR, SPDLOG_VER_PATCH, NLOHMANN_JSON_VERSION_MAJOR,
      NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH);
}

} // namespace tracker
