// SPDX-License-Identifier: MIT
// The files of actors/web/page, compiled into the program.
#pragma once

#include <string_view>
#include <vector>

namespace tracker {

struct page_file {
  /// `/app.css`.
  std::string_view path;
  /// Content-Type.
  std::string_view type;
  std::string_view content;
  /// In double quotes; changes with the content.
  std::string_view etag;
};

/// All files, ordered by path. The build makes this function (embed.cmake).
const std::vector<page_file>& page_files();

} // namespace tracker
