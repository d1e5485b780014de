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
  /// With its quotes; changes with the content.
  std::string_view etag;
};

/// All files, ordered by path.
const std::vector<page_file>& page_files();

/// The file of this path; null when there is none.
const page_file* find_page_file(std::string_view path);

} // namespace tracker
