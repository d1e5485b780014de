# SPDX-License-Identifier: MIT
# cmake -D OUTPUT=FILE.cpp -D FILES=A;B -P embed.cmake: writes the files as a translation
# unit that defines `page_files`.
set(types html "text/html; charset=utf-8" css "text/css; charset=utf-8"
  js "text/javascript; charset=utf-8" svg "image/svg+xml")
set(arrays "")
set(rows "")
set(number 0)
list(SORT FILES)
foreach(file ${FILES})
  get_filename_component(name ${file} NAME)
  string(REGEX REPLACE "^.*\\." "" extension ${name})
  list(FIND types ${extension} found)
  if(found EQUAL -1)
    message(FATAL_ERROR "${file}: its content type is not known")
  endif()
  math(EXPR found "${found} + 1")
  list(GET types ${found} type)
  file(READ ${file} bytes HEX)
  string(LENGTH "${bytes}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  file(SHA256 ${file} hash)
  string(SUBSTRING ${hash} 0 16 hash)
  string(APPEND arrays "constexpr char file_${number}[] = {${bytes}};\n")
  string(APPEND rows "      {\"/${name}\", \"${type}\", {file_${number}, ${size}}, \"\\\"${hash}\\\"\"},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Made by actors/web/page/embed.cmake.
#include \"actors/web/page_files.hpp\"

namespace tracker {

namespace {

${arrays}
} // namespace

const std::vector<page_file>& page_files() {
  static const std::vector<page_file> files{
${rows}  };
  return files;
}

} // namespace tracker
")
