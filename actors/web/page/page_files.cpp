// SPDX-License-Identifier: MIT
#include "actors/web/page/page_files.hpp"

#include <algorithm>

namespace tracker {

const page_file* find_page_file(std::string_view path) {
  const auto& files = page_files();
  const auto found = std::find_if(files.begin(), files.end(), [&](const page_file& file) {
    return file.path == path;
  });
  return found == files.end() ? nullptr : &*found;
}

} // namespace tracker
